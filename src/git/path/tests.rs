//! Paths of every hostile kind.

use super::*;

fn check(text: &str, expected: Result<(), BadPath>) {
    assert_eq!(TreePath::new(text).map(drop), expected, "{text:?}");
}

#[test]
fn ordinary_paths_pass() {
    for text in [
        "a",
        "src/main.rs",
        ".github/workflows/ci.yml",
        ".gitignore",
        ".gitmodules",
        "sub/.gitattributes",
        "git",
        "git~",
        "git~x",
        "Grüße/日本語 und mehr.txt",
        "...three",
        "a b/c d",
        "name.",
        "a:b",
    ] {
        check(text, Ok(()));
    }
}

#[test]
fn nothing_leads_out_of_the_repository() {
    for text in ["", "/", "/etc/passwd", "a//b", "a/", "//"] {
        check(text, Err(BadPath::EmptyPart));
    }
    for text in [".", "..", "../x", "a/../b", "a/./b", "a/.."] {
        check(text, Err(BadPath::Dots));
    }
    for text in ["a\\b", "..\\x", "a\0b", "a\nb", "a\u{7f}", "a/\u{1b}[31m", "\u{85}"] {
        check(text, Err(BadPath::Character));
    }
}

#[test]
fn dot_git_is_known_in_every_disguise() {
    for text in [
        ".git",
        ".git/config",
        "a/.git/hooks/pre-commit",
        ".GIT",
        ".GiT/config",
        ".git ",
        ".git.",
        ".git . .",
        ".git::$INDEX_ALLOCATION/config",
        ".git:stream",
        "git~1",
        "GIT~1/config",
        "git~12",
        ".g\u{200c}it",
        "\u{feff}.git",
        ".gi\u{202e}t/config",
        "\u{200d}",
        ".\u{200c}.",
        ". ",
        "...",
        " ",
    ] {
        check(text, Err(BadPath::DotGit));
    }
}

#[test]
fn names_are_bounded_and_composed() {
    check(&"a".repeat(255), Ok(()));
    check(&"a".repeat(256), Err(BadPath::TooLong));
    check(&format!("{}/b", "ü".repeat(128)), Err(BadPath::TooLong));
    check(&vec!["abc"; 1_025].join("/"), Err(BadPath::TooLong));
    check("e\u{301}", Err(BadPath::NotComposed));
    check("é", Ok(()));
}

#[test]
fn a_path_knows_its_folders() {
    let path: TreePath = "a/b/c.txt".parse().unwrap();
    assert_eq!(path.name(), "c.txt");
    assert_eq!(path.folder().unwrap().as_str(), "a/b");
    assert_eq!(path.folders().map(|folder| folder.to_string()).collect::<Vec<_>>(), ["a", "a/b"]);
    assert_eq!(TreePath::new("c").unwrap().folder(), None);
    assert!(path.folder().unwrap().join("../x").is_err());
}
