//! Commands and reports, as they stand on the wire.

use super::{
    super::packet::{self, Packet},
    *,
};

const NEW: &str = "1111111111111111111111111111111111111111";
const NONE: &str = "0000000000000000000000000000000000000000";

fn line(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    packet::put(&mut bytes, text.as_bytes());
    bytes
}

fn push(lines: &[&str]) -> Vec<u8> {
    let mut bytes: Vec<u8> = lines.iter().flat_map(|text| line(text)).collect();
    bytes.extend_from_slice(b"0000");
    bytes
}

fn banded(lines: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (band, data) in lines {
        packet::put(&mut bytes, &[&[*band], &data[..]].concat());
    }
    bytes.extend_from_slice(b"0000");
    bytes
}

#[test]
fn commands_are_read_as_soon_as_they_are_there() {
    let first = format!("{NONE} {NEW} refs/heads/a/b\0 report-status side-band-64k atomic agent=git/2");
    let whole = push(&[&first, &format!("{NEW} {NONE} refs/tags/v1\n"), &format!("{NONE} {NEW} refs/notes/x")]);
    for cut in 0..whole.len() {
        assert_eq!(Commands::read(&whole[..cut]).unwrap(), None, "{cut}");
    }
    let mut with_pack = whole.clone();
    with_pack.extend_from_slice(b"PACK...");
    let commands = Commands::read(&with_pack).unwrap().unwrap();
    assert!(commands.is_atomic && commands.wants_report && commands.has_sidebands);
    let names: Vec<String> = commands.list.iter().map(|command| command.name.to_string()).collect();
    assert_eq!(names, ["refs/heads/a/b", "refs/tags/v1", "refs/notes/x"]);
    assert!(matches!(commands.list[0].name, RefName::Branch(_)));
    assert!(matches!(commands.list[1], Command { name: RefName::Tag(_), old: Some(_), new: None }));
    assert!(matches!(commands.list[2].name, RefName::Other(_)));
}

#[test]
fn a_probe_has_no_commands() {
    assert_eq!(Commands::read(b"0000").unwrap().unwrap().list, []);
}

#[test]
fn what_is_no_push_is_refused() {
    let twice = format!("{NONE} {NEW} refs/heads/a");
    for bytes in [
        b"zzzz".to_vec(),
        b"0001".to_vec(),
        b"0003".to_vec(),
        b"ffff".to_vec(),
        b"+123".to_vec(),
        push(&["hello"]),
        push(&[&format!("{NONE} {NEW}")]),
        push(&["x y refs/heads/a"]),
        push(&[&twice, &twice]),
    ] {
        assert!(Commands::read(&bytes).is_err(), "{}", String::from_utf8_lossy(&bytes));
    }
    let many: Vec<String> = (0..1_001).map(|number| format!("{NONE} {NEW} refs/heads/b{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(Commands::read(&push(&many)).is_err());
    let endless = line(&"x".repeat(65_000)).repeat(6);
    assert!(Commands::read(&endless).is_err());
}

#[test]
fn names_that_lead_elsewhere_are_no_branches() {
    for name in ["HEAD", "refs/heads/", "refs/heads/../x", "refs/heads/HEAD", "refs/heads/-x", "refs/tags/-x", "config"]
    {
        let commands = Commands::read(&push(&[&format!("{NONE} {NEW} {name}")])).unwrap().unwrap();
        assert!(matches!(commands.list[0].name, RefName::Other(_)), "{name}");
    }
}

fn commands(capabilities: &str) -> Commands {
    let first = format!("{NONE} {NEW} refs/heads/a\0{capabilities}");
    Commands::read(&push(&[&first, &format!("{NONE} {NEW} refs/heads/b")])).unwrap().unwrap()
}

#[test]
fn what_git_said_is_passed_on_with_our_own_refusals() {
    let commands = commands("report-status side-band-64k");
    let status = push(&["unpack ok\n", "ok refs/heads/a\n", "ng refs/heads/b funny refname\n"]);
    let (one, two) = status.split_at(20);
    let answer = banded(&[(2, b"Resolving\n".to_vec()), (1, one.to_vec()), (1, two.to_vec())]);
    let mut report = Report::read(&commands, &answer);
    assert_eq!((report.refusal("refs/heads/a"), report.refusal("refs/heads/b")), (None, Some("funny refname")));
    assert_eq!(Report::read(&commands, &report.write(&commands)), report, "what is written can be read");
    report.refuse("refs/heads/a", "main is\nprotected");
    report.refuse("refs/heads/b", "not this");
    assert_eq!(report.refusal("refs/heads/a"), Some("main is protected"));
    assert_eq!(report.refusal("refs/heads/b"), Some("funny refname"), "the first reason stays");
}

#[test]
fn without_side_bands_the_report_stands_alone() {
    let commands = commands("report-status");
    let report = Report::read(&commands, &push(&["unpack ok\n", "ok refs/heads/a\n", "ok refs/heads/b\n"]));
    let written = report.write(&commands);
    let mut rest = &written[..];
    assert_eq!(packet::take(&mut rest).unwrap(), Some(Packet::Line(b"unpack ok\n")));
    assert_eq!(written, push(&["unpack ok\n", "ok refs/heads/a\n", "ok refs/heads/b\n"]));
}

#[test]
fn a_push_that_git_did_not_answer_is_refused_whole() {
    let commands = commands("report-status side-band-64k");
    for answer in [&b""[..], b"0000", b"garbage", b"0005\x01"] {
        assert!(Report::read(&commands, answer).refusal("refs/heads/a").is_some());
    }
    let broken = banded(&[(1, push(&["unpack index-pack abnormal exit\n", "ng refs/heads/a unpacker error\n"]))]);
    let report = Report::read(&commands, &broken);
    assert_eq!(report.refusal("refs/heads/a"), Some("unpacker error"));
    assert_eq!(report.refusal("refs/heads/b"), Some("index-pack abnormal exit"));
}
