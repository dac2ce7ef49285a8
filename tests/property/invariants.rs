//! What never breaks, whatever is done.

use proptest::{prelude::*, test_runner::TestCaseError};
use stackhouse::{
    activity::{self, By, Seq},
    card::{self, Card},
    desk::{self, Change, Command, Error},
    kit::Timestamp,
    stack::{self, StackId, Status},
};

use crate::{
    desk::{Desk, check},
    steps::{Known, Step, steps},
};

/// Runs the steps and hands each that was done to `look`: the desk before it, its changes, and what is known.
fn walk(
    desk: &Desk<'_>,
    steps: &[Step],
    mut look: impl FnMut(&Before, &[Change], &Known) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut known = Known::on(desk);
    for step in steps {
        let Some(command) = step.command(desk, &known) else { continue };
        let before = Before { seq: desk.latest(), seen: seen(desk), is_undo: matches!(command, Command::Undo) };
        match desk.run(command) {
            Ok(done) => {
                known.learn(&done.changes);
                look(&before, &done.changes, &known)?;
            }
            Err(error) => {
                prop_assert!(!error.is_internal(), "{step:?}: {error}");
                prop_assert_eq!(desk.latest(), before.seq);
                prop_assert_eq!(seen(desk), before.seen);
            }
        }
    }
    Ok(())
}

struct Before {
    seq: Seq,
    seen: Seen,
    is_undo: bool,
}

/// What a user sees: without the numbers that every change moves on.
#[derive(PartialEq, Debug)]
struct Seen {
    tabs: Vec<(StackId, String, Option<stack::Color>, stack::Decor)>,
    active: Option<StackId>,
    cards: Vec<Card>,
}

fn seen(desk: &Desk<'_>) -> Seen {
    let full = desk.snapshot(None);
    let tabs = full.stacks.into_iter();
    let tabs = tabs.map(|stack| (stack.id, stack.name.to_string(), stack.color, stack.decor)).collect();
    let still = |card: Card| Card { seq: Seq(0), version: 0, updated_at: Timestamp(0), by: By::User, ..card };
    Seen { tabs, active: full.active_stack, cards: full.cards.into_iter().map(still).collect() }
}

#[test]
fn changes_are_numbered_without_gaps() {
    check(steps(30), |desk, steps| {
        walk(desk, &steps, |before, changes, _| {
            let numbers: Vec<u64> = changes.iter().map(|change| change.seq().0).collect();
            let wanted: Vec<u64> = (before.seq.0 + 1..).take(changes.len()).collect();
            prop_assert_eq!(&numbers, &wanted);
            prop_assert_eq!(desk.latest().0, before.seq.0 + changes.len() as u64);
            Ok(())
        })?;
        let recorded = activity::since(desk.tx, Seq(0), u32::MAX).unwrap();
        let numbers: Vec<u64> = recorded.iter().map(|happened| happened.seq.0).collect();
        prop_assert_eq!(numbers, (1..=desk.latest().0).collect::<Vec<_>>());
        Ok(())
    });
}

#[test]
fn what_is_told_is_what_is_stored() {
    check(steps(30), |desk, steps| {
        walk(desk, &steps, |_, changes, _| {
            for change in changes {
                match change {
                    Change::Card(change) => {
                        prop_assert_eq!(change.seq, change.card.seq);
                        prop_assert_eq!(&change.card, &card::find(desk.tx, change.card.id).unwrap());
                    }
                    Change::Stack(change) => {
                        prop_assert_eq!(&change.stack, &stack::find(desk.tx, change.stack.id).unwrap());
                    }
                    Change::StackRestored(change, cards) => {
                        prop_assert_eq!(&change.stack, &stack::find(desk.tx, change.stack.id).unwrap());
                        prop_assert_eq!(cards, &card::active_on(desk.tx, change.stack.id).unwrap());
                    }
                    Change::Message(_) => {}
                }
            }
            Ok(())
        })
    });
}

