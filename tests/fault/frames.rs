//! Frames and bodies that no client would send: each ends its own connection, and nobody else notices.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    town::{Town, move_frame, percentile_99},
    wire::{PING, TEXT, Wire, masked},
};

/// What one frame may hold.
const FRAME_BYTES_MAX: usize = 1_048_576;

/// Nobody waits longer for an acknowledgement because of somebody else.
const OTHERS_P99_MAX: Duration = Duration::from_millis(250);

async fn inside(town: &Town, user: usize) -> Wire {
    let mut wire = Wire::open(&town.address()).await;
    wire.enter(&town.users[user].token).await;
    wire
}

#[tokio::test]
async fn a_frame_that_announces_too_much_ends_before_it_is_buffered() {
    let town = Town::settle(1, &[]);
    let mut wires = Vec::new();
    for _ in 0..8 {
        wires.push(inside(&town, 0).await);
    }
    let before = town.cost().memory_bytes;
    for (wire, announced) in wires.iter_mut().zip([64_u64 << 20, 1 << 62, u64::MAX >> 1, 1 << 20 | 1].iter().cycle()) {
        let mut header = vec![TEXT, 0x80 | 0x7F];
        header.extend(announced.to_be_bytes());
        header.extend([0; 4]);
        wire.bytes(&header).await;
        wire.bytes(&vec![b'x'; FRAME_BYTES_MAX]).await;
    }
    for wire in &mut wires {
        assert_eq!(wire.ending().await, 1009);
    }
    let grown = town.cost().memory_bytes.saturating_sub(before);
    println!("frames: 8 announcements of up to 2^63 bytes: memory grew by {} KiB", grown >> 10);
    assert!(grown < 8 << 20, "{grown} bytes were buffered");
}

