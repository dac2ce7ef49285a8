//! Who answers when the user speaks.

use std::sync::Arc;

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};

use super::Error;
use crate::{
    account::{self, UserId},
    assistant::{
        builtin::Builtin,
        turn::{Limits, Terms},
    },
    config::{self, Config},
    db::{self, Pool},
    fetch::Fetch,
    kit::Ambient,
    llm::{self, Delta, Provider, Request, Usage, scripted::Scripted},
    model::{self, Catalogue, Spent},
    sprite::{Assistant, Chosen, Models, Runner, Shop, Toolbox},
};

/// What a runner needs to find the model that answers.
pub(super) struct Means {
    pub catalogue: Catalogue,
    pub fetch: Fetch,
    pub platform: Pool,
    pub ambient: Ambient,
}

/// Who answers on this server: each user's model, or the script that the settings name.
pub(super) fn models(config: &Config, means: Means) -> Result<Arc<dyn Models>, Error> {
    let settings = &config.assistant;
    let scripted = match (settings.provider, &settings.script) {
        (config::Provider::Scripted, Some(path)) => Some(Scripted::load(path).map_err(Error::Script)?),
        (config::Provider::Scripted, None) | (config::Provider::Builtin, _) => None,
    };
    let scripted = scripted.map(|script| free("scripted", Arc::new(script)));
    Ok(Arc::new(Choosing { scripted, means }))
}

/// The assistant of this server.
pub(super) fn assistant(
    config: &Config,
    models: Arc<dyn Models>,
    toolbox: Arc<dyn Toolbox>,
    shop: Arc<dyn Shop>,
) -> Arc<dyn Runner> {
    Arc::new(Assistant::new(models, toolbox, shop, Limits::of(&config.assistant, &config.budget)))
}

struct Choosing {
    /// Answers everybody, when there is one.
    scripted: Option<Chosen>,
    means: Means,
}

impl Models for Choosing {
    fn choose(&self, user: UserId) -> BoxFuture<'_, Chosen> {
        async move {
            match &self.scripted {
                Some(scripted) => scripted.clone(),
                None => self.find(user).await.unwrap_or_else(|error| {
                    tracing::error!(user.id = %user, "could not find out which model answers: {error}");
                    let reason = "the server could not find out which model it is".to_owned();
                    free("none", Arc::new(Unable(llm::Error::Unreachable(reason))))
                }),
            }
        }
        .boxed()
    }

    fn note<'a>(&'a self, user: UserId, chosen: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        let (now, name) = (self.means.ambient.now(), chosen.name.clone());
        let cost_micros = chosen.terms.prices.map_or(0, |prices| prices.cost_micros(&usage));
        async move {
            let note = move |tx: &db::Tx| model::note_usage(tx, user, &name, &usage, cost_micros, now);
            let noted: db::Result<()> = self.means.platform.write(note).await;
            if let Err(error) = noted {
                tracing::error!(user.id = %user, "could not note what an answer has cost: {error}");
            }
        }
        .boxed()
    }
}

impl Choosing {
    /// The user's model, on the terms of this moment.
    async fn find(&self, user: UserId) -> Result<Chosen, account::Error> {
        let (catalogue, now) = (self.means.catalogue.clone(), self.means.ambient.now());
        let read = move |tx: &db::Tx| -> Result<_, account::Error> {
            Ok((catalogue.answering(tx, user)?, model::spent_today(tx, user, now)?))
        };
        let (model, spent_today): (Option<model::Model>, Spent) = self.means.platform.read(read).await?;
        let Some(model) = model else { return Ok(free(model::BUILTIN, Arc::new(Builtin))) };
        let provider = model::connect(&self.means.fetch, &model).unwrap_or_else(|error| Arc::new(Unable(error)));
        let terms = Terms { prices: Some(model.prices.prices()), spent_today };
        Ok(Chosen { name: model.name.to_string(), provider, terms })
    }
}

/// A model that can't even be asked.
struct Unable(llm::Error);

impl Provider for Unable {
    fn name(&self) -> &'static str {
        "unable"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, llm::Error>> {
        stream::iter([Err(self.0.clone())]).boxed()
    }
}

fn free(name: &str, provider: Arc<dyn Provider>) -> Chosen {
    Chosen { name: name.to_owned(), provider, terms: Terms::default() }
}
