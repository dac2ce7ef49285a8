//! Bringing files up to date.

use std::fs;

use super::{super::*, *};

#[test]
fn a_missing_file_is_made_only_when_asked() {
    let folder = Folder::new();
    assert!(matches!(Opened::existing(&folder.file("a.db"), &first()), Err(Error::File { .. })));
    assert_eq!(folder.names(), [""; 0]);

    Opened::or_create(&folder.file("a.db"), &first()).unwrap();
    assert_eq!(folder.names(), ["a.db"]);
}

#[test]
fn an_empty_file_is_never_taken_for_a_new_one() {
    let folder = Folder::new();
    fs::write(folder.file("a.db"), b"").unwrap();
    assert!(matches!(Opened::existing(&folder.file("a.db"), &first()), Err(Error::Damaged { .. })));
    assert_eq!(fs::metadata(folder.file("a.db")).unwrap().len(), 0);
}

#[test]
fn a_database_without_our_schema_is_damaged() {
    let folder = Folder::new();
    Connection::open(folder.file("a.db")).unwrap().execute_batch("CREATE TABLE other (x)").unwrap();
    assert!(matches!(Opened::existing(&folder.file("a.db"), &first()), Err(Error::Damaged { .. })));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let garbage = b"This is a letter to my aunt, and it is longer than the header of a database. ".repeat(20);
    fs::write(folder.file("a.db"), &garbage).unwrap();
    assert!(Opened::existing(&folder.file("a.db"), &first()).is_err());
    assert!(Opened::or_create(&folder.file("a.db"), &first()).is_err());
    assert_eq!(fs::read(folder.file("a.db")).unwrap(), garbage);
}

#[test]
fn steps_run_in_the_order_of_their_names() {
    let folder = Folder::new();
    let connection = Opened::or_create(&folder.file("a.db"), &second()).unwrap();
    connection.execute_batch("INSERT INTO notes (text, stars) VALUES ('a', 5)").unwrap();
    assert_eq!(second().version(&connection).unwrap(), 2);
}

#[test]
fn an_older_file_is_brought_up_to_date_and_kept_as_it_was_beside() {
    let folder = Folder::new();
    let path = folder.with_notes("a.db", &["one", "two"]);
    drop(Opened::existing(&path, &second()).unwrap());

    assert_eq!(notes_in(&path), ["one", "two"]);
    assert_eq!(folder.names(), ["a.db", "a.db.before-2"]);
    let before = Connection::open(folder.file("a.db.before-2")).unwrap();
    assert_eq!(first().version(&before).unwrap(), 1);
    assert_eq!(read(&Tx::new(&before)).unwrap(), ["one", "two"]);
}

#[test]
fn a_file_that_is_up_to_date_is_not_copied() {
    let folder = Folder::new();
    let path = folder.with_notes("a.db", &["one"]);
    drop(Opened::existing(&path, &first()).unwrap());
    assert_eq!(folder.names(), ["a.db"]);
}

#[test]
fn a_second_upgrade_copies_what_was_written_in_between() {
    let folder = Folder::new();
    let path = folder.with_notes("a.db", &["one"]);
    drop(Opened::existing(&path, &second()).unwrap());

    // The operator puts the copy back, works on with the older version, and upgrades again.
    fs::remove_file(&path).unwrap();
    fs::copy(folder.file("a.db.before-2"), &path).unwrap();
    write(&Tx::new(&Opened::existing(&path, &first()).unwrap()), "two").unwrap();
    drop(Opened::existing(&path, &second()).unwrap());
    assert_eq!(notes_in(&folder.file("a.db.before-2")), ["one", "two"]);
}

#[test]
fn half_a_copy_from_a_crash_is_made_anew() {
    let folder = Folder::new();
    let path = folder.with_notes("a.db", &["one"]);
    fs::write(folder.file("a.db.before-2.new"), b"half a copy").unwrap();
    drop(Opened::existing(&path, &second()).unwrap());
    assert_eq!(folder.names(), ["a.db", "a.db.before-2"]);
    assert_eq!(notes_in(&folder.file("a.db.before-2")), ["one"]);
}

#[test]
fn a_newer_file_is_refused_with_both_numbers_and_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.file("a.db");
    drop(Opened::or_create(&path, &second()).unwrap());
    match Opened::existing(&path, &first()) {
        Err(Error::Schema(SchemaError::Newer { found, known })) => assert_eq!((found, known), (2, 1)),
        other => panic!("{other:?}"),
    }
    assert_eq!(second().version(&Connection::open(&path).unwrap()).unwrap(), 2);
    assert_eq!(folder.names(), ["a.db"]);
}

#[test]
fn a_step_that_fails_leaves_the_older_schema() {
    let folder = Folder::new();
    let path = folder.with_notes("a.db", &["one"]);
    let faulty = Migrations::embedded(&FAULTY);
    assert!(matches!(Opened::existing(&path, &faulty), Err(Error::Schema(SchemaError::Failed(_)))));
    assert_eq!(first().version(&Opened::existing(&path, &first()).unwrap()).unwrap(), 1);
    assert_eq!(notes_in(&path), ["one"]);
}

#[test]
fn every_connection_is_durable_and_careful() {
    let folder = Folder::new();
    let connection = Opened::or_create(&folder.file("a.db"), &first()).unwrap();
    let pragma = |name: &str| -> String {
        connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            })
            .unwrap()
    };
    // synchronous 2 is FULL.
    let wanted = [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0")];
    for (name, value) in wanted {
        assert_eq!(pragma(name), value, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_data_folder_behind_a_link_is_opened_but_a_linked_file_is_not() {
    let folder = Folder::new();
    fs::create_dir(folder.file("real")).unwrap();
    std::os::unix::fs::symlink(folder.file("real"), folder.file("link")).unwrap();
    drop(Opened::or_create(&folder.file("link/a.db"), &first()).unwrap());
    assert!(folder.file("real/a.db").exists());

    std::os::unix::fs::symlink(folder.file("real/a.db"), folder.file("b.db")).unwrap();
    assert!(Opened::existing(&folder.file("b.db"), &first()).is_err());
}
