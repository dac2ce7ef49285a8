//! A disk that fills up: changes are refused in plain words, reading goes on, and nothing has to be restarted.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::{Method, StatusCode};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::{
    disk::Mount,
    people::{self, Person, titles},
    scale::not_run,
    support::{PASSWORD, TestClient, process::Process, tab::Tab},
};

const DISK_MIB: u64 = 64;

/// A twentieth of the disk is kept free; this is less, and enough for what goes on below it.
const LEFT_BYTES: u64 = 2 << 20;

/// The server looks once a second; what is left would be full of cards before.
const NOTICED: Duration = Duration::from_millis(1_100);

/// Text in a card: a full disk is noticed when a file has to grow, and small changes may find room for long.
const CARD_BYTES: usize = 20_000;

const SETTINGS: [(&str, &str); 3] = [
    ("STACKHOUSE_SOCKET__OPERATIONS_PER_SECOND", "100000"),
    ("STACKHOUSE_SIGN_IN__ATTEMPTS_PER_MINUTE", "100000"),
    ("STACKHOUSE_SPRITE__SLEEP_AFTER_S", "1"),
];

/// What fills the disk.
struct Ballast(PathBuf);

impl Ballast {
    /// Fills the disk at `place` until `left` bytes are free.
    fn fill(place: &Path, left: u64) -> Self {
        let path = place.join(format!("ballast-{left}-{}", free(place)));
        let mut file = File::create(&path).expect("a file");
        let page = [0x55; 4096];
        while free(place) > left {
            // The last page may be taken by somebody else.
            if file.write_all(&page).is_err() {
                break;
            }
        }
        Self(path)
    }

    fn drop_it(self) {
        fs::remove_file(self.0).expect("the ballast");
    }
}

fn free(place: &Path) -> u64 {
    let stat = rustix::fs::statvfs(place).expect("the disk");
    stat.f_bavail * stat.f_frsize
}

