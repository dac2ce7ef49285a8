//! What holds for every app that comes with the server, whatever is done to it: nothing of it fails, its state stays as
//! it declares, it asks for nothing that its package does not name, and the parts that are sent make the view that there
//! is.

mod dice;
mod player;
mod view;

use std::{path::PathBuf, sync::Arc};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use stackhouse::app::{
    self,
    component::{Happening, Prop},
    runtime::Program,
};

use player::Player;

/// Sequences that each app is tried with.
const CASES: u32 = 40;
/// Things that happen in one sequence.
const EVENTS: usize = 60;

#[test]
fn whatever_is_done_to_a_default_app_nothing_of_it_fails() {
    let mut failures = Vec::new();
    for (id, program) in programs() {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let inputs = (any::<u64>(), prop::collection::vec(any::<u64>(), 1..EVENTS));
        let tried = TestRunner::new(config).run(&inputs, |(seed, draws)| {
            let mut player = Player::new(&program, seed).map_err(TestCaseError::fail)?;
            for draw in draws {
                player.act(draw).map_err(|why| TestCaseError::fail(format!("{why}\nafter {:#?}", player.done)))?;
            }
            Ok(())
        });
        failures.extend(tried.err().map(|failure| format!("{id}: {failure}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Every line of play against the opponent who never loses, who answers each move at once.
#[test]
fn who_never_loses_at_tic_tac_toe_never_loses() {
    let (_, program) = programs().into_iter().find(|(id, _)| id == "tic-tac-toe").unwrap();
    for begins in ["X", "O"] {
        let mut player = Player::new(&program, 1).unwrap();
        player.tell("level", Happening::Change, "perfect".into()).unwrap();
        if begins == "O" {
            player.tell("again", Happening::Click, serde_json::Value::Null).unwrap();
        }
        let played = play_on(&player);
        assert!(played > 10, "only {played} games were played");
    }
}

/// Plays every free cell, and so on from there. Answers how many games there were.
fn play_on(player: &Player<'_>) -> usize {
    let line = player.state["board"].as_array().unwrap().clone();
    let is_over = player.shown("again").text(Prop::Text) == Some("Play again");
    if is_over {
        assert_eq!(player.state["score"]["x"], 0, "lost: {line:?}");
        return 1;
    }
    let free = (0..9).filter(|at| line[*at] == "");
    free.map(|at| {
        let mut next = player.clone();
        next.tell("board", Happening::Click, serde_json::json!({ "value": at })).unwrap();
        play_on(&next)
    })
    .sum()
}

fn programs() -> Vec<(String, Arc<Program>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/app/catalogue");
    let files = std::fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let mut programs: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "aiapp"))
        .map(|path| {
            let program = app::read(&std::fs::read_to_string(path).unwrap()).unwrap();
            (program.package().id.to_string(), Arc::new(program))
        })
        .collect();
    programs.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(!programs.is_empty());
    programs
}
