//! Conversations as rows: whose they are, what runs next, what a model is reminded of.

use tempfile::TempDir;

use super::*;
use crate::{
    account::{self, NewUser, Password, PasswordHash, Passwords},
    config::Config,
    db::{Pool, Tx},
    kit::Ambient,
    llm::Message,
    repo::{self, NewRepo, Protection, RepoName, Visibility},
};

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const PLACES: Places = Places { of_user: 2, of_server: 3 };

struct Bench {
    ambient: Ambient,
    pool: Pool,
    users: Vec<UserId>,
    repository: RepoId,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let (folder, ambient) = (TempDir::new().unwrap(), Ambient::system());
        let pool = account::open(folder.path()).unwrap();
        let passwords = Passwords::new(&Config::for_testing(folder.path()).password, ambient.clone()).unwrap();
        let password = passwords.hash_now(&Password::new("heron over the weir", "x").unwrap()).unwrap();
        let users: Vec<UserId> = ["Ada", "Bob"].map(|name| user(&pool, &ambient, name, &password)).into();
        let new = NewRepo {
            id: ambient.id(),
            name: RepoName::new("site").unwrap(),
            description: String::new(),
            visibility: Visibility::Server,
            protection: Protection::of(&"main".parse().unwrap()),
            origin: None,
        };
        let owner = users[0];
        let repository = pool.write_now(|tx| repo::create(tx, owner, new, NOW)).unwrap().id;
        Self { ambient, pool, users, repository, _folder: folder }
    }

    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.pool.write_now(verb)
    }

    fn chat(&self, user: usize, branch: &str) -> Chat {
        let about = About { repository: self.repository, branch: branch.parse().unwrap(), user: self.users[user] };
        self.tx(|tx| open(tx, about, self.ambient.id(), 7, NOW)).unwrap()
    }

    fn say(&self, chat: &Chat, text: &str) -> Turn {
        self.tx(|tx| say(tx, chat, self.ambient.id(), text, NOW)).unwrap()
    }

    /// What is said by the turn that is next, which runs from then on.
    fn next(&self) -> Option<Turn> {
        self.tx(|tx| take_next(tx, PLACES)).unwrap().map(|(_, turn)| turn)
    }

    fn next_text(&self) -> Option<String> {
        self.next().map(|turn| turn.text)
    }

    fn end(&self, turn: TurnId, status: Status, answer: &str, made: Option<ObjectId>) {
        let outcome = Outcome { status, answer: answer.to_owned(), error: None, made };
        self.tx(|tx| finish(tx, turn, &outcome, NOW)).unwrap();
    }
}

fn user(pool: &Pool, ambient: &Ambient, name: &str, password: &PasswordHash) -> UserId {
    let new = NewUser {
        id: ambient.id(),
        name: account::Name::new(name).unwrap(),
        password: password.clone(),
        role: account::Role::User,
        tier: "unlimited".to_owned(),
    };
    pool.write_now(|tx| account::create(tx, new, NOW)).unwrap().id
}

#[test]
fn each_user_has_one_chat_of_a_branch_until_it_is_put_away() {
    let bench = Bench::new();
    let (ada, bob) = (bench.chat(0, "main"), bench.chat(1, "main"));
    assert_ne!(ada.id, bob.id);
    assert_eq!(bench.chat(0, "main"), ada);
    assert_ne!(bench.chat(0, "other").id, ada.id);
    let turn = bench.say(&ada, " hello ");
    assert_eq!((turn.text.as_str(), turn.number), ("hello", 1));
    assert!(matches!(bench.tx(|tx| super::turn(tx, bob.id, turn.id)), Err(Error::NotFound)));
    assert!(matches!(bench.tx(|tx| say(tx, &bob, turn.id, "mine", NOW)), Err(Error::NotFound)));
    bench.tx(|tx| end(tx, ada.id, NOW)).unwrap();
    assert_eq!(bench.tx(|tx| find(tx, &ada.about)).unwrap(), None);
    assert_eq!(bench.next_text(), None, "what waited in it is not run");
    assert_ne!(bench.chat(0, "main").id, ada.id);
    assert_eq!(bench.tx(|tx| turns(tx, ada.id, u64::MAX, 9)).unwrap()[0].status, Status::Cancelled);
}

