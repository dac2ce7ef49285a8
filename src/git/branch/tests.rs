//! Names of branches of every hostile kind.

use super::*;

fn check(text: &str, expected: Result<(), BadBranch>) {
    assert_eq!(BranchName::new(text).map(drop), expected, "{text:?}");
}

#[test]
fn ordinary_names_pass() {
    for text in ["main", "feature/login", "agent/dark-theme-7f", "v1.2", "größe", "a@b", "deadbeef", "x{y"] {
        check(text, Ok(()));
    }
}

#[test]
fn names_that_mean_something_else_are_refused() {
    check("", Err(BadBranch::Empty));
    let commit = "0123456789abcdef0123456789ABCDEF01234567";
    for text in ["HEAD", "@", "-x", "--upload-pack=evil", "refs/heads/main", "refs/x", commit] {
        check(text, Err(BadBranch::Reserved));
    }
}

#[test]
fn names_that_git_refuses_are_refused() {
    for text in [
        "a..b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[b",
        "a\\b",
        "a@{1}",
        ".a",
        "a/.b",
        "a.lock",
        "a.lock/b",
        "/a",
        "a/",
        "a//b",
        "a.",
        "a\0b",
        "a\nb",
        "a\u{7f}",
        "a\u{a0}b",
        "../../etc/passwd",
        "a/../b",
    ] {
        check(text, Err(BadBranch::Spelling));
    }
    check(&"a".repeat(200), Ok(()));
    check(&"a".repeat(201), Err(BadBranch::TooLong));
}

#[test]
fn a_ref_that_is_no_branch_names_none() {
    assert_eq!(BranchName::of_ref("refs/heads/a/b").unwrap().as_str(), "a/b");
    assert_eq!(BranchName::of_ref("refs/tags/a"), None);
    assert_eq!(BranchName::of_ref("refs/heads/HEAD"), None);
    assert_eq!(BranchName::new("a").unwrap().as_ref_name(), "refs/heads/a");
}