#[test]
fn every_changed_row_carries_the_number_of_its_change() {
    check(steps(30), |desk, steps| {
        walk(desk, &steps, |before, changes, known| {
            let numbers: Vec<Seq> = changes.iter().map(Change::seq).collect();
            let rows = known.cards.iter().map(|id| card::find(desk.tx, *id).unwrap().seq);
            let rows = rows.chain(known.stacks.iter().map(|id| stack::find(desk.tx, *id).unwrap().seq));
            for seq in rows {
                prop_assert!(seq <= before.seq || numbers.contains(&seq));
            }
            for change in changes {
                if let Change::Stack(change) = change {
                    prop_assert_eq!(change.stack.seq, change.seq);
                }
            }
            Ok(())
        })
    });
}

#[test]
fn there_is_a_stack_and_every_card_lies_on_one() {
    check(steps(40), |desk, steps| {
        walk(desk, &steps, |_, _, known| {
            let full = desk.snapshot(None);
            prop_assert!(!full.stacks.is_empty());
            prop_assert!(full.active_stack.is_some_and(|id| full.stacks.iter().any(|stack| stack.id == id)));
            for id in &known.cards {
                let card = card::find(desk.tx, *id).unwrap();
                let stack = stack::find(desk.tx, card.stack).unwrap();
                let is_active = card.status == Status::Active;
                prop_assert!(!is_active || stack.status == Status::Active, "an active card on an archived stack");
                prop_assert_eq!(is_active, full.cards.contains(&card));
                prop_assert_eq!(is_active, card.archived_at.is_none() && card.archived_by.is_none());
                prop_assert!(card.place.x.is_finite() && card.place.y.is_finite());
            }
            Ok(())
        })
    });
}

#[test]
fn versions_are_numbered_without_gaps() {
    check(steps(40), |desk, steps| {
        walk(desk, &steps, |_, _, known| {
            for id in &known.cards {
                let card = card::find(desk.tx, *id).unwrap();
                let versions = card::versions(desk.tx, *id).unwrap();
                let numbers: Vec<u32> = versions.iter().map(|version| version.version).collect();
                prop_assert_eq!(numbers, (1..card.version).rev().collect::<Vec<_>>());
            }
            Ok(())
        })
    });
}

#[test]
fn undo_brings_back_what_was_seen() {
    check(steps(40), |desk, steps| {
        walk(desk, &steps, |before, changes, _| {
            let offered = activity::last_undoable(desk.tx).unwrap();
            if before.is_undo || offered.is_none_or(|offered| offered.seq <= before.seq) {
                return Ok(());
            }
            prop_assert!(!changes.is_empty());
            let after = desk.imagine(|| desk.run(Command::Undo).map(|_| seen(desk)));
            prop_assert_eq!(&after.unwrap(), &before.seen);
            Ok(())
        })
    });
}

#[test]
fn everything_can_be_undone_to_the_end() {
    check(steps(30), |desk, steps| {
        walk(desk, &steps, |_, _, _| Ok(()))?;
        for _ in 0..=steps.len() {
            match desk.run(Command::Undo) {
                Ok(_) => {}
                // The tier's limit: stacks that were made since stand in the way, and making is not undone.
                Err(Error::NothingToUndo | Error::Stack(stack::Error::TierLimit { .. })) => return Ok(()),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            }
        }
        Err(TestCaseError::fail("there was more to undo than was done"))
    });
}

#[test]
fn a_named_operation_is_done_once() {
    check(steps(20), |desk, steps| {
        let mut known = Known::on(desk);
        for (number, step) in steps.iter().enumerate() {
            let Some(command) = step.command(desk, &known) else { continue };
            let op_id = format!("op {number}").parse().unwrap();
            let mut runs = 0;
            let mut once = || {
                desk::once(desk.tx, Some(&op_id), desk.ambient.now(), |_| {
                    runs += 1;
                    desk.run(command.clone())
                })
            };
            let (first, again) = (once(), once());
            if let Ok((seq, done)) = first {
                let (seq_again, told_again) = again.unwrap();
                prop_assert_eq!((seq_again, &told_again.receipt, runs), (seq, &done.receipt, 1));
                prop_assert!(told_again.changes.is_empty());
                known.learn(&done.changes);
            } else {
                prop_assert_eq!(runs, 2);
            }
        }
        Ok(())
    });
}
