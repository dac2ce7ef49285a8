//! Drives one turn from step to step, until it is over or the server ends.

use std::{collections::VecDeque, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use tokio::time::MissedTickBehavior;

use super::{Entry, Error, Talks, course::Course, keep::Kept, progress::Shown};
use crate::{
    agent::tools::{self, Then},
    assistant::{
        Ending, Status,
        turn::{Effect, Input},
    },
    db::Tx,
    git::ObjectId,
    livechat::{
        self, Chat, Outcome, Turn,
        step::{self, Ran, Step},
    },
    llm::{self, Delta, Stop, ToolCall, ToolResult},
    repo,
    working::asking::{self, Bounds, Heard, Unanswered},
};

/// What a killed server may lose of a text that is streaming.
const SAVE_EVERY: Duration = Duration::from_secs(1);

/// Bytes of one answer of the model: files that are written whole, and what is said about them.
const ANSWER_BYTES_MAX: usize = 2 << 20;

/// Tools that one answer may call.
const CALLS_MAX: usize = 32;

/// Stands between what is said before and after tools were run.
const JOINT: &str = "\n\n";

/// What whoever has lost the way to a repository is told.
pub(super) const NOT_SEEN: &str = "This repository can't be seen any more.";

/// Why a turn has ended before its time.
pub(super) enum Halt {
    /// The server ends, or can't write: the rows say all, and the turn can be continued.
    Left,
    /// It can't go on, in a sentence for its user.
    Failed(String),
    Broken(Error),
}

impl<E: Into<Error>> From<E> for Halt {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// One turn at work.
pub(super) struct Drive<'a> {
    pub talks: &'a Talks,
    pub chat: Chat,
    pub turn: Turn,
    pub entry: &'a Entry,
}

/// Drives a turn that has just got a place; answers how it stands then.
pub(super) async fn drive(talks: &Talks, chat: Chat, turn: Turn, entry: &Entry) -> Status {
    let id = turn.id;
    let drive = Drive { talks, chat, turn, entry };
    let driven = AssertUnwindSafe(drive.run()).catch_unwind().await;
    let error = match driven {
        Ok(Ok(status)) => return status,
        Ok(Err(Halt::Left)) => return drive.leave(),
        Ok(Err(Halt::Failed(why))) => {
            return match drive.finish(Status::Failed, &drive.said(), Some(why), None).await {
                Ok(()) => Status::Failed,
                Err(_) => drive.leave(),
            };
        }
        Ok(Err(Halt::Broken(error))) => error.to_string(),
        Err(_) => "it panicked".to_owned(),
    };
    tracing::error!(turn.id = %id, "a turn of a live chat could not go on: {error}");
    let why = "Something went wrong on the server, and my answer ends here. Nothing was changed on the branch.";
    match drive.finish(Status::Failed, &drive.said(), Some(why.to_owned()), None).await {
        Ok(()) => Status::Failed,
        Err(_) => drive.leave(),
    }
}

impl Drive<'_> {
    async fn run(&self) -> Result<Status, Halt> {
        let mut course = self.prepare().await?;
        self.entry.progress.send_modify(|progress| course.run.said().clone_into(&mut progress.said));
        if let Some(made) = self.found(&course).await? {
            self.finish(Status::Completed, course.run.said(), None, Some(made)).await?;
            return Ok(Status::Completed);
        }
        let (mut effects, mut next) = (VecDeque::new(), Some(Input::Begin));
        loop {
            if let Some(input) = next.take() {
                effects.extend(course.step(input));
            }
            if *self.talks.inner.stopping.borrow() {
                return Err(Halt::Left);
            }
            let Some(effect) = effects.pop_front() else { return Err(Halt::Left) };
            next = match effect {
                // Both were told as they were heard.
                Effect::Say(_) | Effect::Wait(_) => None,
                Effect::AskModel => {
                    let heard = self.ask(&mut course).await?;
                    effects.extend(heard.into_iter().flat_map(|input| course.step(input)));
                    None
                }
                Effect::Keep(answer) => {
                    if let Some(number) = course.asked.take() {
                        let (id, now) = (self.turn.id, self.now());
                        let step = Step::Model(Some(answer));
                        self.write(move |tx| step::end(tx, id, number, &step, now)).await?;
                    }
                    None
                }
                Effect::RunTool(_) | Effect::RefuseTool(..) if self.is_cancelled() => Some(Input::Cancel),
                Effect::RunTool(call) => Some(Input::ToolAnswered(self.run_tool(&mut course, call).await?)),
                Effect::RefuseTool(call, why) => {
                    let result = ToolResult { call_id: call.id.clone(), output: why.into(), is_error: true };
                    let ran = Ran { result, about: String::new(), has_changed: false };
                    Some(Input::ToolAnswered(self.ran(call, ran).await?))
                }
                Effect::Finish(Ending::Completed) => match self.keep(&mut course).await? {
                    Kept::Nothing => return self.end(&course, Status::Completed, None, None).await,
                    Kept::Commit(made) => return self.end(&course, Status::Completed, None, Some(made)).await,
                    Kept::Clashed => Some(Input::Begin),
                },
                Effect::Finish(Ending::Cancelled) => return self.end(&course, Status::Cancelled, None, None).await,
                Effect::Finish(Ending::Failed { error }) => {
                    return self.end(&course, Status::Failed, Some(error), None).await;
                }
            };
        }
    }

    /// Asks the model, tells what it says as it comes in, and answers what came of it.
    async fn ask(&self, course: &mut Course) -> Result<Vec<Input>, Halt> {
        self.check_access().await?;
        let (id, now) = (self.turn.id, self.now());
        course.asked = Some(self.write(move |tx| step::add(tx, id, &Step::Model(None), now)).await?);
        let bounds = Bounds { time: course.time_left(self.now()), bytes_max: ANSWER_BYTES_MAX, calls_max: CALLS_MAX };
        let before = course.run.said().len();
        let hear = |heard: Heard<'_>| {
            self.entry.progress.send_modify(|progress| match heard {
                Heard::Waiting(pause) => progress.waiting = Some(pause),
                Heard::Text(text) => {
                    progress.waiting = None;
                    if progress.said.len() == before && before > 0 {
                        progress.said.push_str(JOINT);
                    }
                    progress.said.push_str(text);
                }
            });
        };
        let stop = self.stopped();
        let models = &self.talks.inner.means.models;
        let asking = asking::ask(
            models.as_ref(),
            (&course.chosen, self.chat.about.user),
            course.request(&self.chat),
            bounds,
            hear,
            stop,
        );
        let mut asking = std::pin::pin!(asking);
        let mut save = tokio::time::interval(SAVE_EVERY);
        save.set_missed_tick_behavior(MissedTickBehavior::Delay);
        save.reset();
        let asked = loop {
            tokio::select! {
                asked = &mut asking => break asked,
                _ = save.tick() => self.save().await,
            }
        };
        let heard = self.entry.progress.borrow().said.get(before..).unwrap_or_default().trim_start().to_owned();
        Ok(match asked.answer {
            Ok(answer) => {
                let text = (!answer.text.is_empty()).then(|| Input::Delta(Delta::Text(answer.text)));
                let calls = answer.calls.into_iter().map(|call| Input::Delta(Delta::ToolCall(call)));
                let end = [Input::Delta(Delta::Usage(asked.usage)), Input::Delta(Delta::Stop(Stop::Done))];
                text.into_iter().chain(calls).chain(end).collect()
            }
            Err(_) if *self.talks.inner.stopping.borrow() => return Err(Halt::Left),
            Err(why) => {
                let end = match why {
                    Unanswered::Stopped => Input::Cancel,
                    Unanswered::TooSlow => Input::TimeUp,
                    why => Input::ModelFailed(llm::Error::OutOfBounds(why.to_string())),
                };
                let text = (!heard.is_empty()).then_some(Input::Delta(Delta::Text(heard)));
                text.into_iter().chain([end]).collect()
            }
        })
    }

    /// Whoever may not see the repository any more learns nothing further of it.
    async fn check_access(&self) -> Result<(), Halt> {
        let about = self.chat.about.clone();
        let found = self.talks.inner.means.platform.read(move |tx| repo::find_by_id(tx, about.user, about.repository));
        match found.await {
            Ok(_) => Ok(()),
            Err(repo::Error::NotFound) => Err(Halt::Failed(NOT_SEEN.to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    /// Runs a tool on the overlay, which nobody else sees, and stores what it has answered.
    async fn run_tool(&self, course: &mut Course, call: ToolCall) -> Result<ToolResult, Halt> {
        let ran = self.do_call(course, &call).await?;
        self.ran(call, ran).await
    }

    /// Runs a tool, with no row.
    pub(super) async fn do_call(&self, course: &mut Course, call: &ToolCall) -> Result<Ran, Halt> {
        let (mut overlay, call, offer) = (course.overlay.clone(), call.clone(), course.offer);
        let repos = &self.talks.inner.means.repos;
        let done = repos.with(self.chat.about.repository, move |git| {
            let ran = tools::run(git, &mut overlay, offer, &call)?;
            Ok((overlay, ran))
        });
        let (overlay, ran) = done.await?;
        course.overlay = overlay;
        let has_changed = matches!(ran.then, Some(Then::Wrote));
        Ok(Ran { result: ran.result, about: ran.about, has_changed })
    }

    async fn ran(&self, call: ToolCall, ran: Ran) -> Result<ToolResult, Halt> {
        let shown = Shown { tool: call.name.clone(), about: ran.about.clone(), is_error: ran.result.is_error };
        let (id, now, result) = (self.turn.id, self.now(), ran.result.clone());
        self.write(move |tx| step::add(tx, id, &Step::Tool { call, ran }, now)).await?;
        self.entry.progress.send_modify(|progress| progress.steps.push(shown));
        Ok(result)
    }

    async fn end(
        &self,
        course: &Course,
        status: Status,
        error: Option<String>,
        made: Option<ObjectId>,
    ) -> Result<Status, Halt> {
        self.finish(status, course.run.said(), error, made).await?;
        Ok(status)
    }

    /// Stores how the turn has ended, then tells it.
    async fn finish(
        &self,
        status: Status,
        said: &str,
        error: Option<String>,
        made: Option<ObjectId>,
    ) -> Result<(), Halt> {
        let outcome = Outcome { status, answer: said.to_owned(), error, made };
        let (id, now, stored) = (self.turn.id, self.now(), outcome.clone());
        self.write(move |tx| livechat::finish(tx, id, &stored, now)).await?;
        self.entry.progress.send_modify(|progress| {
            (progress.status, progress.error, progress.made) = (outcome.status, outcome.error, outcome.made);
        });
        Ok(())
    }

    /// The turn stays as its rows say: it is interrupted, at the latest when the server starts again.
    fn leave(&self) -> Status {
        self.entry.progress.send_modify(|progress| progress.status = Status::Interrupted);
        Status::Interrupted
    }

    /// Saves what was said so far. A failure is no reason to stop talking: the end is saved as well.
    async fn save(&self) {
        let (id, said) = (self.turn.id, self.said());
        if let Err(error) = self.talks.inner.means.platform.write(move |tx| livechat::save_answer(tx, id, &said)).await
        {
            tracing::warn!(turn.id = %id, "could not save what was said so far: {error}");
        }
    }

    fn said(&self) -> String {
        self.entry.progress.borrow().said.clone()
    }

    fn is_cancelled(&self) -> bool {
        *self.entry.cancel.borrow()
    }

    /// Resolves when the turn is to stop, or the server.
    async fn stopped(&self) {
        let (mut cancel, mut stopping) = (self.entry.cancel.subscribe(), self.talks.inner.stopping.clone());
        tokio::select! {
            _ = cancel.wait_for(|is_cancelled| *is_cancelled) => {}
            _ = stopping.wait_for(|is_stopping| *is_stopping) => {}
        }
    }

    pub(super) fn now(&self) -> crate::kit::Timestamp {
        self.talks.inner.means.ambient.now()
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Tx) -> livechat::Result<T> + Send + 'static,
    ) -> Result<T, Halt> {
        Ok(self.talks.inner.means.platform.write(verb).await?)
    }
}
