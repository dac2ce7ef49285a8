//! Looking back on the conversation after enough turns.

use std::sync::{Arc, Mutex};

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::json;

use super::{LIMITS, World, scripted};
use crate::{
    account::UserId,
    assistant::{
        review::EVERY_TURNS,
        turn::{Budget, Limits, Terms},
    },
    llm::{Prices, Provider, Usage},
    memory,
    model::Spent,
    sprite::{Chosen, Models, effect::review::look_back},
};

/// A model that costs something, or the one that costs nothing, and what was spent on it.
struct One {
    provider: Arc<dyn Provider>,
    terms: Terms,
    spent: Mutex<Vec<Usage>>,
}

impl One {
    fn model(script: &str) -> Self {
        let terms = Terms { prices: Some(Prices::default()), ..Terms::default() };
        Self { provider: scripted(script), terms, spent: Mutex::default() }
    }
}

impl Models for One {
    fn choose(&self, _: UserId) -> BoxFuture<'_, Chosen> {
        async { Chosen { name: "one".to_owned(), provider: Arc::clone(&self.provider), terms: self.terms } }.boxed()
    }

    fn note<'a>(&'a self, _: UserId, _: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        async move { self.spent.lock().unwrap().push(usage) }.boxed()
    }
}

/// What is learnt in the end, when these models look back on enough turns, one after the other.
async fn learnt(limits: &Limits, models: &[One]) -> Vec<String> {
    let world = World::new();
    for _ in 1..EVERY_TURNS {
        world.play("hello", "{\"text\": \"Hi\"}").await;
    }
    let last = world.play("hello", "{\"text\": \"Hi\"}").await.id;
    for model in models {
        look_back(Arc::clone(&world), model, world.bench.id(), limits, last).await;
    }
    world.bench.tx(memory::learnings).unwrap().into_iter().map(|learning| learning.text).collect()
}

fn tea() -> String {
    let found = json!([{ "turn": 2, "file": "user.md", "text": "Likes tea." }]).to_string();
    json!({ "text": found }).to_string()
}

#[tokio::test]
async fn a_model_is_asked_once_and_what_it_finds_is_learnt() {
    assert_eq!(learnt(&LIMITS, &[One::model(&tea())]).await, ["Likes tea."]);
    let nothing = One::model("{\"text\": \"[]\"}");
    assert!(learnt(&LIMITS, &[nothing, One::model(&tea())]).await.is_empty(), "asked a second time");
}

#[tokio::test]
async fn a_model_that_fails_leaves_everything_as_it_was() {
    for script in ["{\"error\": \"broken\"}", "{\"text\": \"I like tea\"}", &format!("{}\n{{\"error\": \"x\"}}", tea())]
    {
        assert!(learnt(&LIMITS, &[One::model(script)]).await.is_empty(), "{script}");
    }
    let endless = format!("{}\n", json!({ "text": "x".repeat(4_000) })).repeat(20);
    assert!(learnt(&LIMITS, &[One::model(&endless)]).await.is_empty());
}

#[tokio::test]
async fn who_costs_nothing_is_not_asked_and_a_budget_is_kept() {
    let free = One { terms: Terms::default(), ..One::model(&tea()) };
    let spent_today = Spent { tokens: 100, cost_micros: 0 };
    let spent = || One { terms: Terms { spent_today, ..One::model("").terms }, ..One::model(&tea()) };
    assert!(learnt(&LIMITS, &[free]).await.is_empty());
    let limits = |max| Limits { budget: Budget { day_tokens_max: Some(max), ..Budget::NONE }, ..LIMITS };
    assert!(learnt(&limits(100), &[spent()]).await.is_empty());
    assert_eq!(learnt(&limits(101), &[spent()]).await, ["Likes tea."]);
}
