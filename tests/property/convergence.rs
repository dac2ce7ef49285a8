//! Tabs that come, go, miss changes and catch up show the same in the end.

use proptest::{prelude::*, test_runner::TestCaseError};
use stackhouse::desk::Change;

use crate::{
    desk::{Desk, check},
    steps::{Known, Step, steps},
    tab::Tab,
};

const TABS: usize = 4;

/// What happens to a tab before the next change is told.
#[derive(Clone, Copy, Debug)]
enum Line {
    /// It is connected, or connects and catches up.
    Up,
    /// It hears nothing.
    Down,
    /// It catches up, and is told late what it has just been given.
    Late,
    /// It is closed, and opened anew.
    Anew,
}

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![5 => Just(Line::Up), 3 => Just(Line::Down), 1 => Just(Line::Late), 1 => Just(Line::Anew)]
}

/// A tab and what it has not heard.
struct Listener {
    tab: Tab,
    missed: Vec<Change>,
}

impl Listener {
    fn hear(&mut self, desk: &Desk<'_>, line: Line, changes: &[Change]) -> Result<(), TestCaseError> {
        match line {
            Line::Down => {
                self.missed.extend_from_slice(changes);
                return Ok(());
            }
            // All of them are committed by now: the snapshot holds this step's changes too.
            Line::Up if self.missed.is_empty() => {}
            Line::Up | Line::Late => self.tab.catch_up(desk.snapshot(Some(self.tab.since()))),
            Line::Anew => self.tab = Tab::open(desk.snapshot(None)),
        }
        let late = if matches!(line, Line::Late) { std::mem::take(&mut self.missed) } else { Vec::new() };
        self.missed.clear();
        for change in late.iter().chain(changes) {
            self.tab.take(change).map_err(TestCaseError::fail)?;
        }
        Ok(())
    }
}

fn tabs_converge(desk: &Desk<'_>, steps: Vec<(Step, [Line; TABS])>) -> Result<(), TestCaseError> {
    let open = |_| Listener { tab: Tab::open(desk.snapshot(None)), missed: Vec::new() };
    let mut listeners: Vec<Listener> = (0..TABS).map(open).collect();
    let mut known = Known::on(desk);
    for (step, lines) in steps {
        let Some(command) = step.command(desk, &known) else { continue };
        let Ok(done) = desk.run(command) else { continue };
        known.learn(&done.changes);
        for (listener, line) in listeners.iter_mut().zip(lines) {
            listener.hear(desk, line, &done.changes)?;
            let is_behind = !listener.missed.is_empty();
            if let Some(difference) = listener.tab.difference(&desk.snapshot(None)).filter(|_| !is_behind) {
                return Err(TestCaseError::fail(difference));
            }
        }
    }
    let full = desk.snapshot(None);
    for listener in &mut listeners {
        listener.hear(desk, Line::Up, &[])?;
        if let Some(difference) = listener.tab.difference(&full) {
            return Err(TestCaseError::fail(difference));
        }
    }
    Ok(())
}

#[test]
fn tabs_that_miss_changes_show_the_same_in_the_end() {
    let story = steps(40).prop_flat_map(|steps| {
        let count = steps.len();
        let lines = prop::collection::vec(prop::array::uniform4(line()), count);
        lines.prop_map(move |lines| steps.iter().cloned().zip(lines).collect::<Vec<_>>())
    });
    check(story, tabs_converge);
}

#[test]
fn a_tab_catches_up_from_every_moment() {
    check(steps(25), |desk, steps| {
        let mut known = Known::on(desk);
        let mut tabs = vec![Tab::open(desk.snapshot(None))];
        for step in steps {
            let Some(command) = step.command(desk, &known) else { continue };
            let Ok(done) = desk.run(command) else { continue };
            known.learn(&done.changes);
            tabs.push(Tab::open(desk.snapshot(None)));
        }
        let full = desk.snapshot(None);
        for mut tab in tabs {
            tab.catch_up(desk.snapshot(Some(tab.since())));
            if let Some(difference) = tab.difference(&full) {
                return Err(TestCaseError::fail(difference));
            }
        }
        Ok(())
    });
}
