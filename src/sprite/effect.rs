//! Performs the effects of a running turn, outside the actor's message loop.
//!
//! The turn itself is pure ([`assistant::turn`]); here it meets the model, the file and the tabs. What a step
//! did is committed before anybody hears of it, and a turn that is cut off anywhere can be taken up from its
//! rows. Whatever a provider does (fail, panic, never end), the turn ends with one plain sentence.

mod answer;
mod commission;
mod link;
mod outside;
mod review;
mod shop;
#[cfg(test)]
mod tests;
mod tool;

use std::{collections::VecDeque, sync::Arc};

use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::watch;

use super::{Error, Runner, SpriteHandle};
use crate::{
    account::UserId,
    activity::TurnId,
    assistant::{
        self, Ending, TurnEvent,
        context::Context,
        fitting, prompt,
        step::{self, Answer},
        turn::{self, Effect, Input, Limits, Run, Terms},
    },
    llm::{Provider, Usage},
    toolbox::OutsideTool,
};
use link::Link;

pub use answer::guarded;
pub use commission::{Commission, given};
pub use outside::Toolbox;
pub use shop::Shop;

/// Which model answers whom. Given by the roof.
pub trait Models: Send + Sync {
    /// The model that answers the user now.
    fn choose(&self, user: UserId) -> BoxFuture<'_, Chosen>;

    /// Notes what an answer of the model has cost the user.
    fn note<'a>(&'a self, user: UserId, model: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()>;
}

/// A model that answers, and on which terms.
#[derive(Clone)]
pub struct Chosen {
    /// As people know it.
    pub name: String,
    pub provider: Arc<dyn Provider>,
    pub terms: Terms,
}

/// Runs turns with the models that are chosen, within limits.
pub struct Assistant {
    models: Arc<dyn Models>,
    toolbox: Arc<dyn Toolbox>,
    shop: Arc<dyn Shop>,
    limits: Limits,
}

impl Assistant {
    #[must_use]
    pub fn new(models: Arc<dyn Models>, toolbox: Arc<dyn Toolbox>, shop: Arc<dyn Shop>, limits: Limits) -> Self {
        Self { models, toolbox, shop, limits }
    }
}

impl Runner for Assistant {
    fn run(&self, turn: TurnId, sprite: SpriteHandle, cancel: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
        let (models, toolbox, shop) = (Arc::clone(&self.models), Arc::clone(&self.toolbox), Arc::clone(&self.shop));
        let limits = self.limits.clone();
        let run = async move {
            let user = sprite.user();
            let chosen = models.choose(user).await;
            let is_model = chosen.terms.prices.is_some();
            let (link, tills, bounds) = (sprite.clone(), Arc::clone(&models), limits.clone());
            let outside = toolbox.offered().await;
            let drive = Drive { link: sprite, models, toolbox, shop, outside, user, chosen, limits, turn, cancel };
            drive.finish_turn().await;
            if is_model {
                // What the user says next does not wait for it.
                actix::spawn(async move { review::look_back(link, tills.as_ref(), user, &bounds, turn).await });
            }
        };
        run.boxed()
    }
}

/// One turn and all that it needs.
struct Drive<L> {
    link: L,
    models: Arc<dyn Models>,
    toolbox: Arc<dyn Toolbox>,
    shop: Arc<dyn Shop>,
    /// The tools of other servers that this turn may use.
    outside: Vec<OutsideTool>,
    user: UserId,
    chosen: Chosen,
    limits: Limits,
    turn: TurnId,
    cancel: watch::Receiver<bool>,
}

/// The server is going down or can't write: the turn is left as it is, to be continued later.
struct Left(Error);

impl From<Error> for Left {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl<L: Link> Drive<L> {
    async fn finish_turn(mut self) {
        if let Err(Left(error)) = self.run().await {
            tracing::warn!(turn.id = %self.turn, "a turn was left unfinished: {error}");
            let error = error.told();
            self.link.tell(self.turn, TurnEvent::Failed { error });
        }
    }

