//! Who answers when the user speaks.

use std::sync::Arc;

use futures_util::{FutureExt, future::BoxFuture};

use super::Error;
use crate::{
    account::UserId,
    assistant::{
        builtin::Builtin,
        turn::{Limits, Terms},
    },
    config::{self, Config, Dialect},
    db::{self, Pool},
    fetch::{Fetch, Reach, Site},
    kit::{Ambient, Secret},
    llm::{Anthropic, Endpoint, OpenAi, Prices, Provider, Remote, Usage, scripted::Scripted},
    model::{self, Spent},
    sprite::{Assistant, Chosen, Models, Runner},
};

/// The one model that the settings choose for everybody.
struct Settled {
    chosen: Chosen,
    platform: Pool,
    ambient: Ambient,
}

/// The assistant that the settings choose.
pub(super) fn choose(config: &Config, platform: Pool, ambient: Ambient) -> Result<Arc<dyn Runner>, Error> {
    let chosen = chosen(config)?;
    let limits = Limits::of(&config.assistant, &config.budget);
    Ok(Arc::new(Assistant::new(Arc::new(Settled { chosen, platform, ambient }), limits)))
}

fn chosen(config: &Config) -> Result<Chosen, Error> {
    let settings = &config.assistant;
    let model = match &settings.model {
        Some(name) => config.models.get_key_value(name),
        None => config.models.first_key_value(),
    };
    let free = |name: &str, provider| Chosen { name: name.to_owned(), provider, terms: Terms::default() };
    Ok(match (settings.provider, &settings.script, model) {
        (config::Provider::Scripted, Some(path), _) => {
            free("scripted", Arc::new(Scripted::load(path).map_err(Error::Script)?))
        }
        (_, _, Some((name, model))) => {
            let terms = Terms { prices: Some(prices(model)), ..Terms::default() };
            Chosen { name: name.clone(), provider: remote(name, model)?, terms }
        }
        (config::Provider::Scripted | config::Provider::Builtin, _, None) => free("builtin", Arc::new(Builtin)),
    })
}

impl Models for Settled {
    fn choose(&self, user: UserId) -> BoxFuture<'_, Chosen> {
        async move {
            let (mut chosen, now) = (self.chosen.clone(), self.ambient.now());
            if chosen.terms.prices.is_some() {
                let spent: db::Result<Spent> = self.platform.read(move |tx| model::spent_today(tx, user, now)).await;
                match spent {
                    Ok(spent) => chosen.terms.spent_today = spent,
                    Err(error) => tracing::error!(user.id = %user, "could not read what was spent today: {error}"),
                }
            }
            chosen
        }
        .boxed()
    }

    fn note<'a>(&'a self, user: UserId, chosen: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        let (now, name) = (self.ambient.now(), chosen.name.clone());
        let cost_micros = chosen.terms.prices.map_or(0, |prices| prices.cost_micros(&usage));
        async move {
            let noted: db::Result<()> =
                self.platform.write(move |tx| model::note_usage(tx, user, &name, &usage, cost_micros, now)).await;
            if let Err(error) = noted {
                tracing::error!(user.id = %user, "could not note what an answer has cost: {error}");
            }
        }
        .boxed()
    }
}

fn prices(model: &config::Model) -> Prices {
    let input = model.input_price.unwrap_or_default();
    Prices { input, cached: model.cached_price.unwrap_or(input), output: model.output_price.unwrap_or_default() }
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
