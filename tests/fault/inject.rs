//! A file that fails: the N-th write, flush or opening of one user's file is refused by the operating system.
//!
//! Whatever fails, nothing is acknowledged that is not stored, the user is told in a word and recovers without a
//! restart, and others notice nothing. After each fault the server is killed, so that what the fault left behind is what
//! the next one finds.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use reqwest::StatusCode;
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::{
    audit,
    hit::{Hit, check_refusal, get},
    people::{self, Person, titles},
    scale::{Scale, not_run},
    strace::{self, Fault, Strace},
    support::{
        PASSWORD,
        process::{Process, new_data},
    },
};

/// When something fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Moment {
    /// While the user works.
    Working,
    /// While the user's file is opened.
    Waking,
    /// While a new user's file is put into place.
    Founding,
    /// While the server ends and closes the user's file.
    Ending,
    /// While somebody signs in.
    SigningIn,
}

struct Sweep {
    moment: Moment,
    calls: &'static str,
    error: &'static str,
    /// What the user may be told, and nothing else: codes of errors and of closed connections.
    told: &'static [&'static str],
}

/// Which calls fail in the short form; the long form goes on from 1 until nothing is left to fail.
const SHORT: [&str; 5] = ["1", "2+", "4", "9", "19"];

/// In the long form one in so many faults lasts until the user has given up.
const LASTING_EVERY: usize = 4;

/// In the long form a fresh server takes over before a desk gets large.
const CYCLES_OF_A_HOUSE: usize = 60;

const BYSTANDERS: usize = 2;

const SETTINGS: [(&str, &str); 2] =
    [("STACKHOUSE_SOCKET__OPERATIONS_PER_SECOND", "100000"), ("STACKHOUSE_SIGN_IN__ATTEMPTS_PER_MINUTE", "100000")];

/// A server whose users are hit by one fault after the other.
struct House {
    process: Option<Process>,
    data: PathBuf,
    hit: Hit,
    /// The file of the user who is hit.
    file: PathBuf,
    bystanders: Vec<String>,
    /// What was handed out while the shared file failed: each must be good.
    tokens: Vec<String>,
    cycles: usize,
    _folder: tempfile::TempDir,
}

impl House {
    async fn make() -> Self {
        let (folder, data) = new_data();
        let process = Process::serve(&data, &SETTINGS);
        let names: Vec<String> = (0..=BYSTANDERS).map(|user| format!("u{user}")).collect();
        people::add(&data, &names);
        let mut tokens = Vec::new();
        for name in &names {
            tokens.push(Person::come(&process, name).await.token);
        }
        let hit = Hit::new(tokens.remove(0));
        let file = home(&process, &data, &hit.token).await.join("sprite.db");
        Self {
            process: Some(process),
            data,
            hit,
            file,
            bystanders: tokens,
            tokens: Vec::new(),
            cycles: 0,
            _folder: folder,
        }
    }

    /// Lets the calls fail, and answers how many did.
    async fn suffer(&mut self, sweep: &Sweep, when: &str) -> usize {
        self.cycles += 1;
        let failed = match sweep.moment {
            Moment::Working => self.work(sweep, when).await,
            Moment::Waking => self.wake(sweep, when).await,
            Moment::Founding => self.found(sweep, when).await,
            Moment::Ending => self.end(sweep, when).await,
            Moment::SigningIn => self.sign_in(sweep, when).await,
        };
        self.restart();
        self.audit().await;
        failed.len()
    }

    async fn work(&mut self, sweep: &Sweep, when: &str) -> Vec<String> {
        let process = self.process.take().expect("a server");
        assert!(self.hit.try_to_come(&process).await, "nothing fails yet");
        let strace = attach(&process, sweep, when, &strace::database(&self.file));
        let name = format!("c{}", self.cycles);
        tokio::join!(operate(&mut self.hit, &process, &name), go_on(&process, &self.bystanders, &name));
        let failed = strace.detach();
        self.hit.recover(&process, &format!("{name} recovered")).await;
        assert_eq!(self.hit.shown(), titles(&process, &self.hit.token).await, "the other tab shows the same");
        self.process = Some(process);
        failed
    }

