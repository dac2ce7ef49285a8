//! Commands that mean harm, run by this program's own sandbox.

use std::{
    fs,
    io::Write,
    net::TcpListener,
    os::unix::net::UnixListener,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use stackhouse::sandbox::{Bounds, End, Outcome, Place, Places, Sandbox, Tested, Untested, Watch};
use tempfile::TempDir;

const BOUNDS: Bounds = Bounds { memory_bytes: 256 << 20, processes: 64, file_bytes: 32 << 20, cpu_s: 60 };
const WATCH: Watch = Watch { time: Duration::from_secs(20), disk_bytes: 48 << 20, files: 3_000, free_bytes_min: 0 };

/// What stands in files that no command may read.
const SECRET: &str = "heron-7431";

/// Says that a machine can't show what a test is about.
pub fn not_run(what: &str, why: &str) {
    // Past the runner's capture, which takes what `eprintln!` says.
    let _ = writeln!(std::io::stderr().lock(), "NOT RUN: {what}: {why}");
}

/// A data folder with secrets in it, and a sandbox beside them.
struct Trial {
    folder: TempDir,
    places: Places,
    sandbox: Sandbox,
    made: AtomicU32,
}

impl Trial {
    /// `None`, said aloud, where this machine has no namespaces or no Landlock.
    async fn new(what: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        for name in ["platform.db", "users/1/sprite.db", "repositories/1.git/HEAD"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, SECRET).unwrap();
        }
        let places = Places::prepare(folder.path().join("sandboxes")).unwrap();
        let sandbox = Sandbox::new(env!("CARGO_BIN_EXE_stackhouse").into(), BOUNDS, Vec::new());
        let trial = Self { folder, places, sandbox, made: AtomicU32::new(0) };
        match trial.test(Tested::default()).await {
            Ok(()) => Some(trial),
            Err(Untested::Unable(why)) => {
                not_run(what, &why.to_string());
                None
            }
            Err(other) => panic!("{other}"),
        }
    }

    async fn test(&self, against: Tested) -> Result<(), Untested> {
        self.sandbox.test(self.fresh(), against).await
    }

    fn place(&self) -> Arc<Place> {
        Arc::new(self.fresh())
    }

    fn fresh(&self) -> Place {
        self.places.make(&self.made.fetch_add(1, Ordering::Relaxed).to_string()).unwrap()
    }

    async fn run_in(&self, place: &Arc<Place>, command: &str, watch: Watch) -> Outcome {
        self.sandbox.run(place, command, watch, std::future::pending()).await.unwrap()
    }

    async fn run(&self, command: &str) -> Outcome {
        self.run_in(&self.place(), command, WATCH).await
    }

    fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }
}

/// A number of seconds that no other process on this machine sleeps for.
pub fn own_sleep(tag: u32) -> String {
    format!("9{tag}{:07}", std::process::id())
}

