//! What a model may do to whoever asks it.

use std::sync::{Arc, Mutex};

use futures_util::{
    FutureExt,
    future::{self, BoxFuture},
    stream::{self, BoxStream},
};
use serde_json::json;

use super::*;
use crate::{
    assistant::turn::Terms,
    kit::Ambient,
    llm::{self, Message, Provider, ToolCall},
};

/// Notes what it is told to have cost.
#[derive(Default)]
struct Till(Mutex<Vec<Usage>>);

impl Models for Till {
    fn choose(&self, _: UserId) -> BoxFuture<'_, Chosen> {
        future::pending().boxed()
    }

    fn note<'a>(&'a self, _: UserId, _: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().push(usage);
        future::ready(()).boxed()
    }
}

/// Answers with these pieces, and with `rest` for ever after.
struct Says {
    pieces: Vec<Result<Delta, llm::Error>>,
    rest: Option<Delta>,
}

impl Provider for Says {
    fn name(&self) -> &'static str {
        "says"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, llm::Error>> {
        let rest = self.rest.clone().map(|delta| stream::repeat(Ok(delta)).boxed());
        stream::iter(self.pieces.clone()).chain(rest.unwrap_or_else(|| stream::empty().boxed())).boxed()
    }
}

const BOUNDS: Bounds = Bounds { time: Duration::from_millis(300), bytes_max: 1_000, calls_max: 2 };

async fn asked(pieces: Vec<Result<Delta, llm::Error>>, rest: Option<Delta>) -> (Asked, Vec<Usage>) {
    let (till, user) = (Till::default(), Ambient::system().id());
    let provider = Arc::new(Says { pieces, rest });
    let chosen = Chosen { name: "says".to_owned(), provider, terms: Terms::default() };
    let messages = vec![Message::User("hello".to_owned())];
    let request = Request { system: String::new(), context: String::new(), messages, tools: Vec::new() };
    let asked = ask(&till, (&chosen, user), request, BOUNDS, |_| {}, future::pending()).await;
    (asked, till.0.into_inner().unwrap())
}

fn text(text: &str) -> Result<Delta, llm::Error> {
    Ok(Delta::Text(text.to_owned()))
}

fn call() -> Result<Delta, llm::Error> {
    Ok(Delta::ToolCall(ToolCall { id: "1".to_owned(), name: "read".to_owned(), input: json!({}) }))
}

#[tokio::test]
async fn an_answer_is_taken_in_whole_and_what_it_cost_is_noted() {
    let usage = Usage { input_tokens: 3, cached_tokens: 0, output_tokens: 2 };
    let (asked, noted) =
        asked(vec![text("a"), text("b"), call(), call(), Ok(Delta::Usage(usage)), Ok(Delta::Stop(Stop::Tools))], None)
            .await;
    let answer = asked.answer.unwrap();
    assert_eq!((answer.text.as_str(), answer.calls.len()), ("ab", 2));
    assert_ne!(answer.calls[0].id, answer.calls[1].id, "results are told apart");
    assert_eq!(noted, [usage]);
}

#[tokio::test]
async fn whatever_a_model_does_there_is_an_end_and_one_reason() {
    let usage = Usage { input_tokens: 1, ..Usage::default() };
    let reason = async |pieces, rest| asked(pieces, rest).await.0.answer.unwrap_err();
    assert_eq!(reason(vec![], Some(Delta::Text("x".repeat(100)))).await, Unanswered::TooLong);
    assert_eq!(reason(vec![call(), call(), call()], None).await, Unanswered::TooManyCalls);
    assert!(matches!(reason(vec![], Some(Delta::Usage(usage))).await, Unanswered::Endless | Unanswered::TooSlow));
    let broken = reason(vec![text("half"), Err(llm::Error::BrokenOff)], None).await;
    assert_eq!(broken, Unanswered::Model(llm::Error::BrokenOff.to_string()));
    let (cut, noted) = asked(vec![Ok(Delta::Usage(usage)), Err(llm::Error::Overloaded)], None).await;
    assert!(cut.answer.is_err());
    assert_eq!(noted, [usage], "what did not come to an end has cost as well");
}
