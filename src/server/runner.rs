//! Who answers when the user speaks.

use std::sync::Arc;

use super::Error;
use crate::{
    assistant::{builtin::Builtin, turn::Limits},
    config::{self, Config, Dialect},
    fetch::{Fetch, Reach, Site},
    kit::Secret,
    llm::{Anthropic, Endpoint, OpenAi, Provider, Remote, scripted::Scripted},
    sprite::{Assistant, Runner},
};

/// The assistant that the settings choose.
pub(super) fn choose(config: &Config) -> Result<Arc<dyn Runner>, Error> {
    let settings = &config.assistant;
    let model = match &settings.model {
        Some(name) => config.models.get_key_value(name),
        None => config.models.first_key_value(),
    };
    let provider: Arc<dyn Provider> = match (settings.provider, &settings.script, model) {
        (config::Provider::Scripted, Some(path), _) => Arc::new(Scripted::load(path).map_err(Error::Script)?),
        (_, _, Some((name, model))) => remote(name, model)?,
        (config::Provider::Scripted | config::Provider::Builtin, _, None) => Arc::new(Builtin),
    };
    Ok(Arc::new(Assistant::new(provider, Limits::of(settings))))
}

/// The model `name` at its server. The operator names servers, and may name one at home.
fn remote(name: &str, model: &config::Model) -> Result<Arc<dyn Provider>, Error> {
    let refuse = |reason: &dyn std::fmt::Display| Error::Model { name: name.to_owned(), reason: reason.to_string() };
    let fetch = Fetch::new().map_err(|error| refuse(&error))?;
    let own = match model.provider {
        Dialect::Anthropic => Anthropic::URL,
        Dialect::Openai => OpenAi::URL,
    };
    let site = Site::new(model.url.as_deref().unwrap_or(own), Reach::Private);
    let endpoint = Endpoint {
        site: site.map_err(|error| refuse(&format!("url: {error}")))?,
        model: model.model.clone(),
        key: key(model).map_err(|error| refuse(&error))?,
        output_tokens_max: model.output_tokens_max.map(std::num::NonZeroU32::get),
    };
    Ok(match model.provider {
        Dialect::Anthropic => Arc::new(Remote::<Anthropic>::new(fetch, endpoint)),
        Dialect::Openai => Arc::new(Remote::<OpenAi>::new(fetch, endpoint)),
    })
}

fn key(model: &config::Model) -> Result<Option<Secret>, String> {
    let Some(path) = &model.key_file else { return Ok(model.key.clone()) };
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| format!("its key_file {} can't be read: {error}", path.display()))?;
    Ok(Some(Secret::new(text.trim())))
}
