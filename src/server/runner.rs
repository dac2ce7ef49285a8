//! Who answers when the user speaks.

use std::sync::Arc;

use super::Error;
use crate::{
    assistant::{builtin::Builtin, turn::Limits},
    config::{self, Provider},
    llm::{self, scripted::Scripted},
    sprite::{Assistant, Runner},
};

/// The assistant that the settings choose.
pub(super) fn choose(settings: &config::Assistant) -> Result<Arc<dyn Runner>, Error> {
    let provider: Arc<dyn llm::Provider> = match (settings.provider, &settings.script) {
        (Provider::Scripted, Some(path)) => Arc::new(Scripted::load(path).map_err(Error::Script)?),
        (Provider::Scripted, None) | (Provider::Builtin, _) => Arc::new(Builtin),
    };
    Ok(Arc::new(Assistant::new(provider, Limits::of(settings))))
}
