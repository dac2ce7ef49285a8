//! A server killed at any write of a turn, started again, and told to continue.

use std::sync::Arc;

use super::{World, makes, scripted};
use crate::assistant::{Status, TurnEvent, builtin::Builtin};

/// More writes than any of these turns has.
const WRITES_MAX: usize = 30;

fn script() -> String {
    let (a, b, c) = (makes("A"), makes("B"), makes("C"));
    let next = "{\"next\": true}";
    format!("{{\"text\": \"First.\"}}\n{a}\n{b}\n{next}\n{{\"text\": \"Then.\"}}\n{c}\n{next}\n{{\"text\": \"Done.\"}}")
}

#[tokio::test]
async fn whatever_was_done_before_a_kill_is_not_done_again() {
    for writes in 0..WRITES_MAX {
        let world = World::new();
        let turn = world.say("make three");
        world.kill_after(writes);
        world.run(turn, scripted(&script())).0.await;
        if world.turn(turn).status == Status::Completed {
            assert!(writes > 8, "each step is a write of its own");
            return;
        }

        world.restart();
        world.run(turn, scripted(&script())).0.await;
        let after = world.turn(turn);
        assert_eq!(after.status, Status::Completed, "killed after {writes} writes");
        assert_eq!(after.partial, "First.\n\nThen.\n\nDone.", "killed after {writes} writes");
        assert_eq!(world.titles(), ["A", "B", "C"], "killed after {writes} writes");
        assert_eq!(world.heard(), "First.\n\nThen.\n\nDone.", "killed after {writes} writes");
        assert_eq!(world.messages().len(), 2, "killed after {writes} writes");
    }
    panic!("the turn never came to its end");
}

#[tokio::test]
async fn a_table_made_before_a_kill_is_made_once() {
    for writes in 1..7 {
        let world = World::new();
        let turn = world.say("make a table of this\na,b\n1,2\n3,4");
        world.kill_after(writes);
        world.run(turn, Arc::new(Builtin)).0.await;
        world.restart();
        world.run(turn, Arc::new(Builtin)).0.await;
        assert_eq!(world.titles(), ["Table: a, b"], "killed after {writes} writes");
        assert_eq!(world.turn(turn).status, Status::Completed, "killed after {writes} writes");
    }
}

#[tokio::test]
async fn a_server_that_goes_down_tells_that_the_turn_is_left() {
    let world = World::new();
    let turn = world.say("hello");
    world.kill_after(1);
    world.run(turn, scripted("{\"text\": \"hi\"}")).0.await;
    assert_eq!(world.turn(turn).status, Status::Running);
    assert!(matches!(world.told().pop(), Some(TurnEvent::Failed { .. })));
}
