//! Tells people what has become of the tasks that they gave to agents: as a message in the conversation on their desk, in
//! the language that they have chosen, else in the one in which they gave the task.
//!
//! What is to be told stands in a row until it is told, under an id of its own, so that a server that is killed in
//! between tells it once.

use tokio::sync::broadcast::error::RecvError;

use crate::{
    activity::By,
    agent::{self, Agent, State},
    chat::{self, NewMessage, Role},
    db::{Pool, Tx},
    desk::{Change, Context, Done},
    kit::Id,
    settings::{self, Lang},
    sprite::{self, Directory},
    web::words::Words,
    working::Agents,
};

/// Characters of what an agent says of its work that the message repeats.
const SAID_CHARS_MAX: usize = 2_000;

/// Tells what is to be told, now and whenever there is something new.
pub(super) async fn tell(agents: Agents, platform: Pool, directory: Directory) {
    let mut news = agents.listen();
    loop {
        if let Err(error) = tell_all(&platform, &directory).await {
            tracing::warn!("what has become of tasks of agents is told later: {error}");
        }
        if matches!(news.recv().await, Err(RecvError::Closed)) {
            return;
        }
    }
}

async fn tell_all(platform: &Pool, directory: &Directory) -> agent::Result<()> {
    for (agent, step) in platform.read(agent::untold).await? {
        let id = agent.id;
        if let Err(error) = tell_one(directory, &agent, step).await {
            // Whoever can't be told now is told after the next news.
            tracing::warn!(agent.id = %id, "what has become of a task is told later: {error}");
            continue;
        }
        platform.write(move |tx| agent::told(tx, id, step)).await?;
    }
    Ok(())
}

async fn tell_one(directory: &Directory, agent: &Agent, step: u64) -> Result<(), sprite::Error> {
    let (id, told) = (Id::of_seed(&format!("agent {} step {step}", agent.id)), agent.clone());
    let say = move |tx: &Tx, context: &Context<'_>| -> Result<Done, sprite::Error> {
        if chat::is_taken(tx, id)? {
            return Ok(Done::default());
        }
        let chosen = settings::language(tx).map_err(settings::Error::from)?;
        let lang = chosen.or_else(|| Lang::from_tag(told.language.as_deref()?)).unwrap_or_default();
        let content = in_words(&told, Words::new(lang));
        let message = NewMessage { id, role: Role::Agent, content, turn: None, cards: Vec::new() };
        let said = chat::say(tx, message, By::User, context.now)?;
        Ok(Done { changes: vec![Change::Message(said)], ..Done::default() })
    };
    directory.wake(agent.requester).await?.write(By::User, say).await.map(drop)
}

fn in_words(agent: &Agent, words: Words) -> String {
    let title: String =
        agent.title().chars().map(|c| if matches!(c, '[' | ']' | '\\' | '`') { ' ' } else { c }).collect();
    let key = match agent.state {
        State::Waiting => "agent-told-waiting",
        State::Done => "agent-told-done",
        _ => "agent-told-failed",
    };
    let told = words.say_with(key, &[("task", format!("[{title}](/agents/{})", agent.id))]);
    let said: String = agent.why.as_deref().unwrap_or_default().chars().take(SAID_CHARS_MAX).collect();
    format!("{told}\n\n{said}")
}
