//! Whatever is said gets an answer, soon.

use std::time::Duration;

use proptest::prelude::*;

use super::{desk, reply};
use crate::llm::Message;

/// The words that the grammar looks for, mixed with what people and machines write between them.
fn said() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "note",
        "checklist",
        "table",
        "make a",
        "chart",
        "total",
        "by",
        "of",
        "in",
        "rename",
        "to",
        "find",
        "archive",
        "stack",
        "restore",
        "add row",
        "it",
        "stat",
        "summe",
        "nach",
        "um",
        "İ",
        "ß",
        "ﬁ",
        "€ 1.234,50",
        "\"",
        "|",
        "|---|",
        ",",
        ";",
        "\t",
        "\n",
        ":",
        "=",
        "```",
        "🤷",
        "\u{301}",
        "\0",
    ]);
    let piece = prop_oneof![3 => words.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn anything_is_answered_by_one_call_or_some_words(text in said()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (calls, words) = runtime.block_on(reply(&desk(), vec![Message::User(text)]));
        prop_assert_eq!(calls.len() == 1, words.is_empty());
    }
}

#[tokio::test]
async fn the_longest_messages_are_answered_in_a_moment() {
    for piece in ["a,", ",", "\"", "a,b\n", "|", "a\n", "table ", "by ", "archived ", "find the ", "ä", "1.234,5;"] {
        let text = piece.repeat(20_000 / piece.len());
        let began = tokio::time::Instant::now();
        reply(&desk(), vec![Message::User(text)]).await;
        assert!(began.elapsed() < Duration::from_secs(4), "{piece:?} took {:?}", began.elapsed());
    }
}
