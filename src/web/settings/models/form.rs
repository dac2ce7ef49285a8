//! The form of one model.

use askama::Template;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::{
    config::Dialect,
    fetch::BadSite,
    kit::Secret,
    llm::{Anthropic, OpenAi},
    model::{Audience, Error, Key, KeyChange, Model, NewModel, PriceList},
    web::{page::Page, state::State},
};

/// A price that no model has: above it a comma was forgotten.
const PRICE_MAX: u32 = 1_000_000;

/// The form as it comes in, and as it is shown again.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    name: String,
    dialect: String,
    url: String,
    model: String,
    key: String,
    remove_key: Option<String>,
    admins_only: Option<String>,
    output_tokens_max: String,
    input_price: String,
    cached_price: String,
    output_price: String,
}

/// What a form can be filled in for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    Anthropic,
    Ollama,
    LlamaCpp,
    Vllm,
    OpenRouter,
    OpenAi,
}

/// The page of one model, or of a new one.
#[derive(Template)]
#[template(path = "settings/model.html")]
pub(super) struct ModelPage {
    page: Page,
    title: String,
    action: String,
    error: Option<String>,
    fields: Fields,
    dialects: Vec<DialectChoice>,
    /// Ways to fill in a new one: a word for the address, and a name.
    presets: Vec<(&'static str, &'static str)>,
    has_key: bool,
    url_hint: String,
    price_hint: String,
    has_more: bool,
}

struct DialectChoice {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

impl Preset {
    const ALL: [Self; 6] = [Self::Anthropic, Self::Ollama, Self::LlamaCpp, Self::Vllm, Self::OpenRouter, Self::OpenAi];

    /// The word in the address, the name, and the dialect, the address and an example of a model.
    const fn facts(self) -> (&'static str, &'static str, Dialect, &'static str, &'static str) {
        match self {
            Self::Anthropic => ("anthropic", "Anthropic", Dialect::Anthropic, "", "claude-sonnet-4-5"),
            Self::Ollama => ("ollama", "Ollama", Dialect::Openai, "http://localhost:11434/v1", "qwen3"),
            Self::LlamaCpp => ("llamacpp", "llama.cpp", Dialect::Openai, "http://localhost:8080/v1", "default"),
            Self::Vllm => ("vllm", "vLLM", Dialect::Openai, "http://localhost:8000/v1", "Qwen/Qwen3-8B"),
            Self::OpenRouter => {
                ("openrouter", "OpenRouter", Dialect::Openai, "https://openrouter.ai/api/v1", "qwen/qwen3-235b-a22b")
            }
            Self::OpenAi => ("openai", "OpenAI", Dialect::Openai, "", "gpt-5-mini"),
        }
    }
}

impl Fields {
    /// The fields of a new model.
    pub(super) fn filled_in(preset: Option<Preset>) -> Self {
        let (_, name, dialect, url, model) = preset.unwrap_or(Preset::Anthropic).facts();
        let text = |text: &str| if preset.is_some() { text.to_owned() } else { String::new() };
        Self {
            name: text(name),
            dialect: dialect.as_str().to_owned(),
            url: text(url),
            model: text(model),
            ..Self::default()
        }
    }

    /// The fields of a model that there is, without its key.
    pub(super) fn of(model: &Model) -> Self {
        let number = |number: Option<Decimal>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            name: model.name.to_string(),
            dialect: model.dialect.as_str().to_owned(),
            url: model.url.clone(),
            model: model.model.clone(),
            key: String::new(),
            remove_key: None,
            admins_only: (model.audience == Audience::Admins).then(|| "yes".to_owned()),
            output_tokens_max: model.output_tokens_max.map(|max| max.to_string()).unwrap_or_default(),
            input_price: number(model.prices.input),
            cached_price: number(model.prices.cached),
            output_price: number(model.prices.output),
        }
    }

    /// What the form says, or the words that say what is wrong with it.
    pub(super) fn read(&self) -> Result<NewModel, &'static str> {
        let key = match self.key.trim() {
            "" if self.remove_key.is_some() => KeyChange::Remove,
            "" => KeyChange::Keep,
            key => KeyChange::Set(Secret::new(key)),
        };
        let output_tokens_max = match self.output_tokens_max.trim() {
            "" => None,
            number => Some(number.parse().ok().filter(|max| *max > 0).ok_or("model-error-number")?),
        };
        Ok(NewModel {
            name: self.name.clone(),
            dialect: Dialect::from_word(&self.dialect).ok_or("model-error-url-none")?,
            model: self.model.clone(),
            url: self.url.clone(),
            key,
            output_tokens_max,
            prices: PriceList {
                input: price(&self.input_price)?,
                cached: price(&self.cached_price)?,
                output: price(&self.output_price)?,
            },
            audience: if self.admins_only.is_some() { Audience::Admins } else { Audience::Everyone },
        })
    }

    fn has_more(&self) -> bool {
        [&self.output_tokens_max, &self.input_price, &self.cached_price, &self.output_price]
            .iter()
            .any(|field| !field.is_empty())
    }
}

