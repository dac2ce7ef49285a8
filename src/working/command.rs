//! Runs a command for an agent: its files are written out, it runs in the sandbox, and what differs is taken over.

use std::{io, sync::Arc};

use serde_json::{Value, json};

use super::drive::{Drive, Stop};
use crate::{
    agent::{
        overlay,
        shell::{self, Collected, Laid},
        step::Ran,
        tools::Command,
    },
    git,
    llm::{ToolCall, ToolResult},
    sandbox::{End, Outcome, Place},
};

/// Files that are named to the model after a command.
const NAMED_MAX: usize = 50;

/// Where a task's commands run, for as long as it is at work: what builds leave there is found again by the next one.
pub(super) struct Workplace {
    /// Absent once it goes.
    place: Option<Arc<Place>>,
    laid: Laid,
}

impl Drop for Workplace {
    /// What a build has left may take long to remove, and nobody waits for that.
    fn drop(&mut self) {
        let place = self.place.take();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(move || drop(place));
        }
    }
}

/// What came of one.
struct Done {
    output: Value,
    taken: Vec<shell::Taken>,
}

impl Drive<'_> {
    /// Runs a command; what keeps it from being run is told to the model.
    pub(super) async fn run_command(&mut self, call: &ToolCall, command: Command, about: String) -> Result<Ran, Stop> {
        if let Some(why) = self.agents.inner.means.shell.standing().refusal() {
            return Ok(Ran { about, ..Ran::refused(call, &why) });
        }
        match self.command(command).await? {
            Ok(Done { output, taken }) => {
                let result = ToolResult { call_id: call.id.clone(), output, is_error: false };
                let has_changed = !taken.is_empty();
                Ok(Ran { result, about, has_changed, taken: taken.into(), was_cut: false, summary: None })
            }
            Err(why) => Ok(Ran { about, ..Ran::refused(call, &why) }),
        }
    }

    async fn command(&mut self, command: Command) -> Result<Result<Done, String>, Stop> {
        let shell = &self.agents.inner.means.shell;
        // It goes when it does not come back to `self`: the next command begins with a fresh one.
        let mut workplace = match self.workplace.take() {
            Some(workplace) => workplace,
            None => match shell.place() {
                Ok(place) => Workplace { place: Some(Arc::new(place)), laid: Laid::default() },
                Err(error) => return Ok(Err(unable(&error))),
            },
        };
        let Some(place) = workplace.place.clone() else { return Ok(Err("the files for it are gone".to_owned())) };
        let laid = match self.lay(&place, std::mem::take(&mut workplace.laid)).await? {
            Ok(laid) => laid,
            Err(why) => return Ok(Err(why)),
        };
        let time = command.time.min(self.time_left());
        let mut orders = self.orders.clone();
        let stop = async {
            tokio::select! {
                _ = orders.wait_for(Option::is_some) => {}
                () = shell.gone() => {}
            }
        };
        let outcome = match shell.sandbox().run(&place, &command.text, shell.watch(time), stop).await {
            Ok(outcome) => outcome,
            Err(error) => return Ok(Err(unable(&error))),
        };
        // The server ends: whoever takes this up runs it once more.
        self.wanted()?;
        if let End::Unable(why) = &outcome.end {
            return Ok(Err(format!("nothing was run: {why}")));
        }
        if matches!(outcome.end, End::DiskFull | End::TooManyFiles) {
            return Ok(Ok(Done { output: told(&outcome, &Collected::default(), time.as_secs()), taken: Vec::new() }));
        }
        match self.collect(&place, laid).await? {
            Ok(collected) => {
                let output = told(&outcome, &collected, time.as_secs());
                workplace.laid = collected.laid;
                self.workplace = Some(workplace);
                Ok(Ok(Done { output, taken: collected.taken }))
            }
            Err(why) => Ok(Err(format!("{why}. It said: {}", outcome.output.text()))),
        }
    }

    async fn lay(&self, place: &Arc<Place>, laid: Laid) -> Result<Result<Laid, String>, Stop> {
        let (overlay, place) = (self.overlay.clone(), Arc::clone(place));
        let laid = self.agents.inner.means.repos.with(self.agent.repository, move |git| {
            let tree = place.clear_passing().and_then(|()| place.tree());
            match tree {
                Ok(tree) => said(shell::lay(git, &overlay, &tree, &laid)),
                Err(error) => Ok(Err(unable(&error))),
            }
        });
        Ok(laid.await?)
    }

    async fn collect(&mut self, place: &Arc<Place>, laid: Laid) -> Result<Result<Collected, String>, Stop> {
        let (mut overlay, place) = (self.overlay.clone(), Arc::clone(place));
        let bytes_max = self.agents.inner.means.repos.repository_bytes_max();
        let collected = self.agents.inner.means.repos.with(self.agent.repository, move |git| match place.tree() {
            Ok(tree) => {
                let collected = said(shell::collect(git, &mut overlay, (&tree, &laid), bytes_max))?;
                Ok(collected.map(|collected| (overlay, collected)))
            }
            Err(error) => Ok(Err(unable(&error))),
        });
        Ok(collected.await?.map(|(overlay, collected)| {
            self.overlay = overlay;
            collected
        }))
    }

    /// Makes changes again that a command had made.
    pub(super) async fn take_again(&mut self, taken: Box<[shell::Taken]>) -> Result<(), Stop> {
        let mut overlay = self.overlay.clone();
        let done = self.agents.inner.means.repos.with(self.agent.repository, move |git| {
            for taken in &*taken {
                // What could be done then can be done again.
                said(shell::apply(git, &mut overlay, taken))?.map_err(git::Error::Unavailable)?;
            }
            Ok(overlay)
        });
        self.overlay = done.await?;
        Ok(())
    }
}

/// A refusal is for the model; what is broken ends the task.
fn said<T>(done: overlay::Result<T>) -> git::Result<Result<T, String>> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(overlay::Error::Refused(why)) => Ok(Err(why)),
        Err(overlay::Error::Broken(error)) => Err(error),
    }
}

fn unable(error: &io::Error) -> String {
    format!("the command could not be run: {error}")
}

/// What the model is told.
fn told(outcome: &Outcome, collected: &Collected, time_s: u64) -> Value {
    let (code, note) = match &outcome.end {
        End::Exited(code) => (Some(*code), None),
        End::Killed(signal) => (None, Some(format!("it was ended by signal {signal}"))),
        End::TimeUp => {
            (None, Some(format!("it was ended after {time_s} seconds: give it more with timeout_s, or less to do")))
        }
        End::Stopped => (None, Some("it was stopped".to_owned())),
        End::OutOfMemory => (None, Some("it was ended because it took too much memory".to_owned())),
        End::DiskFull => (None, Some("it was ended because it wrote too much: nothing of it is kept".to_owned())),
        End::TooManyFiles => {
            (None, Some("it was ended because it made too many files: nothing of it is kept".to_owned()))
        }
        End::Unable(unable) => (None, Some(unable.to_string())),
    };
    let changed: Vec<&str> = collected.taken.iter().take(NAMED_MAX).map(|taken| taken.path.as_str()).collect();
    let mut told = json!({ "exit_code": code, "output": outcome.output.text(), "changed": changed });
    if collected.taken.len() > NAMED_MAX {
        told["changed_in_all"] = json!(collected.taken.len());
    }
    if collected.left_out_count > 0 {
        told["left_out"] = json!(collected.left_out);
        told["left_out_in_all"] = json!(collected.left_out_count);
    }
    if let Some(note) = note {
        told["note"] = json!(note);
    }
    told
}
