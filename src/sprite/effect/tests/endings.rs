//! Turns that are stopped, reach a limit, or have a bad provider.

use std::{sync::Arc, time::Duration};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};

use super::{LIMITS, Limits, World, makes, scripted};
use crate::{
    assistant::{self, Ending, Status, TurnEvent},
    llm::{Delta, Error, Provider, Request, Stop, Usage},
};

/// A provider that answers with whatever the function makes.
struct Answers(fn() -> BoxStream<'static, Result<Delta, Error>>);

impl Provider for Answers {
    fn name(&self) -> &'static str {
        "answers"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, Error>> {
        (self.0)()
    }
}

/// A provider that answers with these pieces.
struct Told(Vec<Result<Delta, Error>>);

impl Provider for Told {
    fn name(&self) -> &'static str {
        "told"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, Error>> {
        stream::iter(self.0.clone()).boxed()
    }
}

fn said(text: &str) -> Delta {
    Delta::Text(text.to_owned())
}

/// The turn ends as failed with a reason that holds `words`, and keeps `partial`.
async fn fails(answers: fn() -> BoxStream<'static, Result<Delta, Error>>, partial: &str, words: &str) {
    let world = World::new();
    let turn = world.say("hello");
    let (run, _cancel) = world.run(turn, Arc::new(Answers(answers)));
    run.await;

    let turn = world.turn(turn);
    assert_eq!((turn.status, turn.partial.as_str()), (Status::Failed, partial));
    let reason = turn.error.unwrap();
    assert!(reason.contains(words), "{reason}");
    assert!(world.messages().pop().unwrap().content.ends_with(&reason));
    assert_eq!(world.told().pop(), Some(TurnEvent::Failed { error: reason }));
}

#[tokio::test]
async fn a_provider_that_fails_midway_keeps_the_partial_text() {
    fails(|| stream::iter([Ok(said("Well, ")), Err(Error::Overloaded)]).boxed(), "Well, ", "overloaded").await;
}

#[tokio::test]
async fn a_provider_that_panics_ends_the_turn_alone() {
    fails(|| panic!("at once"), "", "stopped unexpectedly").await;
    let midway = || stream::iter(0..3).map(|n| if n < 2 { Ok(said("a")) } else { panic!("midway") }).boxed();
    fails(midway, "aa", "stopped unexpectedly").await;
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_the_limit() {
    fails(|| stream::repeat_with(|| Ok(said("x"))).boxed(), &"x".repeat(2_000), "at most 2000 characters").await;
    fails(|| stream::repeat_with(|| Ok(said(""))).boxed(), "", "did not come to an end").await;
}

#[tokio::test]
async fn what_an_answer_has_cost_is_noted_once_whole_or_broken_off() {
    let cost = |output_tokens| Usage { input_tokens: 10, cached_tokens: 0, output_tokens };
    for stop in [Ok(Delta::Stop(Stop::Done)), Err(Error::BrokenOff)] {
        let world = World::new();
        let turn = world.say("hello");
        let pieces = vec![Ok(Delta::Usage(cost(1))), Ok(said("Hi")), Ok(Delta::Usage(cost(5))), stop];
        let answers = Told(pieces);
        world.run(turn, Arc::new(answers)).0.await;
        assert_eq!(*world.till.0.lock().unwrap(), [cost(5)]);
    }
}

#[tokio::test]
async fn a_silent_provider_runs_out_of_time() {
    let world = World::new();
    let turn = world.say("hello");
    let silent = Arc::new(Answers(|| stream::pending().boxed()));
    let limits = Limits { minutes_max: 0, ..LIMITS };
    world.run_within(limits, turn, silent).0.await;
    assert!(world.turn(turn).error.unwrap().starts_with("I stopped after 0 minutes"));
}

#[tokio::test]
async fn a_model_that_calls_tools_for_ever_runs_out_of_steps() {
    let world = World::new();
    let list = "{\"tool\": {\"name\": \"list_stacks\", \"input\": {}}}\n{\"next\": true}\n";
    let turn = world.play("hello", &list.repeat(20)).await;
    assert_eq!(turn.status, Status::Failed);
    assert!(turn.error.unwrap().contains("after 5 steps"));
}

#[tokio::test]
async fn a_cancelled_turn_stops_at_once_and_keeps_what_it_said() {
    let world = World::new();
    let turn = world.say("hello");
    let (run, cancel) = world.run(turn, scripted("{\"text\": \"Once upon\"}\n{\"wait\": \"cancel\"}"));
    let running = tokio::spawn(run);
    while world.heard().is_empty() {
        tokio::task::yield_now().await;
    }
    cancel.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(2), running).await.expect("it stops within two seconds").unwrap();

    let turn = world.turn(turn);
    assert_eq!((turn.status, turn.partial.as_str()), (Status::Cancelled, "Once upon"));
    assert_eq!(world.messages().pop().unwrap().content, "Once upon");
    assert_eq!(world.told().pop(), Some(TurnEvent::Cancelled));
}

#[tokio::test]
async fn a_turn_cancelled_before_its_tool_runs_no_tool() {
    let world = World::new();
    let turn = world.say("hello");
    let (run, cancel) = world.run(turn, scripted(&makes("A")));
    cancel.send(true).unwrap();
    run.await;
    assert_eq!(world.turn(turn).status, Status::Cancelled);
    assert_eq!(world.titles(), [""; 0]);
}

#[tokio::test]
async fn text_that_streams_slowly_is_saved_every_second() {
    let world = World::new();
    let turn = world.say("hello");
    let script = "{\"text\": \"one\"}\n{\"delay_ms\": 1200}\n{\"text\": \" two\"}\n{\"wait\": \"cancel\"}";
    let (run, cancel) = world.run(turn, scripted(script));
    let running = tokio::spawn(run);
    let saved = async {
        while world.turn(turn).partial != "one two" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), saved).await.expect("the text is saved while it streams");
    cancel.send(true).unwrap();
    running.await.unwrap();
}

#[tokio::test]
async fn a_turn_that_was_cancelled_in_the_queue_does_not_run() {
    let world = World::new();
    let turn = world.say("hello");
    let (message, now) = (world.bench.id(), world.bench.now());
    world.bench.tx(|tx| assistant::end(tx, turn, message, "", &Ending::Cancelled, now)).unwrap();
    world.run(turn, scripted("{\"text\": \"hi\"}")).0.await;
    assert_eq!(world.told(), []);
}
