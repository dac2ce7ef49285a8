//! Tells people what has become of the tasks that they gave to agents: as a message in the conversation on their desk.
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
    sprite::{self, Directory},
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
    let message = NewMessage {
        id: Id::of_seed(&format!("agent {} step {step}", agent.id)),
        role: Role::Agent,
        content: words(agent),
        turn: None,
        cards: Vec::new(),
    };
    let say = move |tx: &Tx, context: &Context<'_>| -> Result<Done, sprite::Error> {
        if chat::is_taken(tx, message.id)? {
            return Ok(Done::default());
        }
        let said = chat::say(tx, message, By::User, context.now)?;
        Ok(Done { changes: vec![Change::Message(said)], ..Done::default() })
    };
    directory.wake(agent.requester).await?.write(By::User, say).await.map(drop)
}

fn words(agent: &Agent) -> String {
    let title: String =
        agent.title().chars().map(|c| if matches!(c, '[' | ']' | '\\' | '`') { ' ' } else { c }).collect();
    let link = format!("[{title}](/agents/{})", agent.id);
    let said: String = agent.why.as_deref().unwrap_or_default().chars().take(SAID_CHARS_MAX).collect();
    match agent.state {
        State::Waiting => format!("An agent asks you something before it can go on with {link}:\n\n{said}"),
        State::Done => format!("An agent is done with {link}. What it changed is on its branch.\n\n{said}"),
        _ => format!("An agent could not finish {link}:\n\n{said}"),
    }
}
