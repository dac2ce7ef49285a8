//! What one user's app does must not make another user wait.

#![expect(clippy::disallowed_methods, reason = "what is measured here is how long somebody waits")]

use std::time::{Duration, Instant};

use super::*;

/// What a click may take while somebody else's app does its worst, on a machine that has nothing else to do.
const WITHIN: Duration = Duration::from_millis(50);
/// On one that is busy, so many times what it takes while nothing hostile runs.
const TIMES_CALM: u32 = 5;
/// Clicks that are measured while nothing hostile runs.
const CALM: usize = 9;
/// One that took longer is tried again: something else on the machine may have had its turn.
const TRIES: u32 = 3;

/// Failures in a row after which a click does no harm: one more would put the app to rest.
const FAILURES: u32 = 4;

/// An app whose buttons `h0`, `h1` … are hostile, each in its own way, and whose button `good` does no harm.
fn hostile(handlers: &[(String, String)]) -> Value {
    let helpers =
        "fn again() { this.again() } fn ping() { this.pong() } fn pong() { this.ping() } fn endless() { loop {} }";
    let mut script = vec![helpers.to_owned()];
    let mut view = vec![
        json!({ "type": "text", "id": "state", "props": { "value": "${this.n} and ${this.l.len()}" } }),
        json!({ "type": "button", "id": "good", "on": { "click": "this.n = this.n" } }),
    ];
    for (at, (body, _)) in handlers.iter().enumerate() {
        script.push(format!("fn h{at}() {{ {body} }}"));
        view.push(json!({ "type": "button", "id": format!("h{at}"), "on": { "click": format!("this.h{at}()") } }));
    }
    let state = json!({ "n": { "type": "any", "default": 1 }, "l": { "type": "list", "default": [] } });
    package("hostile", json!({ "state": state, "script": script, "view": view }))
}

async fn waited(window: &mut Window) -> Duration {
    let before = Instant::now();
    let answer = window.act("more", "click", Value::Null).await;
    assert_eq!(answer["type"], "ack", "{answer}");
    before.elapsed()
}

#[tokio::test]
async fn while_any_hostile_handler_runs_another_users_app_answers_at_once() {
    let handlers: Vec<(String, String)> =
        serde_json::from_str(include_str!("../../../src/app/runtime/hostile.json")).unwrap();
    let server = TestServer::start_in_time();
    let ada = server.set_up("Ada").await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let (bad, good) = (open(&ada, hostile(&handlers)).await, open(&bob, counter("counter")).await);
    let (mut adas, _) = Window::show(&server, &ada.token("Ada").await, &bad).await;
    let (mut bobs, _) = Window::show(&server, &bob.token("Bob").await, &good).await;

    let mut calm = Vec::new();
    for _ in 0..CALM {
        calm.push(waited(&mut bobs).await);
    }
    calm.sort();
    let bound = WITHIN.max(calm[CALM / 2] * TIMES_CALM);
    let mut failures = 0;
    for (at, (body, _)) in handlers.iter().enumerate() {
        let mut best = Duration::MAX;
        for _ in 0..TRIES {
            let asked = adas.send(&format!("h{at}"), "click", Value::Null).await;
            best = best.min(waited(&mut bobs).await);
            let answer = adas.tab.answer_to(&asked).await;
            assert_eq!(answer["payload"]["event"], "error", "{body}: {answer}");
            assert_ne!(answer["payload"]["code"], "busy", "{body}: it was not even tried");
            failures += 1;
            if failures % FAILURES == 0 {
                assert_eq!(adas.act("good", "click", Value::Null).await["type"], "ack", "after {body}");
            }
            if best <= bound {
                break;
            }
        }
        assert!(best <= bound, "{body}: another user waited {best:?}, {:?} in the calm", calm[CALM / 2]);
    }
    let html = adas.shown().await;
    assert!(html.contains("1 and 0"), "nothing of it was kept: {html}");
}
