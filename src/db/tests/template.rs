//! The file that new ones are copied from.

use std::fs;

use super::{super::*, *};

#[test]
fn a_template_is_complete_in_one_file() {
    let folder = Folder::new();
    make_template(&folder.file("template.db"), &first()).unwrap();

    let all: Vec<_> = fs::read_dir(folder.file("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(all, ["template.db"]);
    fs::copy(folder.file("template.db"), folder.file("copy.db")).unwrap();
    let copy = Opened::existing(&folder.file("copy.db"), &first()).unwrap();
    write(&Tx::new(&copy), "mine").unwrap();
}

#[test]
fn a_template_is_made_once() {
    let folder = Folder::new();
    make_template(&folder.file("template.db"), &first()).unwrap();
    let modified = || fs::metadata(folder.file("template.db")).unwrap().modified().unwrap();
    let before = modified();
    make_template(&folder.file("template.db"), &first()).unwrap();
    assert_eq!(modified(), before);
}

#[test]
fn what_a_crash_left_of_an_earlier_attempt_is_made_anew() {
    let folder = Folder::new();
    fs::write(folder.file("template.new"), b"half a template").unwrap();
    fs::write(folder.file("template.new-wal"), b"and half a log").unwrap();
    make_template(&folder.file("template.db"), &first()).unwrap();
    assert_eq!(folder.names(), ["template.db"]);
    assert_eq!(notes_in(&folder.file("template.db")), [""; 0]);
}

#[test]
fn a_damaged_template_is_made_anew() {
    let folder = Folder::new();
    let template = folder.file("template.db");
    for damage in [b"".as_slice(), b"not a database", &[7; 8_192]] {
        fs::write(&template, damage).unwrap();
        make_template(&template, &first()).unwrap();
        assert_eq!(notes_in(&template), [""; 0]);
    }
    assert_eq!(folder.names(), ["template.db"]);
}
