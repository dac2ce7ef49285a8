use super::{EVENT_BYTES_MAX, Events};
use crate::llm::Error;

/// The data of all events of a body that comes in these pieces.
fn read<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Result<Vec<String>, Error> {
    let (mut events, mut all) = (Events::default(), Vec::new());
    for piece in pieces {
        let (whole, went) = events.take(piece);
        all.extend(whole);
        went?;
    }
    Ok(all)
}

#[test]
fn events_are_read_however_the_body_is_cut() {
    let body =
        "\u{feff}: hello\nevent: a\ndata: {\"é\":1}\n\ndata:two\r\ndata: lines\r\n\r\nid: 7\n\nretry\ndata\ndata: cut"
            .as_bytes();
    let expected = ["{\"é\":1}", "two\nlines"];
    for cut in 0..body.len() {
        assert_eq!(read([&body[..cut], &body[cut..]]).unwrap(), expected, "cut at {cut}");
    }
    assert_eq!(read(body.chunks(1)).unwrap(), expected);
}

#[test]
fn an_event_without_end_is_refused() {
    let endless = vec![b'x'; EVENT_BYTES_MAX + 1];
    assert!(matches!(read([&endless[..]]), Err(Error::Malformed(_))));
    let line = format!("data: {}\n", "x".repeat(1_000));
    assert!(matches!(read(std::iter::repeat_n(line.as_bytes(), 1_000)), Err(Error::Malformed(_))));
    let many = format!("{line}\n");
    assert_eq!(read(std::iter::repeat_n(many.as_bytes(), 1_000)).unwrap().len(), 1_000);
}

#[test]
fn bytes_that_are_no_text_are_refused_after_what_came_before() {
    let (whole, went) = Events::default().take(b"data: a\n\ndata: \xff\n\n");
    assert_eq!((whole, went), (vec!["a".to_owned()], Err(Error::Malformed("bytes that are no text".to_owned()))));
}