    async fn run(&mut self) -> Result<(), Left> {
        if !self.start().await? {
            return Ok(());
        }
        let (id, limits, terms) = (self.turn, self.limits.clone(), self.chosen.terms);
        let clock = tokio::time::sleep(limits.time_max());
        let (context, mut run) = link::read(&self.link, move |tx| turn::take_up(tx, id, limits, terms)).await?;
        self.link.tell(id, TurnEvent::Queued { position: 0 });
        if !run.said().is_empty() {
            self.link.tell(id, TurnEvent::Text { delta: run.said().to_owned() });
        }

        let mut course = Course { asked: None, context, clock: Box::pin(clock) };
        let mut effects = VecDeque::new();
        let mut next = Some(Input::Begin);
        loop {
            if let Some(input) = next.take() {
                let (stepped, following) = run.step(input);
                run = stepped;
                effects.extend(following);
            }
            let Some(effect) = effects.pop_front() else { return Ok(()) };
            next = match effect {
                Effect::Finish(ending) => return self.finish(&run, ending).await,
                Effect::Say(delta) => {
                    self.link.tell(id, TurnEvent::Text { delta });
                    None
                }
                Effect::Wait(pause) => {
                    self.link.tell(id, TurnEvent::Waiting { pause });
                    None
                }
                Effect::Keep(answer) => self.keep(&mut course, &run, answer).await?,
                Effect::AskModel => {
                    let (stepped, following) = self.ask(&mut course, run).await?;
                    run = stepped;
                    effects.extend(following);
                    None
                }
                Effect::RunTool(_) | Effect::RefuseTool(..) if self.is_cancelled() => Some(Input::Cancel),
                Effect::RunTool(call) => Some(self.run_tool(call).await?),
                Effect::RefuseTool(call, reason) => Some(self.refused(call, reason).await?),
            };
        }
    }

    /// Marks the turn as running. False when it is not to be run any more.
    async fn start(&self) -> Result<bool, Left> {
        let id = self.turn;
        let started = link::try_again(&self.link, id, move || {
            Box::new(move |tx, context| match assistant::start(tx, id, context.now)? {
                Some(_) => Ok(crate::desk::Done::default()),
                None => Err(assistant::Error::Ended.into()),
            })
        });
        match started.await {
            Ok(_) => Ok(true),
            Err(Error::Assistant(assistant::Error::Ended)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Stores that the model is asked, streams its answer, and takes it in as far as nothing else is to be done.
    async fn ask(&mut self, course: &mut Course, run: Run) -> Result<(Run, Vec<Effect>), Left> {
        let (id, said) = (self.turn, run.said().to_owned());
        let context = Some(Box::new(course.context.clone())).filter(|_| run.is_fresh());
        let number = link::write_for(&self.link, id, move |tx, at| {
            assistant::save_partial(tx, id, &said)?;
            step::ask(tx, id, context.clone(), at.now)
        });
        course.asked = Some(number.await?);

        let mut request = prompt::request(&course.context, run.conversation());
        request.tools.extend(self.outside.iter().map(OutsideTool::spec));
        if self.chosen.terms.prices.is_some() {
            request.tools.push(commission::spec());
        }
        // The built-in assistant goes by everything that it was told.
        if self.chosen.terms.prices.is_some() {
            request = fitting::fitted(request, self.limits.context_tokens_max);
        }
        let stream = answer::guarded(self.chosen.provider.as_ref(), request);
        Ok(answer::take_in(self, stream, course.clock.as_mut(), run).await)
    }

    /// Stores the model's whole answer.
    async fn keep(&self, course: &mut Course, run: &Run, answer: Answer) -> Result<Option<Input>, Left> {
        let Some(number) = course.asked.take() else { return Ok(None) };
        self.note(answer.usage).await;
        let (id, said) = (self.turn, run.said().to_owned());
        link::write_for(&self.link, id, move |tx, at| {
            assistant::save_partial(tx, id, &said)?;
            step::answered(tx, id, number, &answer, at.now)
        })
        .await?;
        Ok(None)
    }

    /// Notes what was spent before what it was spent on is stored: what is noted twice is better than what is not.
    async fn note(&self, usage: Usage) {
        if usage != Usage::default() {
            self.models.note(self.user, &self.chosen, usage).await;
        }
    }

    /// Stores the ending, then tells it.
    async fn finish(&self, run: &Run, ending: Ending) -> Result<(), Left> {
        self.note(run.unkept()).await;
        let (id, said, how) = (self.turn, run.said().to_owned(), ending.clone());
        let ended = link::try_again(&self.link, id, move || {
            let (said, how) = (said.clone(), how.clone());
            Box::new(move |tx, at| Ok(assistant::end(tx, id, at.ambient.id(), &said, &how, at.now)?))
        });
        let (_, done) = ended.await?;
        self.link.tell(
            id,
            match ending {
                Ending::Completed => TurnEvent::Complete { message: done.receipt.message_id },
                Ending::Failed { error } => TurnEvent::Failed { error },
                Ending::Cancelled => TurnEvent::Cancelled,
            },
        );
        Ok(())
    }

    fn is_cancelled(&self) -> bool {
        *self.cancel.borrow()
    }
}

/// What a turn carries from step to step.
struct Course {
    context: Context,
    /// The step in which the model is being asked.
    asked: Option<u32>,
    /// Fires when the turn has taken all its time.
    clock: std::pin::Pin<Box<tokio::time::Sleep>>,
}