/// Waits until somebody sleeps: whoever falls asleep gives room back, so it has to be before the disk is full.
async fn until_asleep(process: &Process, token: &str) {
    loop {
        let me = process.client().bare(Method::GET, "/api/me").bearer_auth(token).send().await.expect("an answer");
        if json_of(me).await["sprite"]["status"] == "asleep" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What somebody asked for and what came of it.
#[derive(Default)]
struct Log {
    acknowledged: Vec<String>,
    refused: Vec<String>,
}

impl Log {
    /// Makes cards until one is refused, which must be because the disk is full; answers the frame.
    async fn until_refused(&mut self, person: &mut Person, name: &str) {
        let patience = tokio::time::Instant::now() + Duration::from_secs(30);
        for number in 0.. {
            assert!(tokio::time::Instant::now() < patience, "nothing is refused");
            let op_id = format!("{name} {number:05}");
            let answer = person.make(&op_id, CARD_BYTES).await;
            if answer["type"] == "ack" {
                self.acknowledged.push(op_id);
                continue;
            }
            assert_eq!(answer["payload"]["code"], "disk_full", "{answer}");
            self.refused.push(op_id);
            return;
        }
    }

    /// Sends again what was refused until it is taken, and no other refusal comes.
    async fn until_taken(&mut self, person: &mut Person) {
        let patience = tokio::time::Instant::now() + Duration::from_secs(5);
        for op_id in std::mem::take(&mut self.refused) {
            loop {
                let answer = person.make(&op_id, CARD_BYTES).await;
                if answer["type"] == "ack" {
                    break;
                }
                assert_eq!(answer["payload"]["code"], "disk_full", "{answer}");
                assert!(tokio::time::Instant::now() < patience, "nothing is taken although there is room");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            self.acknowledged.push(op_id);
        }
    }
}

async fn json_of(answer: reqwest::Response) -> Value {
    answer.json().await.expect("JSON")
}

/// Programs are told so by code, people in their language.
async fn check_refused_in_words(browser: &TestClient, stack: &str) {
    let new = json!({ "stack_id": stack, "title": "no room", "blocks": [{ "type": "text", "content": "x".repeat(CARD_BYTES) }] });
    let answer = browser.post_json("/api/cards", &new).await;
    assert_eq!(answer.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(json_of(answer).await["error"]["code"], "disk_full");
    let text = "x".repeat(CARD_BYTES);
    let answer = browser.post_form("/chat", &[("text", &text), ("stack_id", stack)]).await;
    assert_eq!(answer.status(), StatusCode::INSUFFICIENT_STORAGE);
    let page = answer.text().await.expect("a page");
    assert!(page.contains("The disk of the server is nearly full"), "{page}");
}

/// Whatever is asked for and not changed is answered.
async fn check_reads(process: &Process, person: &mut Person, browser: &TestClient, expected: &[String]) {
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(titles(process, &person.token).await, expected);
    let id = person.tab.send("state_sync_request", json!({})).await;
    assert_eq!(person.tab.answer_to(&id).await["type"], "state_sync");
    for path in ["/", "/drawer", "/settings", "/api/me", "/livez", &format!("/stacks/{}", person.stack)] {
        assert_eq!(browser.get(path).await.status(), StatusCode::OK, "GET {path}");
    }
    let mut second = Tab::open_at(process.address(), "/ws", &[]).await.expect("a handshake");
    assert_eq!(second.show(&person.token).await["type"], "state_sync");
}

async fn signed_in(process: &Process, name: &str) -> TestClient {
    let browser = process.client();
    browser.sign_in(name, PASSWORD).await;
    browser
}

fn disk(what: &str) -> Option<(Mount, PathBuf)> {
    match Mount::in_memory(DISK_MIB) {
        Ok(disk) => {
            let data = disk.path().join("data");
            Some((disk, data))
        }
        Err(reason) => {
            not_run(what, &reason);
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn below_the_reserve_changes_are_refused_and_reading_and_waking_go_on() {
    let Some((disk, data)) = disk("a disk that fills up to its reserve") else { return };
    let process = Process::serve(&data, &SETTINGS);
    people::add(&data, &["ada", "bob", "new"]);
    let (mut ada, browser) = (Person::come(&process, "ada").await, signed_in(&process, "ada").await);
    let bob = Person::come(&process, "bob").await;
    bob.tab.close().await;
    until_asleep(&process, &bob.token).await;
    let mut log = Log::default();
    assert_eq!(ada.make("the first", 0).await["type"], "ack");
    log.acknowledged.push("the first".to_owned());

    let ballast = Ballast::fill(disk.path(), LEFT_BYTES);
    tokio::time::sleep(NOTICED).await;
    log.until_refused(&mut ada, "ada").await;
    check_refused_in_words(&browser, &ada.stack).await;
    let mission = ada.tab.send("mission", json!({ "text": "hello" })).await;
    assert_eq!(ada.tab.answer_to(&mission).await["payload"]["code"], "disk_full");
    check_reads(&process, &mut ada, &browser, &log.acknowledged).await;

    // Whoever sleeps wakes and reads; whoever signs in is let in; who is new is told.
    let mut bob = Person::come_with(&process, bob.token).await;
    assert_eq!(bob.make("bob's", 0).await["payload"]["code"], "disk_full");
    let newcomer = signed_in(&process, "new").await;
    let answer = newcomer.get("/").await;
    assert_eq!(answer.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert!(answer.text().await.expect("a page").contains("The disk of the server is nearly full"));

    ballast.drop_it();
    log.until_taken(&mut ada).await;
    assert_eq!(bob.make("bob's", 0).await["type"], "ack");
    assert_eq!(newcomer.get("/").await.status(), StatusCode::OK);
    check_reads(&process, &mut ada, &browser, &log.acknowledged).await;
    assert!(process.end(Signal::TERM).success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_without_any_room_loses_nothing_and_recovers() {
    let Some((disk, data)) = disk("a disk without any room") else { return };
    let settings = [&SETTINGS[..], &[("STACKHOUSE_SPRITE__DISK_RESERVE_MIB", "0")]].concat();
    let process = Process::serve(&data, &settings);
    people::add(&data, &["ada", "bob", "zoe"]);
    let (mut ada, browser) = (Person::come(&process, "ada").await, signed_in(&process, "ada").await);
    let (mut bob, zoe) = (Person::come(&process, "bob").await, Person::come(&process, "zoe").await);
    zoe.tab.close().await;
    until_asleep(&process, &zoe.token).await;
    let (mut of_ada, mut of_bob) = (Log::default(), Log::default());

    // Room for some changes, so that it is a commit that finds none.
    let ballast = Ballast::fill(disk.path(), 1 << 20);
    let ((), ()) = tokio::join!(of_ada.until_refused(&mut ada, "ada"), of_bob.until_refused(&mut bob, "bob"));
    let rest = Ballast::fill(disk.path(), 0);
    check_refused_in_words(&browser, &ada.stack).await;
    check_reads(&process, &mut ada, &browser, &of_ada.acknowledged).await;

    // Signing in is a change, too: it finds room where the shared file need not grow, and else is told why not.
    let stranger = process.client();
    let refused = loop {
        let answer = stranger.post_form("/sign-in", &[("name", "zoe"), ("password", PASSWORD)]).await;
        if answer.status() != StatusCode::SEE_OTHER {
            break answer;
        }
    };
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert!(refused.text().await.expect("a page").contains("The disk of the server is nearly full"));
    let answer = stranger.post_json("/api/auth/token", &json!({ "name": "zoe", "password": PASSWORD })).await;
    assert_eq!(answer.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(json_of(answer).await["error"]["code"], "disk_full");

    // Whoever sleeps can't be woken without room, and is told so instead of being taken for damaged.
    let wake = stranger.bare(Method::GET, "/api/stacks").bearer_auth(&zoe.token).send().await.expect("an answer");
    assert_eq!(wake.status(), StatusCode::INSUFFICIENT_STORAGE, "{}", wake.text().await.expect("a text"));

    for each in [rest, ballast] {
        each.drop_it();
    }
    of_ada.until_taken(&mut ada).await;
    of_bob.until_taken(&mut bob).await;
    stranger.sign_in("zoe", PASSWORD).await;
    Person::come_with(&process, zoe.token).await;
    check_reads(&process, &mut ada, &browser, &of_ada.acknowledged).await;
    process.end(Signal::KILL);

    let process = Process::serve(&data, &settings);
    for (person, log) in [(&ada, &mut of_ada), (&bob, &mut of_bob)] {
        log.acknowledged.sort_unstable();
        assert_eq!(titles(&process, &person.token).await, log.acknowledged, "each exactly once");
    }
}
