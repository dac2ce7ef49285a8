//! Tools of other servers in a turn.

use serde_json::json;

use super::{World, scripted};
use crate::{
    assistant::{Status, TurnEvent, step},
    mcp::Offer,
    seal::Seal,
    toolbox::{self, Rule},
};

/// A turn's world in which the tool `weather__today` may be used.
fn with_weather() -> std::sync::Arc<World> {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let pool = crate::account::open(folder.path()).unwrap();
    let seal = Seal::open(&folder.path().join("seal.key"), world.bench.ambient.clone()).unwrap();
    let (name, input_schema) = ("today".to_owned(), json!({ "type": "object" }));
    let offers = vec![Offer { name, description: String::new(), input_schema, claims_to_read: true }];
    let named = ("Weather", "https://tools.example.org/mcp");
    let offered: Result<_, toolbox::Error> = pool.write_now(|tx| {
        let id = toolbox::add(tx, &seal, named, None, offers, &world.bench.ambient)?;
        toolbox::set_rules(tx, id, |_| Rule::Free, world.bench.now())?;
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