#[tokio::test]
async fn a_message_in_pieces_is_one_and_ten_thousand_pieces_of_one_byte_are_too_many() {
    let town = Town::settle(1, &[]);
    for (pieces, is_refused) in [(1_000, false), (10_000, true)] {
        let mut wire = inside(&town, 0).await;
        let begin = r#"{"type":"ping","id":"whole"}"#;
        let message = format!("{begin}{}", " ".repeat(pieces - begin.len()));
        let (last, bytes) = message.as_bytes().split_last().expect("a message");
        let mut stream = masked(0x01, &bytes[..1]);
        for byte in &bytes[1..] {
            stream.extend(masked(0x00, &[*byte]));
        }
        stream.extend(masked(0x80, &[*last]));
        wire.bytes(&stream).await;
        if is_refused {
            assert_eq!(wire.ending().await, 1009);
        } else {
            assert!(wire.next_text().await.contains(r#""request_id":"whole""#));
        }
    }
}

#[tokio::test]
async fn pieces_that_never_end_are_cut_at_the_limit_of_a_frame() {
    let town = Town::settle(1, &[]);
    let mut wire = inside(&town, 0).await;
    let before = town.cost().memory_bytes;
    wire.frame(0x01, b"{").await;
    let piece = masked(0x00, &[b' '; 1_000]);
    for _ in 0..2_000 {
        wire.bytes(&piece).await;
    }
    assert_eq!(wire.ending().await, 1009);
    let grown = town.cost().memory_bytes.saturating_sub(before);
    assert!(grown < 8 << 20, "{grown} bytes were buffered");
}

#[tokio::test]
async fn what_breaks_the_protocol_is_told_so() {
    let town = Town::settle(1, &[]);
    let unmasked = [&[TEXT, 2][..], b"{}"].concat();
    let cases: [(&str, Vec<u8>, u16); 8] = [
        ("an unmasked frame", unmasked, 1002),
        ("an opcode that there is not", masked(0x83, b"{}"), 1002),
        ("bits that mean nothing", masked(TEXT | 0x40, b"{}"), 1002),
        ("a control frame in pieces", masked(0x09, b""), 1002),
        ("a control frame that is too long", masked(PING, &[0; 126]), 1002),
        ("a piece of nothing", masked(0x80, b"{}"), 1002),
        ("bytes that are no text", masked(TEXT, &[0xFF, 0xFE]), 1007),
        ("binary", masked(0x82, b"{}"), 1003),
    ];
    for (what, bytes, code) in cases {
        let mut wire = inside(&town, 0).await;
        wire.bytes(&bytes).await;
        assert_eq!(wire.ending().await, code, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_pings_disturbs_nobody() {
    let town = Town::settle(2, &[]);
    let mut wire = inside(&town, 0).await;
    let before = town.cost().memory_bytes;
    let until = Instant::now() + Duration::from_secs(2);
    let flood = async {
        let ping = masked(PING, &[7; 125]).repeat(1_000);
        let mut sent = 0;
        while Instant::now() < until {
            wire.bytes(&ping).await;
            sent += 1_000;
        }
        sent
    };
    let (sent, calm) = tokio::join!(flood, town.move_calmly(1, Duration::from_millis(5), until));
    let (p99, grown) = (percentile_99(calm), town.cost().memory_bytes.saturating_sub(before));
    println!("frames: {sent} pings in 2 s: p99 of another user {p99:?}, memory grew by {} KiB", grown >> 10);
    assert!(sent >= 10_000, "only {sent} pings");
    assert!(p99 < OTHERS_P99_MAX, "{p99:?}");
    assert!(grown < 2 << 20, "memory grew by {grown} bytes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_operations_a_second_from_one_tab_are_each_answered_and_disturb_nobody() {
    const OPERATIONS: u32 = 10_000;
    let town = Town::settle(2, &[]);
    let mut wire = inside(&town, 0).await;
    let card = town.users[0].cards[0].to_string();
    let mut flood: Vec<u8> = Vec::new();
    for number in 0..OPERATIONS {
        flood.extend(masked(TEXT, move_frame(&format!("op-{number}"), &card, number).as_bytes()));
    }
    let until = Instant::now() + Duration::from_secs(2);
    let flooding = async {
        // Both at once: what is not read would hold the writing up.
        let (mut acknowledged, mut busy) = (0, 0);
        let mut chunks = flood.chunks(64 * 1_024);
        while acknowledged + busy < OPERATIONS {
            if let Some(chunk) = chunks.next() {
                wire.bytes(chunk).await;
            }
            for _ in 0..200 {
                if acknowledged + busy == OPERATIONS {
                    break;
                }
                let frame = wire.next_text().await;
                assert!(!frame.contains(r#""event":"resync""#), "answers were left out");
                if frame.starts_with(r#"{"type":"ack""#) {
                    acknowledged += 1;
                } else if frame.contains(r#""code":"busy""#) {
                    assert!(frame.contains(r#""retry_after_ms":"#), "{frame}");
                    busy += 1;
                }
            }
        }
        (acknowledged, busy)
    };
    let ((acknowledged, busy), calm) = tokio::join!(flooding, town.move_calmly(1, Duration::from_millis(5), until));
    let p99 = percentile_99(calm);
    println!(
        "frames: {OPERATIONS} operations at once: {acknowledged} done, {busy} told to wait; p99 of another {p99:?}"
    );
    assert!(busy > 0 && acknowledged > 0);
    assert!(p99 < OTHERS_P99_MAX, "{p99:?}");
}

#[tokio::test]
async fn a_head_or_a_body_that_trickles_is_ended_within_half_a_minute() {
    let town = Town::settle(1, &[]);
    let address = town.address();
    let body = format!(
        "POST /api/auth/token HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
    );
    let head = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX-Slow: ");
    let ((body_took, answer), (head_took, _)) = tokio::join!(trickle(&address, &body), trickle(&address, &head));
    println!("frames: a slow body was ended after {body_took:?}, a slow head after {head_took:?}");
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(body_took < Duration::from_secs(33) && head_took < Duration::from_secs(33));
}

/// Sends `begin` and then a byte a second, until the server has had enough: after how long, and what it says.
async fn trickle(address: &str, begin: &str) -> (Duration, String) {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let began = Instant::now();
    stream.write_all(begin.as_bytes()).await.expect("the server reads");
    let (mut reading, mut writing) = stream.split();
    let mut answer = Vec::new();
    let dripping = async {
        while writing.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        read = reading.read_to_end(&mut answer) => drop(read),
        () = dripping => {}
        () = tokio::time::sleep(Duration::from_secs(40)) => {}
    }
    (began.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}
