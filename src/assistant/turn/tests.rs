//! A turn without a model, a file or a clock: what has happened in, what is to be done out.

use serde_json::json;

use super::{Answer, Budget, Effect, Input, Limits, Run, Terms};
use crate::{
    assistant::{Ending, NewTurn, begin, step, turn::take_up},
    db::testing::Bench,
    desk,
    llm::{self, Delta, Message, Prices, Stop, ToolCall, ToolResult, Usage},
    model::Spent,
};

const LIMITS: Limits =
    Limits { steps_max: 2, minutes_max: 10, answer_chars_max: 20, context_tokens_max: 10_000, budget: Budget::NONE };

fn fresh() -> Run {
    let bench = Bench::new();
    let (user, id) = (bench.id(), bench.id());
    bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
    let new = NewTurn { id, text: "hello".to_owned(), stack: None };
    bench.tx(|tx| begin(tx, new, 9, bench.now())).unwrap();
    bench.tx(|tx| take_up(tx, id, LIMITS, Terms::default())).unwrap().1
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
fn an_app_that_could_not_be_made_is_mended_twice_and_no_more() {
    let mut run = fresh();
    run.limits.steps_max = 9;
    let mut at = run.step(Input::Begin);
    let refused = |id: &str| Input::ToolAnswered(ToolResult { is_error: true, ..result(id) });
    for (number, id) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let create = ToolCall { name: "create_app".to_owned(), ..call(id) };
        let (run, _) = at.0.step(Input::Delta(Delta::ToolCall(create.clone())));
        let (run, effects) = run.step(Input::StreamEnded);
        match effects.last() {
            Some(Effect::RunTool(ran)) if number < 3 => assert_eq!(*ran, create),
            Some(Effect::RefuseTool(of, reason)) if number == 3 => {
                assert_eq!(*of, create);
                assert!(reason.contains("failed 3 times"), "{reason}");
            }
            other => panic!("try {number}: {other:?}"),
        }
        at = run.step(refused(id));
    }
    let (run, _) = at.0.step(Input::Delta(Delta::ToolCall(call("e"))));
    let (_, effects) = run.step(Input::StreamEnded);
    assert_eq!(effects.last(), Some(&Effect::RunTool(call("e"))), "other tools are not concerned");
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
fn each_budget_says_its_name_and_free_models_have_none() {
    let budget = Budget { currency: "USD".to_owned(), ..Budget::NONE };
    let prices = Prices { output: 2.into(), ..Prices::default() };
    let used = Usage { input_tokens: 60, cached_tokens: 30, output_tokens: 10 };
    let terms = Terms { prices: Some(prices), spent_today: Spent { tokens: 1_000, cost_micros: 500 } };
    let ends = |budget: Budget, terms: Terms| {
        let mut run = fresh();
        (run.limits.budget, run.terms) = (budget, terms);
        let round = [Input::Begin, Input::Delta(Delta::Usage(used)), Input::Delta(Delta::ToolCall(call("a")))];
        let mut effects = Vec::new();
        for input in round.into_iter().chain([Input::StreamEnded, Input::ToolAnswered(result("a"))]) {
            let (stepped, following) = run.step(input);
            run = stepped;
            if !following.is_empty() {
                effects = following;
            }
        }
        effects
    };
    for (budget, words) in [
        (Budget { turn_tokens_max: Some(100), ..budget.clone() }, "one answer may take at most 100 tokens"),
        (Budget { turn_cost_micros_max: Some(20), ..budget.clone() }, "one answer may cost at most 0 USD"),
        (Budget { day_tokens_max: Some(1_100), ..budget.clone() }, "at most 1100 tokens a day"),
        (Budget { day_tokens_max: Some(1_000), ..budget.clone() }, "at most 1000 tokens a day"),
        (Budget { day_cost_micros_max: Some(520), ..budget.clone() }, "at most 0.0005 USD a day"),
    ] {
        let error = failed(&ends(budget.clone(), terms));
        assert!(error.contains(words), "{error}");
        assert_eq!(ends(budget, Terms::default()), [Effect::AskModel], "what is free is not counted: {words}");
    }
    let roomy = Budget { turn_tokens_max: Some(101), day_tokens_max: Some(1_101), ..budget };
    assert_eq!(ends(roomy, terms), [Effect::AskModel]);
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
    let context = bench.tx(|tx| take_up(tx, id, LIMITS, Terms::default())).unwrap().0;
    let store = |tx: &crate::db::Tx| {
        let number = step::ask(tx, id, Some(Box::new(context.clone())), now)?;
        step::answered(tx, id, number, &first, now)?;
        step::tool_answered(tx, id, &call("a"), &result("a"), now)
    };
    bench.tx(store).unwrap();

    let (again, run) = bench.tx(|tx| take_up(tx, id, LIMITS, Terms::default())).unwrap();
    assert_eq!(again, context);
    assert_eq!(run.said(), "So");
    assert_eq!(run.step(Input::Begin).1, [Effect::RunTool(call("b"))]);

    bench.tx(|tx| step::tool_answered(tx, id, &call("b"), &result("b"), now)).unwrap();
    bench.tx(|tx| step::ask(tx, id, None, now)).unwrap();
    let (_, run) = bench.tx(|tx| take_up(tx, id, LIMITS, Terms::default())).unwrap();
    assert!(failed(&run.step(Input::Begin).1).contains("after 2 steps"), "an interrupted question counts");
}
