//! From what is known of moves to the way that a branch took.

use super::*;

fn id(digit: char) -> Option<ObjectId> {
    (digit != '-').then(|| digit.to_string().repeat(40).parse().unwrap())
}

/// Moves as pairs of letters, such as `ab` for one from `a` to `b`; `-` is "not there".
fn check(seen: char, head: char, done: &[&str], is_moving: bool, expected: &[&str]) {
    let leg = |pair: &&str| {
        let mut ends = pair.chars().map(id);
        Leg { from: ends.next().unwrap(), to: ends.next().unwrap(), by: None }
    };
    let done: Vec<Leg> = done.iter().map(leg).collect();
    let (legs, at) = way(id(seen), id(head), &done, is_moving);
    let wanted: Vec<Leg> = expected.iter().map(leg).collect();
    assert_eq!(legs, wanted, "{seen} {head} {done:?}");
    assert_eq!(at, legs.last().map_or(id(seen), |last| last.to));
}

#[test]
fn a_branch_takes_the_way_that_is_known() {
    check('a', 'a', &[], false, &[]);
    check('a', 'c', &["ab", "bc"], false, &["ab", "bc"]);
    check('-', 'b', &["-a", "ab"], false, &["-a", "ab"]);
    check('a', '-', &["ab", "b-"], false, &["ab", "b-"]);
    check('a', 'a', &["ab", "ba"], false, &["ab", "ba"]);
}

#[test]
fn what_nobody_here_has_done_is_one_move() {
    check('a', 'c', &[], false, &["ac"]);
    check('-', 'c', &[], false, &["-c"]);
    check('a', 'd', &["bc"], false, &["ab", "bc", "cd"]);
    check('a', 'c', &["bc"], false, &["ab", "bc"]);
}

#[test]
fn a_branch_that_was_looked_at_before_it_moved_on_is_not_led_back() {
    check('a', 'a', &["ab", "bc"], false, &["ab", "bc"]);
    check('a', 'b', &["ab", "bc"], false, &["ab", "bc"]);
    // The last move is not known to have come about, and where the branch stands is where it leads.
    check('a', 'c', &["ab"], true, &["ab"]);
}

#[test]
fn a_move_that_did_not_come_about_leaves_the_way_to_be_looked_for() {
    let step = |from, to| git::Step { branch: "main".parse().unwrap(), from: id(from), to: id(to) };
    let mut trail = Trail::default();
    trail.begin(&step('a', 'b'), None);
    assert!(trail.is_moving(&"main".parse().unwrap()));
    assert_eq!(trail.done(&"main".parse().unwrap()), []);
    trail.begin(&step('b', 'c'), None);
    assert_eq!(trail.done(&"main".parse().unwrap()).len(), 1, "whoever moved it on has found it moved");
    trail.end(&step('b', 'c'), false);
    assert!(trail.is_broken);
    trail.end(&step('a', 'b'), true);
    assert_eq!(trail.done(&"main".parse().unwrap()).len(), 1);
    trail.told(&"main".parse().unwrap(), 1);
    assert_eq!(trail.branches(), []);
}

#[test]
fn more_than_can_wait_is_told_as_one_move() {
    let step = git::Step { branch: "main".parse().unwrap(), from: id('a'), to: id('b') };
    let mut trail = Trail::default();
    for _ in 0..=WAITING_MAX {
        trail.begin(&step, None);
        trail.end(&step, true);
    }
    assert!(trail.is_broken);
    assert_eq!(trail.done(&"main".parse().unwrap()).len(), 1);
}
