//! Tests of packages by themselves.

use super::run;
use crate::app::read;

#[test]
fn the_tests_of_a_package_hold() {
    let program = read(include_str!("todo.aiapp")).unwrap();
    for verdict in run(&program) {
        assert_eq!(verdict.failure, None, "{}", verdict.name);
    }
}

#[test]
fn a_test_that_does_not_hold_says_what_is() {
    let text = include_str!("todo.aiapp").replace("1 left\"]", "2 left\"]");
    let verdicts = run(&read(&text).unwrap());
    assert!(verdicts[0].failure.as_ref().unwrap().contains("it is \"1 left\""), "{verdicts:?}");
}

/// The apps that come with the server.
const CATALOGUE: [&str; 15] = [
    "calculator",
    "calendar",
    "drawing",
    "habit-tracker",
    "kanban",
    "markdown-viewer",
    "music-player",
    "notes",
    "password-generator",
    "snake",
    "tic-tac-toe",
    "timer",
    "todo-list",
    "unit-converter",
    "weather",
];
/// Fewer prove little.
const TESTS_MIN: usize = 4;

#[test]
fn every_app_of_the_catalogue_is_sound_and_its_tests_hold() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/app/catalogue");
    let (mut ids, mut wrong) = (Vec::new(), Vec::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "aiapp") {
            continue;
        }
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        match read(&std::fs::read_to_string(&path).unwrap()) {
            Ok(program) => {
                assert_eq!(program.package().id.to_string(), id, "the file is called as the app");
                assert!(program.package().tests.len() >= TESTS_MIN, "{id}: {}", program.package().tests.len());
                let failed = run(&program).into_iter().filter_map(|verdict| Some((verdict.name, verdict.failure?)));
                wrong.extend(failed.map(|(name, failure)| format!("{id}: {name}: {failure}")));
            }
            Err(problems) => wrong.push(format!("{id}: {problems:#?}")),
        }
        ids.push(id);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    ids.sort();
    assert_eq!(ids, CATALOGUE);
}
