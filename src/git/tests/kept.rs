//! Contents that come before any commit names them.

use super::*;

fn stored(at: &str, blob: ObjectId, is_executable: Option<bool>) -> Change {
    Change { edit: Edit::PutStored(Stored { blob, is_executable }), ..put(at, "") }
}

#[test]
fn a_content_is_kept_as_it_is_and_named_afterwards() {
    let bench = Bench::new();
    let file = bench.folder.path().join("incoming");
    std::fs::write(&file, b"one\r\n\0two").unwrap();
    let blob = bench.repository.keep(&file, 1 << 20).unwrap();
    bench.commit(&[stored("a/run", blob, Some(true)), stored("b", blob, None)]).unwrap();

    let head = bench.repository.head(&branch("main")).unwrap();
    let content = bench.repository.read(head, &path("a/run"), None).unwrap();
    assert_eq!((content.id, content.kind, content.data), (blob, FileKind::Executable, b"one\r\n\0two".to_vec()));
    let (mut files, _) = bench.repository.files(head).unwrap();
    bench.repository.measure(&mut files).unwrap();
    assert_eq!(files.iter().map(|file| file.bytes).collect::<Vec<_>>(), [Some(9), Some(9)]);
}

#[test]
fn what_is_not_here_or_no_file_or_too_large_is_refused() {
    let bench = Bench::new();
    let made = bench.commit(&[put("a", "x")]).unwrap();
    let nothing = "0123456789012345678901234567890123456789".parse().unwrap();
    for blob in [nothing, made.commit] {
        assert!(matches!(bench.commit(&[stored("b", blob, None)]), Err(Error::Invalid(_))), "{blob}");
    }
    let file = bench.folder.path().join("incoming");
    std::fs::write(&file, b"some").unwrap();
    assert!(matches!(bench.repository.keep(&file, 1), Err(Error::TooLarge { max: 1 })));
}
