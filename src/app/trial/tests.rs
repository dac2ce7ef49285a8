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
