//! Remembering, recalling and forgetting, by the words for it.

use serde_json::json;

use super::{check, desk, perform, says};

const LEARNT: &str = "0197b7a0-0000-7000-8000-0000000000aa";

#[tokio::test]
async fn what_is_so_and_what_is_preferred_go_to_files_of_their_own() {
    for (said, file, text) in [
        ("remember that invoices are due in 14 days", "context.md", "invoices are due in 14 days"),
        ("Please remember: I like short answers", "user.md", "I like short answers"),
        ("don't forget that I prefer tea", "user.md", "I prefer tea"),
        ("keep in mind that Anna runs the shop", "context.md", "Anna runs the shop"),
        ("merke dir, dass Rechnungen in 14 Tagen fällig sind", "context.md", "Rechnungen in 14 Tagen fällig sind"),
        ("Merk dir bitte: ich heiße Ada", "user.md", "ich heiße Ada"),
        ("vergiss nicht, dass ich Tee mag", "context.md", "ich Tee mag"),
    ] {
        check(said, "remember", json!({ "file": file, "text": text })).await;
    }
}

#[tokio::test]
async fn what_is_known_is_asked_for_by_its_words() {
    for (said, query) in [
        ("what do you know about me", ""),
        ("What do you know about me?", ""),
        ("what do you remember?", ""),
        ("what do you know about the invoices?", "invoices"),
        ("was weißt du über mich?", ""),
        ("Was weißt du über die Rechnungen?", "Rechnungen"),
        ("forget the invoices", "invoices"),
        ("forget that invoices are due", "invoices are due"),
        ("vergiss das mit den Rechnungen", "Rechnungen"),
        ("vergiss die Rechnungen", "Rechnungen"),
    ] {
        check(said, "recall", json!({ "query": query })).await;
    }
    says("forget it", "Tell me what to forget").await;
    says("vergiss es", "Sag mir, was ich vergessen soll").await;
}

#[tokio::test]
async fn what_is_known_is_listed() {
    let found =
        json!({ "found": [{ "file": "user.md", "text": "likes *tea*" }, { "file": "context.md", "text": "b" }] });
    let (_, text) = perform(&desk(), "what do you know about me", &[found]).await;
    assert_eq!(text, "This is what I know:\n\n- likes \\*tea\\*\n- b");
    let (_, text) = perform(&desk(), "was weißt du über mich", &[json!({ "found": [] })]).await;
    assert!(text.starts_with("Ich weiß noch nichts über dich"), "{text}");
    let (_, text) = perform(&desk(), "what do you know about Acme", &[json!({ "found": [] })]).await;
    assert_eq!(text, "I remember nothing about “Acme”.");
}

#[tokio::test]
async fn only_one_thing_at_a_time_is_forgotten_and_only_what_was_learnt() {
    let learnt = |text: &str| json!({ "file": "context.md", "text": text, "learning_id": LEARNT });
    let gone = json!({ "learning_id": LEARNT, "text": "due soon" });
    let (calls, text) =
        perform(&desk(), "forget the invoices", &[json!({ "found": [learnt("due soon")] }), gone]).await;
    assert_eq!(calls[1], ("forget".to_owned(), json!({ "learning_id": LEARNT })));
    assert!(text.starts_with("Forgotten: **due soon**"), "{text}");

    let two = json!({ "found": [learnt("a"), learnt("b")] });
    let (_, text) = perform(&desk(), "forget the invoices", &[two]).await;
    assert_eq!(text, "Which one do you mean: **a** or **b**?");
    let written = json!({ "found": [{ "file": "user.md", "text": "invoices" }] });
    let (_, text) = perform(&desk(), "forget the invoices", &[written]).await;
    assert!(text.contains("stands in a file that you wrote"), "{text}");
}