/// Whether a process has this among its words.
pub fn is_running(word: &str) -> bool {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .any(|line| line.split(|byte| *byte == 0).any(|other| other == word.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_works_on_its_files_and_knows_nothing_else() {
    let Some(it) = Trial::new("commands").await else { return };
    let place = it.place();
    place.tree().unwrap().write(b"input.txt", b"b\na\n", false).unwrap();
    let done = it.run_in(&place, "sort input.txt > sorted.txt && wc -l < sorted.txt; exit 3", WATCH).await;
    assert_eq!((done.end, done.output.text().trim().to_owned()), (End::Exited(3), "2".to_owned()));
    assert_eq!(place.tree().unwrap().read(b"sorted.txt", 100).unwrap().unwrap(), b"a\nb\n");

    let names = it.run("env | cut -d= -f1 | sort | tr '\\n' ' '").await.output.text();
    assert_eq!(names.trim(), "CI HOME LANG PATH PWD TERM TMPDIR USER", "nothing of the server's own surroundings");
    assert_eq!(it.run("cat /etc/passwd | wc -l").await.output.text().trim(), "1", "there is nobody else");
    assert_eq!(
        it.run("echo kept > ~/cache && cat ~/cache; echo x > $TMPDIR/x && ls $TMPDIR").await.output.text(),
        "kept\nx\n"
    );
    assert_eq!(it.run("kill -TERM $$; sleep 5").await.end, End::Killed(15));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_way_leads_to_the_data_of_the_server() {
    let Some(it) = Trial::new("the data folder").await else { return };
    let place = it.place();
    let other = it.place();
    other.tree().unwrap().write(b"other.txt", SECRET.as_bytes(), false).unwrap();
    let data = it.data();
    let ways = [
        format!("cat {data}/platform.db"),
        format!("cat /proc/1/root{data}/platform.db"),
        format!("cat /proc/self/root{data}/users/1/sprite.db"),
        format!("cd {data} && cat platform.db"),
        "cat ../../platform.db ../../../platform.db ../../../../platform.db".to_owned(),
        "cat /proc/self/cwd/../../../platform.db".to_owned(),
        "cat ../2/tree/other.txt ../../2/tree/other.txt".to_owned(),
        format!("ln -s {data}/platform.db link && cat link"),
        format!("ln -s {data} folder && cat folder/platform.db"),
        format!("ln {data}/platform.db hard && cat hard"),
        format!("cp -r {data} copied && cat copied/platform.db"),
        format!("mkdir -p m && mount --bind {data} m && cat m/platform.db"),
        "for f in /proc/[0-9]*/cwd/../../platform.db /proc/[0-9]*/fd/*; do cat $f; done".to_owned(),
        "cat /dev/mem /dev/sda /dev/kmsg".to_owned(),
        format!("grep -r {SECRET} /"),
    ];
    for way in ways {
        let done = it.run_in(&place, &format!("( {way} ) 2>&1 </dev/null"), WATCH).await;
        assert!(!done.output.text().contains(SECRET), "{way}: {}", done.output.text());
        assert_ne!(done.end, End::Exited(0), "{way}: {}", done.output.text());
    }
    let written =
        it.run(&format!("echo x > {data}/platform.db; touch /usr/x /etc/x /x /dev/x /proc/x; ls /usr/x /x")).await;
    assert_ne!(written.end, End::Exited(0));
    assert_eq!(fs::read_to_string(it.folder.path().join("platform.db")).unwrap(), SECRET);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_network_and_no_socket_of_anybody_else() {
    use std::os::linux::net::SocketAddrExt;
    let Some(it) = Trial::new("sockets").await else { return };
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let path = it.folder.path().join("socket");
    let unix = UnixListener::bind(&path).unwrap();
    let name = format!("stackhouse-{}", std::process::id());
    let hidden = UnixListener::bind_addr(&std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    tcp.set_nonblocking(true).unwrap();
    unix.set_nonblocking(true).unwrap();
    hidden.set_nonblocking(true).unwrap();
    let address = tcp.local_addr().unwrap();
    let (host, port) = (address.ip(), address.port());
    let connect = |to: &str| {
        format!("perl -MSocket -e 'socket(S, 1, 1, 0) or exit 1; connect(S, pack_sockaddr_un({to})) or exit 2'")
    };
    for way in [
        format!("bash -c 'exec 3<>/dev/tcp/{host}/{port}'"),
        format!("curl -s --max-time 2 http://{address}/"),
        format!(
            "perl -MSocket -e 'socket(S, 2, 1, 6) or exit 1; connect(S, pack_sockaddr_in({port}, inet_aton(\"{host}\"))) or exit 2'"
        ),
        "perl -e 'socket(S, 16, 3, 0) or exit 1'".to_owned(),
        "perl -e 'socket(S, 17, 3, 0) or exit 1'".to_owned(),
        connect(&format!("\"{}\"", path.display())),
        connect(&format!("\"\\0{name}\"")),
    ] {
        let done = it.run(&way).await;
        assert_ne!(done.end, End::Exited(0), "{way}: {}", done.output.text());
    }
    assert!(tcp.accept().is_err() && unix.accept().is_err() && hidden.accept().is_err(), "nobody came");
    let links = it.run("cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '").await.output.text();
    assert!(["", "lo"].contains(&links.trim()), "{links}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_right_is_left_and_none_comes_back() {
    let Some(it) = Trial::new("rights").await else { return };
    for way in [
        "unshare --user true",
        "unshare --net true",
        "unshare --user --map-root-user --mount true",
        "mount -t tmpfs none /tmp",
        "chroot / true",
        "mknod device c 1 1",
        "nice -n -5 true && test $(nice) -lt 10",
        "echo evil > /proc/sys/kernel/core_pattern",
        "echo 0 > /proc/1/oom_score_adj",
        "perl -e 'exit(syscall(101, 16, 1, 0, 0) == -1 ? 1 : 0)'",
        "perl -e 'exit(syscall(425, 8, 0) == -1 ? 1 : 0)'",
        "perl -e 'exit(syscall(321, 0, 0, 0) == -1 ? 1 : 0)'",
    ] {
        let done = it.run(way).await;
        assert_ne!(done.end, End::Exited(0), "{way}: {}", done.output.text());
    }
    let rights = it.run("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status").await.output.text();
    for line in rights.lines() {
        let (name, value) = line.split_once(':').unwrap();
        let expected = match name {
            "NoNewPrivs" => "1",
            "Seccomp" => "2",
            _ => "0000000000000000",
        };
        assert_eq!(value.trim(), expected, "{name}");
    }
    let seen = it.run("ls -d /proc/[0-9]* | wc -l; kill -9 1 -1; kill -9 $PPID; echo alive").await.output.text();
    let mut lines = seen.lines();
    assert!(lines.next().unwrap().trim().parse::<u32>().unwrap() < 8, "no process from outside is seen: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_had_open_is_closed() {
    let Some(it) = Trial::new("descriptors").await else { return };
    let secret = fs::File::open(it.folder.path().join("platform.db")).unwrap();
    // As whoever started the server may have left it.
    rustix::io::fcntl_setfd(&secret, rustix::io::FdFlags::empty()).unwrap();
    let done =
        it.run("for n in 3 4 5 6 7 8 9; do cat /proc/self/fd/$n; cat <&$n; done; ls -l /proc/self/fd /proc/1/fd").await;
    let said = done.output.text();
    assert!(!said.contains(SECRET) && !said.contains("platform.db"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_left_running_ends_with_the_command() {
    let Some(it) = Trial::new("processes left behind").await else { return };
    let sleep = own_sleep(1);
    let command = format!(
        "nohup setsid sleep {sleep} >/dev/null 2>&1 & (setsid sh -c 'trap \"\" TERM HUP; sleep {sleep} & wait' &) ; echo begun"
    );
    let done = it.run(&command).await;
    assert_eq!((done.end, done.output.text().as_str()), (End::Exited(0), "begun\n"));
    assert!(!is_running(&sleep));

    let holds = it
        .run_in(
            &it.place(),
            &format!("trap '' TERM INT HUP; sleep {sleep} & wait; sleep {sleep}"),
            Watch { time: Duration::from_secs(1), ..WATCH },
        )
        .await;
    assert_eq!(holds.end, End::TimeUp);
    assert!(!is_running(&sleep) && holds.took < Duration::from_secs(3), "{:?}", holds.took);

    let stop = tokio::time::sleep(Duration::from_millis(300));
    let stopped = it.sandbox.run(&it.place(), &format!("sleep {sleep}"), WATCH, stop).await.unwrap();
    assert_eq!(stopped.end, End::Stopped);
    assert!(!is_running(&sleep) && stopped.took < Duration::from_secs(2), "{:?}", stopped.took);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_nobody_waits_for_any_more_ends() {
    let Some(it) = Trial::new("commands that are dropped").await else { return };
    let sleep = own_sleep(2);
    let (place, command) = (it.place(), format!("sleep {sleep}"));
    let run = it.sandbox.run(&place, &command, WATCH, std::future::pending());
    assert!(tokio::time::timeout(Duration::from_millis(700), run).await.is_err());
    for _ in 0..100 {
        if !is_running(&sleep) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_are_bounded() {
    let Some(it) = Trial::new("floods").await else { return };
    let short = Watch { time: Duration::from_secs(2), ..WATCH };
    let bomb = it.run_in(&it.place(), "bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 60", short).await;
    assert_ne!(bomb.end, End::Exited(0), "{}", bomb.output.text());
    assert!(bomb.took < Duration::from_secs(6), "{:?}", bomb.took);

    let words = it.run_in(&it.place(), "yes nonsense & yes nonsense >&2", short).await;
    assert_eq!(words.end, End::TimeUp);
    let text = words.output.text();
    assert!(words.output.bytes() > 1 << 20 && text.len() < 40 << 10, "{} of {}", text.len(), words.output.bytes());
    assert!(text.starts_with("nonsense\n") && text.contains("bytes left out"));

    let one = it.run_in(&it.place(), "head -c 500000000 /dev/zero > one; ls -l one", WATCH).await;
    assert!(one.output.text().contains(&(32 << 20).to_string()), "{}", one.output.text());
    let disk = it
        .run_in(&it.place(), "for n in 1 2 3 4 5 6; do head -c 20000000 /dev/zero > f$n; done; sleep 60", WATCH)
        .await;
    assert_eq!(disk.end, End::DiskFull);
    let hidden = it.run_in(&it.place(), "sleep 60", Watch { free_bytes_min: u64::MAX, ..WATCH }).await;
    assert_eq!(hidden.end, End::DiskFull, "the disk has no room, whoever has taken it");
    let files = it.run_in(&it.place(), "n=0; while :; do n=$((n+1)); : > f$n; done", WATCH).await;
    assert_eq!(files.end, End::TooManyFiles);
    let memory = "for n in 1 2 3 4 5 6; do perl -e '$x = \"a\" x 60_000_000; sleep 60' & done; wait";
    assert_eq!(it.run(memory).await.end, End::OutOfMemory);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_goes_whatever_was_left_there() {
    let Some(it) = Trial::new("places").await else { return };
    let place = it.place();
    let path = place.path().to_owned();
    let deep = it.run_in(&place, "n=0; while [ $n -lt 2500 ]; do mkdir d && cd d; n=$((n+1)); done", WATCH).await;
    assert!(matches!(deep.end, End::TooManyFiles | End::Exited(_)), "{:?}", deep.end);
    let locked = "mkdir -p a/b; echo x > a/b/c; mkfifo p; ln -s / root; ln -s . self; chmod 000 a/b a; printf x > \"$(printf 'n\\377')\"";
    it.run_in(&place, locked, WATCH).await;
    drop(place);
    assert!(!path.exists());
    assert!(Path::new(it.data()).join("platform.db").exists(), "what links lead to stays");

    let left = it.place();
    it.run_in(&left, "mkdir -p x/y; echo x > x/y/z", WATCH).await;
    std::mem::forget(left);
    Places::prepare(it.folder.path().join("sandboxes")).unwrap();
    assert_eq!(
        fs::read_dir(it.folder.path().join("sandboxes")).unwrap().count(),
        0,
        "a killed server's places go at the next start"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_finds_what_is_not_tight() {
    let Some(it) = Trial::new("the sandbox's own test").await else { return };
    let seen =
        Tested { hidden: vec!["/usr/bin".to_owned(), format!("{}/platform.db", it.data())], ..Tested::default() };
    let Err(Untested::Holes(holes)) = it.test(seen).await else { panic!("/usr/bin can be seen") };
    let said: Vec<String> = holes.iter().map(ToString::to_string).collect();
    assert!(
        said.contains(&"/usr/bin can be seen".to_owned()) && !said.iter().any(|hole| hole.contains("platform.db")),
        "{said:?}"
    );

    let shows = Sandbox::new(env!("CARGO_BIN_EXE_stackhouse").into(), BOUNDS, vec![it.data().to_owned()]);
    let hidden = vec![format!("{}/platform.db", it.data())];
    let tested = shows.test(it.fresh(), Tested { hidden, ..Tested::default() }).await;
    assert!(matches!(tested, Err(Untested::Holes(_))), "{tested:?}");
    assert_eq!(shows.shows(it.folder.path()), Some(it.data()));
    assert_eq!(it.sandbox.shows(Path::new("/usr/share/stackhouse")), Some("/usr"));

    let none = Sandbox::new("/bin/false".into(), BOUNDS, Vec::new());
    assert!(none.test(it.fresh(), Tested::default()).await.is_err());
}