    async fn wake(&mut self, sweep: &Sweep, when: &str) -> Vec<String> {
        // The audit has woken everybody.
        self.restart();
        let process = self.process.take().expect("a server");
        let strace = attach(&process, sweep, when, &strace::database(&self.file));
        let name = format!("c{}", self.cycles);
        let visits = async {
            self.hit.try_to_come(&process).await;
            self.hit.read(&process).await;
            self.hit.try_to_come(&process).await;
        };
        tokio::join!(visits, go_on(&process, &self.bystanders, &name));
        let failed = strace.detach();
        self.hit.recover(&process, &format!("{name} recovered")).await;
        self.process = Some(process);
        failed
    }

    async fn found(&mut self, sweep: &Sweep, when: &str) -> Vec<String> {
        let process = self.process.take().expect("a server");
        let name = format!("c{}", self.cycles);
        people::add(&self.data, &[&name]);
        let token = process.client().token(&name).await;
        let home = home(&process, &self.data, &token).await;
        let mut files = strace::database(&home.join("sprite.db"));
        files.extend([home.join("sprite.db.new"), home]);
        let strace = attach(&process, sweep, when, &files);
        let mut newcomer = Hit::new(token);
        let visits = async {
            newcomer.read(&process).await;
            newcomer.try_to_come(&process).await;
        };
        tokio::join!(visits, go_on(&process, &self.bystanders, &name));
        let failed = strace.detach();
        let answer = get(&process, &newcomer.token).await;
        assert_eq!(answer.status(), StatusCode::OK, "the founding is repeated: {failed:?}");
        let stacks: Value = answer.json().await.expect("JSON");
        assert_eq!(stacks["stacks"].as_array().map(Vec::len), Some(1), "one desk, founded once: {stacks}");
        newcomer.recover(&process, "recovered").await;
        assert_eq!(titles(&process, &newcomer.token).await, ["recovered"]);
        self.hit.told.extend(newcomer.told);
        self.process = Some(process);
        failed
    }

    async fn end(&mut self, sweep: &Sweep, when: &str) -> Vec<String> {
        let process = self.process.take().expect("a server");
        let name = format!("c{}", self.cycles);
        assert!(self.hit.try_to_come(&process).await, "nothing fails yet");
        operate(&mut self.hit, &process, &name).await;
        let strace = attach(&process, sweep, when, &strace::database(&self.file));
        assert!(process.end(Signal::TERM).success(), "it ends well although a file does not");
        strace.detach()
    }

    async fn sign_in(&mut self, sweep: &Sweep, when: &str) -> Vec<String> {
        let process = self.process.take().expect("a server");
        let strace = attach(&process, sweep, when, &strace::database(&self.data.join("platform.db")));
        for _ in 0..3 {
            let client = process.client();
            let body = json!({ "name": "u0", "password": PASSWORD });
            let answer = client.post_json("/api/auth/token", &body).await;
            if answer.status().is_success() {
                let body: Value = answer.json().await.expect("JSON");
                self.tokens.push(body["token"].as_str().expect("a token").to_owned());
            } else {
                check_refusal(answer, &mut self.hit.told).await;
            }
            let answer = client.post_form("/sign-in", &[("name", "u0"), ("password", PASSWORD)]).await;
            if answer.status() != StatusCode::SEE_OTHER {
                let page = answer.text().await.expect("a page");
                assert!(page.contains("<h1>") && page.contains("<code>"), "words, and the request's id: {page}");
            }
        }
        let failed = strace.detach();
        process.client().sign_in("u0", PASSWORD).await;
        self.process = Some(process);
        failed
    }

    /// Kills the server, looks at what the fault has left, and starts it again.
    fn restart(&mut self) {
        if let Some(process) = self.process.take() {
            process.end(Signal::KILL);
        }
        self.hit.leave();
        audit::of_file(&self.file).assert_clean();
        audit::of_file(&self.data.join("platform.db")).assert_clean();
        self.process = Some(Process::serve(&self.data, &SETTINGS));
    }

