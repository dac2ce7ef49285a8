//! API tokens as their user sees them.

use crate::{
    account::{ApiToken, Scope},
    kit::Timestamp,
    web::{page::Page, settings::api_tokens::LIFETIMES_DAYS, words::When},
};

/// What is chosen until somebody chooses.
const USUAL_DAYS: u32 = 90;

/// A token that this request has made, and where programs show it.
pub(in crate::web::settings) struct NewToken {
    pub text: String,
    pub address: String,
}

/// The user's tokens.
pub(super) struct ApiTokensPart {
    pub fresh: Option<NewToken>,
    pub error: Option<String>,
    pub lifetimes: Vec<Lifetime>,
    pub tokens: Vec<TokenRow>,
}

pub(super) struct Lifetime {
    pub days: u32,
    pub name: String,
    pub is_usual: bool,
}

pub(super) struct TokenRow {
    pub id: String,
    pub name: String,
    pub scopes: String,
    /// `None` for one that nobody has used.
    pub used: Option<When>,
    pub until: When,
}

impl ApiTokensPart {
    pub(super) fn new(
        page: &Page,
        tokens: &[ApiToken],
        fresh: Option<NewToken>,
        error: Option<String>,
        now: Timestamp,
    ) -> Self {
        let lifetime = |days: u32| Lifetime {
            days,
            name: page.say_with("api-token-days", &[("days", days.to_string())]),
            is_usual: days == USUAL_DAYS,
        };
        Self {
            fresh,
            error,
            lifetimes: LIFETIMES_DAYS.into_iter().map(lifetime).collect(),
            tokens: tokens.iter().map(|token| row(page, token, now)).collect(),
        }
    }
}

fn row(page: &Page, token: &ApiToken, now: Timestamp) -> TokenRow {
    let scopes = if token.scopes.allow(Scope::Write) { "api-token-write" } else { "api-token-read" };
    TokenRow {
        id: token.id.to_string(),
        name: token.name.to_string(),
        scopes: page.say(scopes),
        used: token.used_at.map(|at| When::new(at, now, page.words)),
        until: When::new(token.expires_at, now, page.words),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::web::{samples::EVIL, words::Words};

    pub fn api_tokens() -> ApiTokensPart {
        let evil = || EVIL.to_owned();
        let when = || When::new(Timestamp(0), Timestamp(1), Words::default());
        let row = |id: &str, used| TokenRow { id: id.to_owned(), name: evil(), scopes: evil(), used, until: when() };
        ApiTokensPart {
            fresh: Some(NewToken { text: evil(), address: evil() }),
            error: Some(evil()),
            lifetimes: vec![Lifetime { days: 30, name: evil(), is_usual: true }],
            tokens: vec![row("a", Some(when())), row("b", None)],
        }
    }
}
