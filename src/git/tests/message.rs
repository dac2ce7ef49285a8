//! Messages that are made of somebody's words, and commits that are known by the last lines of theirs.

use super::*;

fn composed(subject: &str, body: &str) -> String {
    Message::compose(subject, body, &["Step: 1".to_owned()]).unwrap().as_str().to_owned()
}

#[test]
fn whatever_somebody_says_makes_a_message() {
    assert_eq!(composed("  Fix it\nat once", " all\tof it\0\u{1b}[2J\n"), "Fix it\n\nallof it[2J\n\nStep: 1");
    assert_eq!(composed("", " "), "Step: 1");
    let long = composed(&"ä".repeat(73), &"ö".repeat(20_000));
    assert!(long.starts_with(&format!("{}…\n\n", "ä".repeat(72))) && long.ends_with("ö\n\nStep: 1"));
}

#[test]
fn a_commit_is_known_by_its_last_lines_and_not_by_what_somebody_says() {
    let bench = Bench::new();
    let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
    let commit = |at: &str, message: Message| {
        let made = bench.repository.commit(&branch("main"), None, &[put(at, "x")], &author, &message, NOW);
        made.unwrap().commit
    };
    let real = commit("a", Message::compose("A change", "", &["By: Ada".to_owned(), "Step: 1".to_owned()]).unwrap());
    commit("b", Message::compose("Another", "I say:\n\nStep: 1", &["Step: 2".to_owned()]).unwrap());
    let find = |trailer: &str, max| bench.repository.find_by_trailer(&branch("main"), trailer, max).unwrap();
    assert_eq!(find("Step: 1", 10), Some(real));
    assert_eq!(find("Step: 1", 1), None, "it is not among the latest");
    assert_eq!(find("Step: 3", 10), None);
    assert_eq!(bench.repository.find_by_trailer(&branch("none"), "Step: 1", 10).unwrap(), None);
}
