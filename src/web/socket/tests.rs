use bytes::Bytes;

use super::{
    announced::{Announced, TooBig},
    fragments::{Added, Fragments, Piece},
};

/// The header of a masked frame with `length` bytes of payload, in the shortest form.
fn header(length: u64) -> Vec<u8> {
    let mut header = vec![0x81];
    match length {
        0..=125 => header.push(0x80 | u8::try_from(length).unwrap()),
        126..=0xFFFF => {
            header.push(0x80 | 0x7E);
            header.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            header.push(0x80 | 0x7F);
            header.extend(length.to_be_bytes());
        }
    }
    header.extend([1, 2, 3, 4]);
    header
}

#[test]
fn frames_within_the_limit_pass_however_the_stream_is_cut() {
    let mut stream = Vec::new();
    for length in [0, 1, 125, 126, 1_000, 70_000, 100_000] {
        stream.extend(header(length));
        stream.extend(vec![0xFF; usize::try_from(length).unwrap()]);
    }
    for size in [1, 2, 3, 7, 1_000, stream.len()] {
        let mut announced = Announced::new(100_000);
        for chunk in stream.chunks(size) {
            assert_eq!(announced.follow(chunk), Ok(()), "in pieces of {size}");
        }
    }
}

#[test]
fn a_header_that_announces_too_much_is_refused_before_any_of_it_has_come() {
    for length in [100_001, 64 << 20, 1 << 62, u64::MAX] {
        let mut announced = Announced::new(100_000);
        assert_eq!(announced.follow(&header(1)), Ok(()));
        assert_eq!(announced.follow(&[0]), Ok(()));
        assert_eq!(announced.follow(&header(length)), Err(TooBig), "{length}");
    }
}

#[track_caller]
fn check(pieces: Vec<Piece>, expected: &Added) {
    let mut fragments = Fragments::new(10);
    let last = pieces.into_iter().map(|piece| fragments.add(piece)).last();
    assert_eq!(last.as_ref(), Some(expected));
}

#[test]
fn a_message_in_pieces_is_put_together_within_its_limit() {
    let bytes = |text: &'static str| Bytes::from_static(text.as_bytes());
    check(vec![Piece::First(bytes("ab")), Piece::Next(bytes("cd"))], &Added::More);
    check(
        vec![Piece::First(bytes("ab")), Piece::Next(bytes("cd")), Piece::Last(bytes("e"))],
        &Added::Whole("abcde".to_owned()),
    );
    check(vec![Piece::First(bytes("123456")), Piece::Last(bytes("78901"))], &Added::TooBig);
    check(vec![Piece::Next(bytes("a"))], &Added::Broken);
    check(vec![Piece::Last(bytes("a"))], &Added::Broken);
    check(vec![Piece::First(bytes("a")), Piece::First(bytes("b"))], &Added::Broken);
    check(vec![Piece::FirstBinary], &Added::Binary);
    check(vec![Piece::First(Bytes::from_static(&[0xFF])), Piece::Last(bytes("a"))], &Added::NotText);
}

#[test]
fn ten_thousand_tiny_pieces_are_refused() {
    let mut fragments = Fragments::new(1 << 20);
    fragments.add(Piece::First(Bytes::from_static(b"a")));
    let added: Vec<Added> = (0..10_000).map(|_| fragments.add(Piece::Next(Bytes::from_static(b"a")))).collect();
    assert!(added.contains(&Added::TooBig));
}
