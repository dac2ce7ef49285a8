//! From a model to something that answers.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use tokio::time::timeout;

use super::{Key, Model};
use crate::{
    config::Dialect,
    fetch::{BadSite, Fetch, Reach, Site},
    llm::{self, Anthropic, Delta, Endpoint, Message, OpenAi, Provider, Remote, Request},
};

/// How long a trial may take: a model at home is loaded first.
const TRIAL_MAX: Duration = Duration::from_mins(1);
/// Tokens of a trial's answer: a word, and what a model thinks before it.
const TRIAL_TOKENS_MAX: u32 = 512;
/// Characters of a trial's answer that are shown.
const SHOWN_CHARS_MAX: usize = 200;

/// What a trial has brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// What the model has said, or why it has not.
    pub outcome: Result<String, String>,
    /// Until it was over.
    pub took: Duration,
}

/// Where a model of this dialect answers: at `url`, or at the provider's own address when that is empty. Whoever names
/// models may name one at home.
pub(super) fn site(dialect: Dialect, url: &str) -> Result<Site, BadSite> {
    let own = match dialect {
        Dialect::Anthropic => Anthropic::URL,
        Dialect::Openai => OpenAi::URL,
    };
    Site::new(if url.trim().is_empty() { own } else { url }, Reach::Private)
}

/// The model as a provider of answers.
///
/// # Errors
/// Why it can't be asked at all.
pub fn connect(fetch: &Fetch, model: &Model) -> Result<Arc<dyn Provider>, llm::Error> {
    let unusable = |bad: BadSite| llm::Error::Unreachable(bad.to_string());
    let key = match &model.key {
        Key::None => None,
        Key::Known(key) => Some(key.clone()),
        Key::Lost => return Err(llm::Error::KeyRefused),
    };
    let endpoint = Endpoint {
        site: site(model.dialect, &model.url).map_err(unusable)?,
        model: model.model.clone(),
        key,
        output_tokens_max: model.output_tokens_max,
    };
    let fetch = fetch.clone();
    Ok(match model.dialect {
        Dialect::Anthropic => Arc::new(Remote::<Anthropic>::new(fetch, endpoint)),
        Dialect::Openai => Arc::new(Remote::<OpenAi>::new(fetch, endpoint)),
    })
}

/// Asks the model for a word.
pub async fn try_out(fetch: &Fetch, model: &Model) -> Tried {
    let begun = tokio::time::Instant::now();
    let small = Model { output_tokens_max: Some(TRIAL_TOKENS_MAX), ..model.clone() };
    let outcome = match timeout(TRIAL_MAX, ask(fetch, &small)).await {
        Ok(answered) => answered.map_err(|error| error.to_string()),
        Err(_) => Err(format!("the model said nothing within {} seconds", TRIAL_MAX.as_secs())),
    };
    Tried { outcome, took: begun.elapsed() }
}

async fn ask(fetch: &Fetch, model: &Model) -> Result<String, llm::Error> {
    let request = Request {
        system: "Answer with one word.".to_owned(),
        context: String::new(),
        messages: vec![Message::User("Say hello.".to_owned())],
        tools: Vec::new(),
    };
    let mut answer = connect(fetch, model)?.stream(request);
    let mut said = String::new();
    while let Some(delta) = answer.next().await {
        match delta? {
            Delta::Text(text) => said.push_str(&text),
            Delta::Stop(_) => break,
            // A model that is overloaded says so at once: whoever tries it out is waiting.
            Delta::Waiting(_) => return Err(llm::Error::Overloaded),
            Delta::ToolCall(_) | Delta::Usage(_) => {}
        }
        if said.chars().count() >= SHOWN_CHARS_MAX {
            break;
        }
    }
    Ok(said.trim().chars().take(SHOWN_CHARS_MAX).collect())
}
