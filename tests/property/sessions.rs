//! Whatever happens between, a restored desk is the one that was saved, every tab is told so, and undo leads back.

use proptest::{prelude::*, test_runner::TestCaseError};
use stackhouse::{
    activity::{By, Seq},
    card::Card,
    desk::{self, Context, Done},
    kit::{Line, Timestamp},
    session::{self, Error, SessionId},
    stack::{Color, Decor, Name, StackId},
};

use crate::{
    desk::{Desk, check},
    steps::{Known, Step, steps},
    tab::Tab,
};

/// What shows, without the numbers that every change moves on.
#[derive(PartialEq, Debug)]
struct Seen {
    stacks: Vec<(StackId, Name, Option<Color>, Decor)>,
    active: Option<StackId>,
    cards: Vec<Card>,
}

#[test]
fn a_restored_desk_is_the_one_that_was_saved() {
    check((steps(25), steps(25)), |desk, (before, after)| {
        let mut known = Known::on(desk);
        walk(desk, &before, &mut known, |_| Ok(()))?;
        let (id, was) = (save(desk)?, seen(desk));

        let mut tab = Tab::open(desk.snapshot(None));
        walk(desk, &after, &mut known, |done| follow(&mut tab, done))?;
        let is = seen(desk);
        follow(&mut tab, &restore(desk, id)?)?;
        prop_assert_eq!(&seen(desk), &was);
        prop_assert_eq!(tab.difference(&desk.snapshot(None)), None);
        nothing_is_lost(desk, &known)?;

        if is != was {
            follow(&mut tab, &undo(desk)?)?;
            prop_assert_eq!(&seen(desk), &is, "undo leads back");
            prop_assert_eq!(tab.difference(&desk.snapshot(None)), None);
        }
        Ok(())
    });
}

#[test]
fn a_restore_of_a_restored_desk_changes_nothing() {
    check((steps(15), steps(15)), |desk, (before, after)| {
        let mut known = Known::on(desk);
        walk(desk, &before, &mut known, |_| Ok(()))?;
        let id = save(desk)?;
        walk(desk, &after, &mut known, |_| Ok(()))?;
        restore(desk, id)?;
        let latest = desk.latest();
        prop_assert_eq!(restore(desk, id)?.changes, vec![]);
        prop_assert_eq!(desk.latest(), latest);
        Ok(())
    });
}

fn walk(
    desk: &Desk<'_>,
    steps: &[Step],
    known: &mut Known,
    mut tell: impl FnMut(&Done) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    for step in steps {
        let Some(command) = step.command(desk, known) else { continue };
        if let Ok(done) = desk.run(command) {
            known.learn(&done.changes);
            tell(&done)?;
        }
    }
    Ok(())
}

fn follow(tab: &mut Tab, done: &Done) -> Result<(), TestCaseError> {
    done.changes.iter().try_for_each(|change| tab.take(change)).map_err(TestCaseError::fail)
}

fn save(desk: &Desk<'_>) -> Result<SessionId, TestCaseError> {
    let (id, name) = (desk.ambient.id(), Line::lossy("saved", "saved"));
    session::save(desk.tx, id, name, desk.ambient.now()).map_err(failed)?;
    Ok(id)
}

fn restore(desk: &Desk<'_>, id: SessionId) -> Result<Done, TestCaseError> {
    session::restore(desk.tx, id, desk.ambient.id(), &context(desk)).map_err(failed)
}

fn undo(desk: &Desk<'_>) -> Result<Done, TestCaseError> {
    session::undo(desk.tx, &context(desk)).map_err(failed)
}

fn failed(error: Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

fn context<'d>(desk: &'d Desk<'_>) -> Context<'d> {
    Context { by: By::User, now: desk.ambient.now(), allowance: &desk.allowance, ambient: &desk.ambient }
}

/// Whatever was ever there still is, on the desk or where the Drawer shows it.
fn nothing_is_lost(desk: &Desk<'_>, known: &Known) -> Result<(), TestCaseError> {
    let hidden = known.cards.iter().filter(|id| {
        let card = stackhouse::card::find(desk.tx, **id).expect("a card that was made is there");
        let home = stackhouse::stack::find(desk.tx, card.stack).expect("its stack is there");
        let went_with_stack = card.archived_by == Some(stackhouse::card::ArchivedBy::Stack);
        went_with_stack && home.archived_at.is_none()
    });
    prop_assert_eq!(hidden.count(), 0, "a card that went with its stack came back with it, or is found by itself");
    Ok(())
}

fn seen(desk: &Desk<'_>) -> Seen {
    let whole = desk.snapshot(None);
    let still = |card: Card| Card { seq: Seq(0), version: 0, updated_at: Timestamp(0), by: By::User, ..card };
    Seen {
        stacks: whole.stacks.into_iter().map(|stack| (stack.id, stack.name, stack.color, stack.decor)).collect(),
        active: desk::active_stack(desk.tx).expect("a desk can be read"),
        cards: whole.cards.into_iter().map(still).collect(),
    }
}
