//! Looking back after a turn, beside whatever the user says next: a small question to the model, within the day's budget.

use std::time::Duration;

use futures_util::StreamExt;

use super::{Link, Models, answer::guarded, link};
use crate::{
    account::UserId,
    activity::TurnId,
    assistant::{review, turn::Limits},
    llm::{Delta, Request, Usage},
    sprite::{Chosen, Error},
};

/// How long the model may take: nobody waits for it, but it keeps the Sprite awake.
const TIME_MAX: Duration = Duration::from_mins(1);
/// Bytes of the answer: five sentences, and the words around them.
const ANSWER_BYTES_MAX: usize = 16 * 1024;

/// Looks back when it is time, after the turn `last`. What goes wrong is for the log alone.
pub(super) async fn look_back(link: impl Link, models: &dyn Models, user: UserId, limits: &Limits, last: TurnId) {
    // Chosen anew: the turn may have used the budget up.
    let chosen = models.choose(user).await;
    if chosen.terms.prices.is_none() || limits.budget.is_day_up(chosen.terms.spent_today) {
        return;
    }
    match learn(&link, models, user, &chosen, last).await {
        Ok(0) => {}
        Ok(learnt) => tracing::info!(user.id = %user, learnt, "looked back on the conversation"),
        Err(error) => tracing::warn!(user.id = %user, "could not look back on the conversation: {error}"),
    }
}

async fn learn(
    link: &impl Link,
    models: &dyn Models,
    user: UserId,
    chosen: &Chosen,
    last: TurnId,
) -> Result<usize, Error> {
    let begun = link::write_for(link, last, |tx, at| Ok(review::begin(tx, at.now)?)).await?;
    let Some(review) = begun else { return Ok(0) };
    let (text, usage) = ask(chosen, review.request).await;
    if usage != Usage::default() {
        models.note(user, chosen, usage).await;
    }
    let turns = review.turns;
    link::write_for(link, last, move |tx, at| Ok(review::learn(tx, &turns, &text, at)?)).await
}

/// What the model says, as far as it comes in time, and what it cost. A broken answer is an empty one.
async fn ask(chosen: &Chosen, request: Request) -> (String, Usage) {
    let (mut text, mut usage) = (String::new(), Usage::default());
    let mut deltas = guarded(chosen.provider.as_ref(), request);
    let taking = async {
        while let Some(delta) = deltas.next().await {
            match delta {
                Ok(Delta::Text(piece)) if text.len() + piece.len() <= ANSWER_BYTES_MAX => text.push_str(&piece),
                Ok(Delta::Usage(spent)) => usage = spent,
                Ok(Delta::Text(_) | Delta::Stop(_)) => return Ok(()),
                Ok(Delta::ToolCall(_) | Delta::Waiting(_)) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(())
    };
    let taken = tokio::time::timeout(TIME_MAX, taking).await.unwrap_or_else(|_| Err("it took too long".to_owned()));
    if let Err(reason) = taken {
        tracing::warn!("looking back on a conversation, the model failed: {reason}");
        text.clear();
    }
    (text, usage)
}
