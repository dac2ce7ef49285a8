//! What a command has said, and folders whose names are a stranger's. Commands themselves are run in `tests/integration/`.

use std::{fs, os::unix::fs::symlink};

use tempfile::TempDir;

use super::*;

fn said(pieces: &[&[u8]]) -> Output {
    let mut output = Output::default();
    for piece in pieces {
        output.take(piece);
    }
    output
}

#[test]
fn of_a_long_output_the_beginning_and_the_end_are_kept() {
    assert_eq!(said(&[b"one\n", b"two\n"]).text(), "one\ntwo\n");
    assert_eq!(said(&[]).text(), "");
    let long = said(&[b"first\n", &vec![b'x'; 100_000], b"\nlast"]);
    let text = long.text();
    assert_eq!(long.bytes(), 100_011);
    assert!(text.starts_with("first\nxxx") && text.ends_with("xxx\nlast") && text.len() < 33_000);
    assert!(text.contains(&format!("\n[… {} bytes left out …]\n", 100_011 - (32 << 10))), "{}", &text[16_000..17_000]);
    let many = said(&vec![&b"0123456789"[..]; 10_000]);
    assert_eq!((many.bytes(), many.text().len() < 33_000), (100_000, true));
}

#[test]
fn what_is_meant_for_a_terminal_is_left_out() {
    let text = said(&[b"\x1b[31mred\x1b[0m \x07bell\r\n10%\r20%\n\xff\x00\x1b]0;title"]).text();
    assert_eq!(text, "red bell\n10%\n20%\n\u{fffd}]0;title");
}

#[test]
fn whatever_is_done_in_a_folder_follows_no_link() {
    let (inner, outer) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(outer.path().join("file"), "theirs").unwrap();
    symlink(outer.path(), inner.path().join("folder")).unwrap();
    symlink(outer.path().join("file"), inner.path().join("file")).unwrap();
    symlink(outer.path().join("absent"), inner.path().join("absent")).unwrap();
    let folder = Folder::open(inner.path()).unwrap();
    assert!(folder.folder(b"folder").is_err() && folder.read(b"file", 100).is_err());
    let (all, has_more) = folder.list(10).unwrap();
    assert!(!has_more && all.len() == 3 && all.iter().all(|found| found.kind == FoundKind::Link));
    assert!(folder.list(2).unwrap().1);
    for name in ["file", "absent"] {
        folder.write(name.as_bytes(), b"ours", true).unwrap();
        assert_eq!(folder.read(name.as_bytes(), 100).unwrap().unwrap(), b"ours");
    }
    folder.make_folder(b"folder").unwrap().write(b"file", b"ours", false).unwrap();
    assert_eq!(folder.read(b"file", 3).unwrap(), None, "it has more");
    assert_eq!(fs::read_to_string(outer.path().join("file")).unwrap(), "theirs");
    assert!(!outer.path().join("absent").exists());
    symlink(outer.path(), inner.path().join("again")).unwrap();
    folder.clear().unwrap();
    assert_eq!((fs::read_dir(inner.path()).unwrap().count(), outer.path().join("file").exists()), (0, true));
}

#[test]
fn folders_go_however_deep_they_are_and_whatever_they_forbid() {
    use std::os::unix::fs::PermissionsExt;
    let outer = TempDir::new().unwrap();
    let top = Folder::open(outer.path()).unwrap();
    let mut folder = top.again().unwrap();
    for _ in 0..1_500 {
        folder = folder.make_folder(b"deep").unwrap();
    }
    folder.write(b"file", b"x", false).unwrap();
    for at in ["locked/inner", "1.going/x"] {
        fs::create_dir_all(outer.path().join(at)).unwrap();
        fs::write(outer.path().join(at).join("file"), "x").unwrap();
    }
    for mode in [0o000, 0o400] {
        fs::set_permissions(outer.path().join("locked/inner"), fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(outer.path().join("locked"), fs::Permissions::from_mode(0o000)).unwrap();
    top.clear().unwrap();
    assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 0);
}
