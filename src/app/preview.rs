//! An app that is tried before it is installed: a state and something that happened in, what is shown out.
//!
//! Nothing is kept, and nothing that the app wants from the world is done: whoever tries it brings the state along each
//! time. So somebody who writes an app sees it work after every word, and no half-written app ever touches a file.

mod begun;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{
    package::FieldScope,
    runtime::{Effect, Failure, Input, Moment, Program, State},
    tree::Tree,
};

pub use begun::begun;

/// What is shown of an app that is tried.
#[derive(Debug)]
pub struct Preview {
    pub state: State,
    pub tree: Tree,
    /// What the app wanted done, for whoever wants to say so.
    pub effects: Vec<Effect>,
    /// Why the last thing that happened has changed nothing.
    pub failure: Option<Failure>,
    /// The timers that run now: their ids, and after how many milliseconds each goes off.
    pub timers: Vec<(String, u32)>,
}

/// Tries the program: from its beginning when there is no state yet, else with `input`.
///
/// A state of an earlier text is taken as far as it fits. What fails changes nothing, and is told.
///
/// # Errors
/// [`Failure`] when not even that can be shown.
pub fn preview(
    program: &Program,
    stored: Option<&State>,
    input: Option<&Input>,
    moment: &Moment,
) -> Result<Preview, Failure> {
    let fitted = |stored: &State| Shown::of(program, program.fitted(stored), moment);
    // A state that can't be shown any more belongs to another text.
    let kept = stored.map(fitted).and_then(Result::ok);
    let is_new = kept.is_none();
    let before = match kept {
        Some(shown) => shown,
        None => Shown::of(program, program.initial(&[FieldScope::App, FieldScope::Instance, FieldScope::Tab]), moment)?,
    };
    let mount = Input::Mount { data: Value::Null };
    let taken = if is_new { Some(&mount) } else { input };
    let Some(input) = taken else { return before.told(program, Vec::new(), None, moment) };
    let stepped = program.step(&before.state, &before.tree, input, moment);
    match stepped.and_then(|outcome| Ok((Shown::of(program, outcome.state, moment)?, outcome.effects))) {
        Ok((after, effects)) => after.told(program, effects, None, moment),
        Err(failure) => before.told(program, Vec::new(), Some(failure), moment),
    }
}

/// A state and what is shown of it.
struct Shown {
    state: State,
    tree: Tree,
}

impl Shown {
    fn of(program: &Program, state: State, moment: &Moment) -> Result<Self, Failure> {
        let tree = program.render(&state, moment)?;
        Ok(Self { state, tree })
    }

    fn told(
        self,
        program: &Program,
        effects: Vec<Effect>,
        failure: Option<Failure>,
        moment: &Moment,
    ) -> Result<Preview, Failure> {
        let running = program.running_timers(&self.state, moment)?;
        let all = &program.package().ui_spec.timers;
        let timers = all.iter().filter(|timer| running.contains(&timer.id));
        let timers = timers.map(|timer| (timer.id.clone(), timer.every_ms)).collect();
        Ok(Preview { state: self.state, tree: self.tree, effects, failure, timers })
    }
}