impl ModelPage {
    pub(super) fn new(state: &State, page: Page, model: Option<&Model>, fields: Fields) -> Self {
        let dialect = |dialect: Dialect| DialectChoice {
            value: dialect.as_str(),
            name: match dialect {
                Dialect::Anthropic => page.say("dialect-anthropic"),
                Dialect::Openai => page.say("dialect-openai"),
            },
            is_chosen: fields.dialect == dialect.as_str(),
        };
        let own = [("anthropic", Anthropic::URL.to_owned()), ("openai", OpenAi::URL.to_owned())];
        let id = model.and_then(|model| model.id);
        Self {
            title: model.map_or_else(|| page.say("model-new"), |model| model.name.to_string()),
            action: id.map_or_else(|| "/settings/models".to_owned(), |id| format!("/settings/models/{id}")),
            error: None,
            dialects: Dialect::ALL.into_iter().map(dialect).collect(),
            presets: if model.is_some() { Vec::new() } else { presets() },
            has_key: model.is_some_and(|model| model.key != Key::None),
            url_hint: page.say_with("model-url-hint", &own),
            price_hint: page.say_with("model-price-hint", &[("currency", state.config.budget.currency.clone())]),
            has_more: fields.has_more(),
            // A key is never shown again, also not to whoever has just entered it.
            fields: Fields { key: String::new(), ..fields },
            page,
        }
    }

    pub(super) fn with_error(self, error: String) -> Self {
        Self { error: Some(error), ..self }
    }
}

/// The sentence about what is wrong with a form; `None` for what no form can cause.
pub(in crate::web::settings) fn told(page: &Page, error: &Error) -> Option<String> {
    Some(match error {
        Error::BadName(_) => page.say("model-error-name"),
        Error::NameTaken(_) => page.say("model-error-name-taken"),
        Error::BadModel(_) => page.say("model-error-model"),
        Error::BadUrl(BadSite::Extras) => page.say("model-error-url-extras"),
        Error::BadUrl(BadSite::NoAddress | BadSite::NoTls) => page.say("model-error-url-none"),
        Error::BadKey => page.say("model-error-key"),
        Error::KeyAgain => page.say("model-error-key-again"),
        Error::NotFound | Error::Unsealed | Error::Db(_) => return None,
    })
}

fn presets() -> Vec<(&'static str, &'static str)> {
    Preset::ALL.map(Preset::facts).map(|(word, name, ..)| (word, name)).to_vec()
}

fn price(text: &str) -> Result<Option<Decimal>, &'static str> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let price = text.parse::<Decimal>().ok().filter(|price| (Decimal::ZERO..=Decimal::from(PRICE_MAX)).contains(price));
    price.map(Some).ok_or("model-error-number")
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn a_model_is_asked_for_in_every_language() {
        for_each_language(|page, _| {
            for (has_key, error) in [(false, None), (true, Some(EVIL.to_owned()))] {
                let evil = || EVIL.to_owned();
                let fields = Fields {
                    name: evil(),
                    url: evil(),
                    model: evil(),
                    output_tokens_max: evil(),
                    admins_only: Some(evil()),
                    ..Fields::default()
                };
                let view = ModelPage {
                    page: page.clone(),
                    title: evil(),
                    action: "/settings/models".to_owned(),
                    error,
                    fields,
                    dialects: vec![DialectChoice { value: "openai", name: evil(), is_chosen: true }],
                    presets: presets(),
                    has_key,
                    url_hint: evil(),
                    price_hint: evil(),
                    has_more: has_key,
                };
                check_page(&view.render().unwrap());
            }
        });
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, read) in
            [("", Ok(None)), (" 3 ", Ok(Some("3"))), ("0,30", Ok(Some("0.30"))), ("15.00", Ok(Some("15.00")))]
        {
            assert_eq!(price(text), read.map(|read: Option<&str>| read.map(|read| read.parse().unwrap())), "{text}");
        }
        for bad in ["x", "-1", "1e9", "9999999"] {
            assert_eq!(price(bad), Err("model-error-number"), "{bad}");
        }
        assert!(Fields { output_tokens_max: "0".to_owned(), ..Fields::filled_in(None) }.read().is_err());
    }
}
