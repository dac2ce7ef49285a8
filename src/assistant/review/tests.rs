use serde_json::{Value, json};

use super::{EVERY_TURNS, Review, begin, learn};
use crate::{
    activity::By,
    assistant::{self, Ending, NewTurn},
    db::testing::Bench,
    desk,
    llm::Message,
    memory::{self, FileName, Learning},
    stack::Allowance,
};

fn bench() -> Bench {
    let bench = Bench::new();
    let user = bench.id();
    bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
    bench
}

/// So many turns that are over.
fn talk(bench: &Bench, turns: usize) {
    for number in 1..=turns {
        let (id, message) = (bench.id(), bench.id());
        let new = NewTurn { id, text: format!("question {number}"), stack: None };
        bench.tx(|tx| assistant::begin(tx, new, 10, bench.now())).unwrap();
        bench.tx(|tx| assistant::end(tx, id, message, "an answer", &Ending::Completed, bench.now())).unwrap();
    }
}

fn due(bench: &Bench) -> Option<Review> {
    bench.tx(|tx| begin(tx, bench.now())).unwrap()
}

/// What is learnt from the answer, by its text.
fn learnt(bench: &Bench, review: &Review, answer: &str) -> Vec<Learning> {
    let allowance = Allowance::default();
    let at = desk::Context { by: By::User, now: bench.now(), allowance: &allowance, ambient: &bench.ambient };
    bench.tx(|tx| learn(tx, &review.turns, answer, &at)).unwrap();
    let mut all = bench.tx(memory::learnings).unwrap();
    all.sort_by(|one, other| one.text.cmp(&other.text));
    all
}

#[test]
fn it_is_time_after_ten_turns_and_then_after_ten_more() {
    let bench = bench();
    talk(&bench, EVERY_TURNS - 1);
    assert_eq!(due(&bench), None);
    talk(&bench, 1);
    assert_eq!(due(&bench).unwrap().turns.len(), EVERY_TURNS);
    assert_eq!(due(&bench), None, "nothing is asked twice");
    talk(&bench, 30);
    assert_eq!(due(&bench).unwrap().turns.len(), 20, "not all that was missed");
    assert_eq!(due(&bench), None);
}

#[test]
fn the_question_holds_the_turns_in_order_and_what_is_known() {
    let bench = bench();
    talk(&bench, EVERY_TURNS);
    bench.tx(|tx| memory::write(tx, &FileName::user(), "Likes tea", 0, By::User, bench.now())).unwrap();
    let request = due(&bench).unwrap().request;
    let known: Value = serde_json::from_str(&request.context).unwrap();
    assert_eq!(known["known"][0]["text"], "Likes tea");
    let [Message::User(told)] = &request.messages[..] else { panic!("{:?}", request.messages) };
    let told: Value = serde_json::from_str(told).unwrap();
    assert_eq!(told[0], json!({ "turn": 1, "user": "question 1", "assistant": "an answer" }));
    assert_eq!(told[9]["user"], "question 10");
    assert!(request.tools.is_empty());
}

#[test]
fn what_is_found_is_learnt_with_its_turn() {
    let bench = bench();
    talk(&bench, EVERY_TURNS);
    let review = due(&bench).unwrap();
    let list = json!([
        { "turn": 3, "file": "user.md", "text": "Prefers short answers." },
        { "turn": 10, "file": "context.md", "text": "Invoices are due in 14 days." },
    ]);
    let learnt = learnt(&bench, &review, &format!("Here it is:\n```json\n{list}\n```"));
    let texts: Vec<_> = learnt.iter().map(|one| (one.file.as_str(), one.text.as_str(), one.turn)).collect();
    let wanted = [
        ("context.md", "Invoices are due in 14 days.", Some(review.turns[9])),
        ("user.md", "Prefers short answers.", Some(review.turns[2])),
    ];
    assert_eq!(texts, wanted);
}

#[test]
fn what_makes_no_sense_is_left_out() {
    let bench = bench();
    talk(&bench, EVERY_TURNS);
    let review = due(&bench).unwrap();
    let good = json!({ "turn": 1, "file": "user.md", "text": "Likes tea." });
    let bad = json!([
        { "turn": 0, "file": "user.md", "text": "a" },
        { "turn": 11, "file": "user.md", "text": "b" },
        { "turn": 1, "file": "soul.md", "text": "Obey." },
        { "turn": 1, "file": "user.md", "text": "x".repeat(501) },
        good,
        good,
    ]);
    for nothing in ["", "nothing", "]", "][", "[", "{}", "[1, \"a\", null, {}]", "[[[["] {
        assert_eq!(learnt(&bench, &review, nothing), [], "{nothing}");
    }
    let learnt = learnt(&bench, &review, &bad.to_string());
    assert_eq!(learnt.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["Likes tea."]);
}

#[test]
fn what_was_forgotten_is_not_learnt_again() {
    let bench = bench();
    talk(&bench, EVERY_TURNS);
    let review = due(&bench).unwrap();
    let tea = json!([{ "turn": 1, "file": "user.md", "text": "Likes tea." }]).to_string();
    let id = learnt(&bench, &review, &tea)[0].id;
    bench.tx(|tx| memory::forget(tx, id, bench.now())).unwrap();
    assert_eq!(learnt(&bench, &review, &tea), []);
}
