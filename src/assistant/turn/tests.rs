//! A turn without a model, a file or a clock: what has happened in, what is to be done out.

use serde_json::json;

use super::{Answer, Effect, Input, Limits, Run};
use crate::{
    assistant::{Ending, NewTurn, begin, step, turn::take_up},
    db::testing::Bench,
    desk,
    llm::{self, Delta, Message, Stop, ToolCall, ToolResult},
};

const LIMITS: Limits = Limits { steps_max: 2, minutes_max: 10, answer_chars_max: 20 };

fn fresh() -> Run {
    let bench = Bench::new();
    let (user, id) = (bench.id(), bench.id());
    bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
    let new = NewTurn { id, text: "hello".to_owned(), stack: None };
    bench.tx(|tx| begin(tx, new, 9, bench.now())).unwrap();
    bench.tx(|tx| take_up(tx, id, LIMITS)).unwrap().1
}

/// Feeds the inputs one after the other and answers the effects of the last, and the run.
fn play(inputs: impl IntoIterator<Item = Input>) -> (Run, Vec<Effect>) {
    let mut at = (fresh(), Vec::new());
    for input in inputs {
        at = at.0.step(input);
    }
    at
}

fn say(text: &str) -> Input {
    Input::Delta(Delta::Text(text.to_owned()))
}

fn call(id: &str) -> ToolCall {
    ToolCall { id: id.to_owned(), name: "find".to_owned(), input: json!({}) }
}

fn result(id: &str) -> ToolResult {
    ToolResult { call_id: id.to_owned(), output: json!(null), is_error: false }
}

fn answer(text: &str, calls: Vec<ToolCall>) -> Answer {
    Answer { text: text.to_owned(), calls, ..Answer::default() }
}

fn failed(effects: &[Effect]) -> String {
    match effects.last() {
        Some(Effect::Finish(Ending::Failed { error })) => error.clone(),
        other => panic!("not failed: {other:?}"),
    }
}

#[test]
fn an_answer_without_tools_ends_the_turn() {
    let (_, effects) = play([Input::Begin]);
    assert_eq!(effects, [Effect::AskModel]);
    let (run, effects) = play([Input::Begin, say("Hi")]);
    assert_eq!(effects, [Effect::Say("Hi".to_owned())]);
    let (run, effects) = run.step(Input::Delta(Delta::Stop(Stop::Done)));
    assert_eq!(effects, [Effect::Keep(answer("Hi", vec![])), Effect::Finish(Ending::Completed)]);
    assert_eq!(run.step(say("more")).1, [], "nothing follows the end");
}

#[test]
fn tools_run_one_after_the_other_and_then_the_model_is_asked_again() {
    let calls = [Input::Delta(Delta::ToolCall(call("a"))), Input::Delta(Delta::ToolCall(call("b")))];
    let (run, effects) = play([Input::Begin, say("So")].into_iter().chain(calls).chain([Input::StreamEnded]));
    let both = vec![call("a"), call("b")];
    assert_eq!(effects, [Effect::Keep(answer("So", both.clone())), Effect::RunTool(call("a"))]);
    let (run, effects) = run.step(Input::ToolAnswered(result("a")));
    assert_eq!(effects, [Effect::RunTool(call("b"))]);
    let (run, effects) = run.step(Input::ToolAnswered(result("b")));
    assert_eq!(effects, [Effect::AskModel]);
    let expected = [
        Message::User("hello".to_owned()),
        Message::Assistant { text: "So".to_owned(), calls: both },
        Message::ToolResults(vec![result("a"), result("b")]),
    ];
    assert_eq!(run.conversation(), expected);
    assert_eq!(run.step(say("then")).1, [Effect::Say("\n\nthen".to_owned())]);
}

#[test]
fn calls_that_share_a_name_are_told_apart() {
    let calls = [call("a"), call("a")].map(|call| Input::Delta(Delta::ToolCall(call)));
    let (_, effects) = play([Input::Begin].into_iter().chain(calls).chain([Input::StreamEnded]));
    assert_eq!(effects[0], Effect::Keep(answer("", vec![call("a"), call("a-1")])));
}

#[test]
fn each_limit_says_its_name() {
    let (run, effects) = play([Input::Begin, say("0123456789"), say("0123456789abc")]);
    assert_eq!(effects[0], Effect::Say("0123456789".to_owned()));
    assert!(failed(&effects).contains("at most 20 characters"));
    assert_eq!(run.said().len(), 20);

    assert!(failed(&play([Input::Begin, Input::TimeUp]).1).contains("after 10 minutes"));
    let round =
        |id: &str| [Input::Delta(Delta::ToolCall(call(id))), Input::StreamEnded, Input::ToolAnswered(result(id))];
    let (_, effects) = play([Input::Begin].into_iter().chain(round("a")).chain(round("b")));
    assert!(failed(&effects).contains("after 2 steps"));
    let many = (0..40).map(|n| Input::Delta(Delta::ToolCall(call(&n.to_string()))));
    let (_, effects) = play([Input::Begin].into_iter().chain(many.take(33)));
    assert!(failed(&effects).contains("more than 32 tools"));
    let (_, effects) = play([Input::Begin, say("cut"), Input::Delta(Delta::Stop(Stop::Length))]);
    assert!(failed(&effects).contains("the model's own limit"));
}

#[test]
fn stops_and_faults_end_the_turn_with_their_reason() {
    assert_eq!(play([Input::Begin, say("So"), Input::Cancel]).1, [Effect::Finish(Ending::Cancelled)]);
    let (_, effects) = play([Input::Begin, Input::ModelFailed(llm::Error::Overloaded)]);
    assert_eq!(failed(&effects), "My answer ends here: the model is overloaded: try again in a moment.");
    assert!(failed(&play([Input::Begin, Input::Broken]).1).contains("Something went wrong"));
}

#[test]
fn a_turn_is_taken_up_after_its_last_finished_step() {
    let bench = Bench::new();
    let (user, id, now) = (bench.id(), bench.id(), bench.now());
    bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
    let new = NewTurn { id, text: "hello".to_owned(), stack: None };
    bench.tx(|tx| begin(tx, new, 9, now)).unwrap();
    let first = answer("So", vec![call("a"), call("b")]);
    let context = bench.tx(|tx| take_up(tx, id, LIMITS)).unwrap().0;
    let store = |tx: &crate::db::Tx| {
        let number = step::ask(tx, id, Some(Box::new(context.clone())), now)?;
        step::answered(tx, id, number, &first, now)?;
        step::tool_answered(tx, id, &call("a"), &result("a"), now)
    };
    bench.tx(store).unwrap();

    let (again, run) = bench.tx(|tx| take_up(tx, id, LIMITS)).unwrap();
    assert_eq!(again, context);
    assert_eq!(run.said(), "So");
    assert_eq!(run.step(Input::Begin).1, [Effect::RunTool(call("b"))]);

    bench.tx(|tx| step::tool_answered(tx, id, &call("b"), &result("b"), now)).unwrap();
    bench.tx(|tx| step::ask(tx, id, None, now)).unwrap();
    let (_, run) = bench.tx(|tx| take_up(tx, id, LIMITS)).unwrap();
    assert!(failed(&run.step(Input::Begin).1).contains("after 2 steps"), "an interrupted question counts");
}
