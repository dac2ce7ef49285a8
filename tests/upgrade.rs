//! Files that earlier versions wrote, opened by this one.
//!
//! `tests/fixtures/` holds a small file of each schema, with the secrets that open it beside it. They are made by
//! the very code whose schema they have, once, before the next migration is added:
//!
//! ```text
//! STACKHOUSE_MAKE_FIXTURES=yes cargo test --test upgrade fixtures
//! ```
//!
//! writes those of the newest schema anew and leaves the older ones alone. Clock and chance are simulated, so that
//! the same code writes the same bytes. Without that word the test writes them to a folder that it throws away,
//! and holds them to what is asked of those that are kept.

#[path = "upgrade/desk.rs"]
mod desk;
#[path = "upgrade/platform.rs"]
mod platform;
#[path = "upgrade/repository.rs"]
mod repository;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use include_dir::Dir;
use stackhouse::{
    db::Migrations,
    kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    },
};

/// When everything in the fixtures happened.
const START: Timestamp = Timestamp(1_800_000_000_000);

/// How often and how long the closing of a file is waited for.
const TRIES_MAX: u32 = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// More than this is no small file any more.
const BYTES_MAX: u64 = 384 * 1024;

/// The first schema whose desk has a document.
const DOCUMENTS_SINCE: usize = 4;
/// The first schema that keeps what is said about one.
const FACTS_SINCE: usize = 10;
/// The first schema that has apps.
const APPS_SINCE: usize = 12;
/// The first fixture with what waits for its user, and with a session.
const SESSIONS_SINCE: usize = 13;

#[test]
fn a_desk_of_each_schema_is_as_it_was_left() {
    for number in 1..=Migrations::embedded(&desk::SCHEMA).latest() {
        let folder = tempfile::tempdir().unwrap();
        let path = copied(folder.path(), &format!("sprite-{number:04}.db"), "sprite.db");
        if number >= DOCUMENTS_SINCE {
            desk::check_document(&path);
        }
        if number >= FACTS_SINCE {
            desk::check_facts(&path);
        }
        if number >= APPS_SINCE {
            desk::check_app(&path);
        }
        if number >= SESSIONS_SINCE {
            desk::check_approvals(&path);
        }
        desk::check(&path);
        if number >= SESSIONS_SINCE {
            desk::check_session(&path);
        }
    }
}

#[test]
fn a_memory_is_as_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    desk::check_memory(&copied(folder.path(), "sprite-0005.db", "sprite.db"));
}

#[test]
fn a_platform_of_each_schema_lets_the_same_people_in() {
    for number in 1..=Migrations::embedded(&platform::SCHEMA).latest() {
        let folder = tempfile::tempdir().unwrap();
        copied(folder.path(), &format!("platform-{number:04}.db"), "platform.db");
        let secrets = fs::read_to_string(fixtures().join(format!("platform-{number:04}.json"))).unwrap();
        platform::check(folder.path(), &serde_json::from_str(&secrets).unwrap());
    }
}

#[test]
fn what_happened_in_a_repository_of_each_schema_is_known() {
    for number in 1..=Migrations::embedded(&repository::SCHEMA).latest() {
        repository::check(&fixtures().join(format!("repository-{number:04}.db")));
    }
}

#[test]
fn fixtures_are_made_as_they_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, platform) = (folder.path().join("sprite.db"), folder.path().join("platform.db"));
    desk::make(&desk);
    let secrets = platform::make(folder.path());
    let repository = repository::make(folder.path());
    for file in [&desk, &platform, &repository] {
        assert!(is_closed(file), "{} is not complete in itself", file.display());
        assert!(fs::metadata(file).unwrap().len() <= BYTES_MAX, "{} is large", file.display());
    }
    if is_asked_to_keep() {
        fs::copy(&desk, fixtures().join(name("sprite", &desk::SCHEMA, "db"))).unwrap();
        fs::copy(&platform, fixtures().join(name("platform", &platform::SCHEMA, "db"))).unwrap();
        fs::copy(&repository, fixtures().join(name("repository", &repository::SCHEMA, "db"))).unwrap();
        let secrets = serde_json::to_string_pretty(&secrets).unwrap() + "\n";
        fs::write(fixtures().join(name("platform", &platform::SCHEMA, "json")), secrets).unwrap();
    }
    desk::check_document(&desk);
    desk::check_app(&desk);
    desk::check(&desk);
    desk::check_memory(&desk);
    desk::check_approvals(&desk);
    desk::check_session(&desk);
    platform::check(folder.path(), &secrets);
    repository::check(&repository);
}

/// Whether the file needs no other beside it. A pool that is dropped while it opens one more connection, in a thread of
/// its own, closes the file a moment later.
fn is_closed(file: &Path) -> bool {
    (0..TRIES_MAX).any(|_| {
        thread::sleep(PAUSE);
        !file.with_extension("db-wal").exists()
    })
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// `sprite-0001.db`: the kind of file and the number of its schema.
fn name(kind: &str, schema: &'static Dir<'static>, ending: &str) -> String {
    format!("{kind}-{:04}.{ending}", Migrations::embedded(schema).latest())
}

fn copied(folder: &Path, fixture: &str, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::copy(fixtures().join(fixture), &path).unwrap();
    path
}

#[expect(clippy::disallowed_methods, reason = "an option of this test alone, which has no other way to be told")]
fn is_asked_to_keep() -> bool {
    std::env::var("STACKHOUSE_MAKE_FIXTURES").is_ok_and(|word| word == "yes")
}

fn ambient(seed: u64) -> (Arc<ManualClock>, Ambient) {
    let clock = Arc::new(ManualClock::at(START));
    (clock.clone(), Ambient::new(clock, Arc::new(SeededChance::new(seed))))
}
