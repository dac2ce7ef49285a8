//! Tools of other servers in a turn.

use serde_json::json;

use super::{World, scripted};
use crate::{
    assistant::{self, Status, TurnEvent, step},
    chat::{ApprovalStatus, Role},
    mcp::Offer,
    seal::Seal,
    toolbox::{self, Rule},
};

/// A turn's world in which the tool `weather__today` may be used.
fn with_weather() -> std::sync::Arc<World> {
    with_weather_by(Rule::Free)
}

/// The same with another rule.
fn with_weather_by(rule: Rule) -> std::sync::Arc<World> {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let pool = crate::account::open(folder.path()).unwrap();
    let seal = Seal::open(&folder.path().join("seal.key"), world.bench.ambient.clone()).unwrap();
    let (name, input_schema) = ("today".to_owned(), json!({ "type": "object" }));
    let offers = vec![Offer { name, description: String::new(), input_schema, claims_to_read: true }];
    let named = ("Weather", "https://tools.example.org/mcp");
    let offered: Result<_, toolbox::Error> = pool.write_now(|tx| {
        let id = toolbox::add(tx, &seal, named, None, offers, &world.bench.ambient)?;
        toolbox::set_rules(tx, id, |_| rule, world.bench.now())?;
        toolbox::offered(tx, &seal)
    });
    *world.toolbox.0.lock().unwrap() = offered.unwrap();
    world
}

fn asks(input: &serde_json::Value) -> String {
    json!({ "tool": { "name": "weather__today", "input": input } }).to_string()
}

#[tokio::test]
async fn what_another_server_answers_is_a_step_like_any_other() {
    let world = with_weather();
    let script = format!("{}\n{{\"next\": true}}\n{{\"text\": \"Rain.\"}}", asks(&json!({ "place": "Ghent" })));
    let turn = world.play("will it rain?", &script).await;

    assert_eq!((turn.status, turn.partial.as_str()), (Status::Completed, "Rain."));
    let detail = "asked Weather: today".to_owned();
    assert!(world.told().contains(&TurnEvent::Tool { name: "weather__today".to_owned(), detail }));
    let steps = world.bench.tx(|tx| step::steps(tx, turn.id)).unwrap();
    let result = steps.iter().find_map(|step| match step {
        step::Step::Tool { result, .. } => Some(result.clone()),
        step::Step::Model { .. } => None,
    });
    let result = result.expect("a step");
    assert_eq!((result.output, result.is_error), (json!({ "place": "Ghent" }), false));
}

#[tokio::test]
async fn what_is_no_input_is_not_sent() {
    let world = with_weather();
    let script = format!("{}\n{{\"next\": true}}\n{{\"text\": \"Well.\"}}", asks(&json!("no object")));
    let turn = world.play("will it rain?", &script).await;
    let steps = world.bench.tx(|tx| step::steps(tx, turn.id)).unwrap();
    let refused = steps.iter().any(|step| matches!(step, step::Step::Tool { result, .. } if result.is_error));
    assert!(refused && turn.status == Status::Completed);
}

#[tokio::test]
async fn a_turn_is_stopped_while_another_server_works() {
    let world = with_weather();
    let turn = world.say("will it rain?");
    let (run, cancel) = world.run(turn, scripted(&asks(&json!({ "wait": true }))));
    let stop = async {
        while !world.told().iter().any(|event| matches!(event, TurnEvent::Tool { .. })) {
            tokio::task::yield_now().await;
        }
        cancel.send_replace(true);
    };
    tokio::join!(run, stop);
    assert_eq!(world.turn(turn).status, Status::Cancelled);
}

#[tokio::test]
async fn a_call_that_asks_first_waits_for_its_user_word_for_word() {
    let world = with_weather_by(Rule::Asks);
    let input = json!({ "place": "Ghent ```\n# out", "n": 1 });
    let script = format!("{}\n{{\"next\": true}}\n{{\"text\": \"It waits.\"}}", asks(&input));
    let turn = world.play("will it rain?", &script).await;

    assert_eq!((turn.status, turn.partial.as_str()), (Status::Completed, "It waits."));
    let asked = world.messages().into_iter().find(|message| message.role == Role::System).expect("a message");
    let approval = asked.approval.clone().expect("an approval");
    assert_eq!((approval.server.as_str(), approval.tool.as_str()), ("Weather", "weather__today"));
    assert_eq!((approval.status, &approval.input), (ApprovalStatus::Waiting, &input));
    assert!(asked.content.contains("````json\n{"), "what is shown can't break out: {}", asked.content);

    let (_, approved) = world.bench.tx(|tx| assistant::approve(tx, asked.id, world.bench.now())).unwrap();
    assert_eq!(approved.input, input);
    let again = world.bench.tx(|tx| assistant::approve(tx, asked.id, world.bench.now()));
    assert!(matches!(again, Err(assistant::Error::Decided)), "it is done once");
    let denied = world.bench.tx(|tx| assistant::deny(tx, asked.id, world.bench.now()));
    assert!(matches!(denied, Err(assistant::Error::Decided)));
    let outcome = Ok("rain".to_owned());
    world.bench.tx(|tx| assistant::end_approval(tx, asked.id, &outcome, world.bench.now())).unwrap();
    let approval = world.messages().into_iter().find_map(|message| message.approval).unwrap();
    assert_eq!((approval.status, approval.outcome.as_str()), (ApprovalStatus::Done, "rain"));
}

#[tokio::test]
async fn what_nobody_would_read_is_not_asked() {
    let world = with_weather_by(Rule::Asks);
    let long = asks(&json!({ "place": "x".repeat(30_000) }));
    let many = [asks(&json!({})).as_str(); 25].join("\n");
    for (calls, waiting) in [(long, 0), (many, 20)] {
        let script = format!("{calls}\n{{\"next\": true}}\n{{\"text\": \"Well.\"}}");
        assert_eq!(world.play("will it rain?", &script).await.status, Status::Completed);
        let asked = world.messages().into_iter().filter(|message| message.approval.is_some()).count();
        assert_eq!(asked, waiting);
    }
}

#[tokio::test]
async fn a_kill_asks_neither_twice_nor_not_at_all() {
    for writes in 0..20 {
        let world = with_weather_by(Rule::Asks);
        let script = format!("{}\n{{\"next\": true}}\n{{\"text\": \"It waits.\"}}", asks(&json!({})));
        let turn = world.say("will it rain?");
        world.kill_after(writes);
        world.run(turn, scripted(&script)).0.await;
        let is_over = world.turn(turn).status == Status::Completed;
        if !is_over {
            world.restart();
            world.run(turn, scripted(&script)).0.await;
        }
        let asked = world.messages().into_iter().filter(|message| message.approval.is_some()).count();
        assert_eq!(asked, 1, "killed after {writes} writes");
        if is_over {
            return;
        }
    }
    panic!("the turn never came to its end");
}