    /// What was acknowledged is there, what was not is there once or not; asked for again, everything is there once.
    async fn audit(&mut self) {
        let process = self.process.take().expect("a server");
        let found = titles(&process, &self.hit.token).await;
        let once: BTreeSet<&String> = found.iter().collect();
        assert_eq!(once.len(), found.len(), "something was done twice: {found:?}");
        for (name, is_acknowledged) in &self.hit.asked {
            assert!(!is_acknowledged || once.contains(name), "{name} was acknowledged and is lost");
        }
        let open: Vec<String> = self
            .hit
            .asked
            .iter()
            .filter(|(_, is_acknowledged)| !**is_acknowledged)
            .map(|(name, _)| name.clone())
            .collect();
        for name in open {
            self.hit.post(&process, &name).await;
        }
        let wanted: Vec<&String> = self.hit.asked.keys().collect();
        assert_eq!(titles(&process, &self.hit.token).await.iter().collect::<Vec<_>>(), wanted, "everything, once");
        assert!(self.hit.asked.values().all(|is_acknowledged| *is_acknowledged));
        for token in self.tokens.drain(..) {
            assert_eq!(get(&process, &token).await.status(), StatusCode::OK, "a token that was handed out is good");
        }

        let file = Connection::open_with_flags(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the file");
        let gaps = "SELECT max(seq) - count(*) FROM activity";
        assert_eq!(file.query_row(gaps, [], |row| row.get::<_, i64>(0)).expect("a number"), 0, "numbers have no gap");
        let homes = fs::read_dir(self.data.join("users")).expect("the users").map(|home| home.expect("a home").path());
        for entry in homes.flat_map(|home| fs::read_dir(home).expect("a home")) {
            let name = entry.expect("an entry").file_name();
            assert!(!name.to_string_lossy().starts_with("damaged"), "a file that failed was taken for a damaged one");
        }
        self.process = Some(process);
    }
}

async fn home(process: &Process, data: &Path, token: &str) -> PathBuf {
    let me = process.client().bare(reqwest::Method::GET, "/api/me").bearer_auth(token).send().await.expect("an answer");
    let me: Value = me.json().await.expect("JSON");
    fs::canonicalize(data).expect("the data").join("users").join(me["user"]["id"].as_str().expect("an id"))
}

fn attach(process: &Process, sweep: &Sweep, when: &str, files: &[PathBuf]) -> Strace {
    let fault = Fault { calls: sweep.calls, error: sweep.error, when, files };
    Strace::attach(process.pid(), &fault).expect("strace attaches")
}

/// Changes one by one, then all at once, then by a request.
async fn operate(hit: &mut Hit, process: &Process, name: &str) {
    for number in 0..8 {
        hit.make(process, &format!("{name} one {number}")).await;
    }
    let burst: Vec<String> = (0..8).map(|number| format!("{name} burst {number}")).collect();
    hit.make_all(&burst).await;
    hit.post(process, &format!("{name} posted")).await;
    hit.read(process).await;
}

/// Others are let in, work, and are refused nothing.
async fn go_on(process: &Process, tokens: &[String], name: &str) {
    for token in tokens {
        let mut person = Person::come_with(process, token.clone()).await;
        for number in 0..4 {
            let answer = person.make(&format!("{name} {number}"), 0).await;
            assert_eq!(answer["type"], "ack", "others notice nothing: {answer}");
        }
    }
}

/// Every N-th of the calls fails in its turn, as far as the form goes.
async fn sweep(all: &[Sweep]) {
    if let Some(reason) = strace::refusal() {
        return not_run("calls that fail", &reason);
    }
    let mut house = House::make().await;
    for sweep in all {
        let (mut faults, mut calls) = (0, 0);
        for when in turns() {
            if house.cycles >= CYCLES_OF_A_HOUSE {
                let told = std::mem::take(&mut house.hit.told);
                house = House::make().await;
                house.hit.told = told;
            }
            let failed = house.suffer(sweep, &when).await;
            faults += usize::from(failed > 0);
            calls += failed;
            // A later one of the same kind would not come to its turn, either.
            if failed == 0 && !when.ends_with('+') {
                break;
            }
        }
        let told = std::mem::take(&mut house.hit.told);
        let Sweep { moment, calls: names, error, .. } = sweep;
        println!("{moment:?}, {error} on {names}: {faults} faults, {calls} calls failed, told {told:?}");
        assert!(faults > 0, "{moment:?}: no call of {names} was made");
        assert!(told.iter().all(|told| sweep.told.contains(&told.as_str())), "told {told:?}, not {:?}", sweep.told);
    }
}

/// Which of the calls fail, one case after the other.
fn turns() -> Box<dyn Iterator<Item = String>> {
    match Scale::chosen() {
        Scale::Short => Box::new(SHORT.iter().map(|when| (*when).to_owned())),
        Scale::Long => Box::new((1..).flat_map(|turn: usize| {
            let lasting = (turn % LASTING_EVERY == 1).then(|| format!("{turn}+"));
            lasting.into_iter().chain([turn.to_string()])
        })),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_fails_is_never_a_false_ack_and_nobody_elses_trouble() {
    let (moment, calls) = (Moment::Working, "write,pwrite64");
    sweep(&[
        Sweep { moment, calls, error: "EIO", told: &["not_saved"] },
        Sweep { moment, calls, error: "ENOSPC", told: &["disk_full"] },
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flush_that_fails_is_never_a_false_ack_and_nobody_elses_trouble() {
    let (moment, calls) = (Moment::Working, "fsync,fdatasync");
    sweep(&[
        Sweep { moment, calls, error: "EIO", told: &["not_saved"] },
        Sweep { moment, calls, error: "ENOSPC", told: &["not_saved"] },
    ])
    .await;
}

/// The file is opened anew after a fault; when that fails, too, the tabs are closed and come back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_can_not_be_opened_anew_is_opened_at_the_next_visit() {
    let (moment, calls) = (Moment::Working, "write,pwrite64,open,openat");
    let told = &["not_saved", "1011", "1013", "sprite_unavailable", "busy"];
    sweep(&[Sweep { moment, calls, error: "EIO", told }, Sweep { moment, calls, error: "EMFILE", told }]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_fails_while_it_is_opened_is_not_taken_for_a_damaged_one() {
    let moment = Moment::Waking;
    let writes = "pwrite64,ftruncate,fsync";
    sweep(&[
        Sweep { moment, calls: "open,openat", error: "EMFILE", told: &["1013", "busy", "sprite_unavailable"] },
        Sweep { moment, calls: "pread64", error: "EIO", told: &["1011", "1013", "internal", "sprite_unavailable"] },
        Sweep { moment, calls: writes, error: "EIO", told: &["1013", "sprite_unavailable"] },
        Sweep { moment, calls: writes, error: "ENOSPC", told: &["1013", "disk_full", "sprite_unavailable"] },
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_founding_that_fails_is_repeated() {
    let (moment, writes) = (Moment::Founding, "mkdir,rename,copy_file_range,pwrite64,fsync");
    sweep(&[
        Sweep { moment, calls: "open,openat", error: "EMFILE", told: &["1013", "busy", "not_saved"] },
        Sweep { moment, calls: writes, error: "EIO", told: &["1013", "not_saved"] },
        Sweep { moment, calls: writes, error: "ENOSPC", told: &["1013", "disk_full", "not_saved"] },
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_can_not_be_closed_well_loses_nothing() {
    let calls = "pwrite64,ftruncate,fsync,unlink";
    sweep(&[Sweep { moment: Moment::Ending, calls, error: "EIO", told: &[] }]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_that_can_not_be_stored_is_refused_in_words() {
    let (moment, calls) = (Moment::SigningIn, "pwrite64,fsync");
    sweep(&[
        Sweep { moment, calls, error: "EIO", told: &["internal"] },
        Sweep { moment, calls, error: "ENOSPC", told: &["disk_full", "internal"] },
    ])
    .await;
}