#[test]
fn turns_of_a_chat_run_one_by_one_and_few_at_once() {
    let bench = Bench::new();
    let chats: Vec<Chat> = ["a", "b", "c"].iter().map(|branch| bench.chat(0, branch)).collect();
    for chat in &chats {
        bench.say(chat, &format!("first {}", chat.about.branch));
        bench.say(chat, &format!("second {}", chat.about.branch));
    }
    bench.say(&bench.chat(1, "a"), "of bob");
    let first = bench.next().unwrap();
    assert_eq!(first.text, "first a");
    assert_eq!((bench.next_text().unwrap(), bench.next_text().unwrap()), ("first b".to_owned(), "of bob".to_owned()));
    assert_eq!(bench.next_text(), None, "all places are taken");
    bench.end(first.id, Status::Completed, "", None);
    assert_eq!(bench.next_text().unwrap(), "second a");
}

#[test]
fn what_ran_when_the_server_ended_waits_for_its_user_and_holds_up_what_follows() {
    let bench = Bench::new();
    let chat = bench.chat(0, "main");
    let (first, second) = (bench.say(&chat, "first"), bench.say(&chat, "second"));
    bench.next();
    bench.tx(|tx| save_answer(tx, first.id, "so far")).unwrap();
    assert!(matches!(bench.tx(|tx| resume(tx, chat.id, first.id)), Err(Error::NotInterrupted)));
    assert_eq!(bench.tx(interrupt_running).unwrap(), 1);
    assert_eq!(bench.next_text(), None);
    assert_eq!(bench.tx(|tx| position(tx, &second)).unwrap(), 1);
    bench.tx(|tx| resume(tx, chat.id, first.id)).unwrap();
    assert_eq!(bench.next().unwrap().answer, "so far");
    assert!(!bench.tx(|tx| cancel(tx, chat.id, first.id, NOW)).unwrap(), "one that runs is told to stop");
    assert!(bench.tx(|tx| cancel(tx, chat.id, second.id, NOW)).unwrap());
}

#[test]
fn what_is_said_has_bounds_and_is_said_once() {
    let bench = Bench::new();
    let chat = bench.chat(0, "main");
    let id = bench.ambient.id();
    let first = bench.tx(|tx| say(tx, &chat, id, "once", NOW)).unwrap();
    assert_eq!(bench.tx(|tx| say(tx, &chat, id, "twice", NOW)).unwrap(), first);
    for (text, is_expected) in [(String::new(), "Empty"), ("x".repeat(TEXT_CHARS_MAX + 1), "TooLong")] {
        let refused = bench.tx(|tx| say(tx, &chat, bench.ambient.id(), &text, NOW)).unwrap_err();
        assert_eq!(format!("{refused:?}"), is_expected);
    }
    for _ in 0..QUEUED_MAX {
        bench.say(&chat, "more");
    }
    let refused = bench.tx(|tx| say(tx, &chat, bench.ambient.id(), "too much", NOW));
    assert!(matches!(refused, Err(Error::TooManyQueued)));
}

#[test]
fn a_model_is_reminded_of_what_was_said_and_of_what_it_came_to() {
    let bench = Bench::new();
    let chat = bench.chat(0, "main");
    let commit = "0123456789abcdef0123456789abcdef01234567".parse().unwrap();
    for (status, answer, made) in [
        (Status::Completed, "Done.", Some(commit)),
        (Status::Completed, "Nothing to do.", None),
        (Status::Cancelled, "", None),
    ] {
        let turn = bench.say(&chat, "please");
        bench.next();
        bench.end(turn.id, status, answer, made);
    }
    let last = bench.say(&chat, "and now?");
    let told = bench.tx(|tx| history(tx, &last)).unwrap();
    let answers: Vec<&str> = told
        .iter()
        .filter_map(|message| match message {
            Message::Assistant { text, .. } => Some(text.as_str()),
            Message::User(_) | Message::ToolResults(_) => None,
        })
        .collect();
    let expected = [
        "Done.\n\n(This became the commit 0123456789.)",
        "Nothing to do.\n\n(No file was changed.)",
        "(This was stopped before its end, and no file was changed.)",
    ];
    assert_eq!(answers, expected);
    assert_eq!(told.len(), 6);
}
