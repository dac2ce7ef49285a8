//! What every page knows of its reader before it knows anything else.
//!
//! How to write a page: give its view struct a field `page: Page` and let its template extend a layout.
//!
//! ```text
//! #[derive(askama::Template)]                       {% extends "layouts/plain.html" %}
//! #[template(path = "account/sign_in.html")]        {% block title %}{{ page.say("sign-in-title") }}{% endblock %}
//! struct SignIn { page: Page, name: String }        {% block content %}<h1>…</h1>{% endblock %}
//!
//! async fn show(page: Page) -> impl Responder       // `Page` is an extractor that never fails
//! ```
//!
//! `layouts/plain.html` is one column: signing in, settings, errors. Its blocks are `title`, `shape` (`narrow`, the
//! default, or `wide`), `aside` (a list of links beside the column) and `content`. `layouts/base.html` is the
//! signed-in shell with rail and bar: its blocks are `title`, `here` (which link of the rail is the present page),
//! `bar`, `content` and `after`. Words come from `locales/<language>/<part>.ftl`; a test refuses bare ones. Ready
//! styles are in static/css/form.css: `.field`, `.button`, `.button.primary`, `.button.danger`, `.notice`, `.hint`, `.error`,
//! `.table`, `.panel`. An icon is `<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#x"/></svg>`.

#[cfg(test)]
mod tests;

use std::convert::Infallible;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use futures_util::future::LocalBoxFuture;

use super::{
    assets,
    extract::{Credential, credential},
    state::State,
    words::{Lang, Words},
};
use crate::account::SignedIn;
pub use crate::settings::Theme;

/// The cookie in which a reader's choice of theme is kept.
pub const THEME_COOKIE: &str = "theme";

/// The highest number that a badge shows.
const SHOWN_MAX: u64 = 99;

/// The reader's language and theme, the version of the assets, whether htmx asks for a part only, and what wants the reader.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub words: Words,
    pub theme: Theme,
    /// Whether htmx asks, which wants the part of the page that changes and not the page.
    pub is_fragment: bool,
    /// Tasks of agents that want the reader, where somebody is signed in.
    pub news: u64,
}

impl Page {
    /// What a request says by itself.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let theme = request.cookie(THEME_COOKIE).and_then(|cookie| Theme::from_word(cookie.value()));
        let is_fragment = request.headers().get("HX-Request-Type").is_some_and(|kind| kind == "partial");
        Self { words: Words::of(request), theme: theme.unwrap_or_default(), is_fragment, news: 0 }
    }

    /// A page for samples and for answers made without a request.
    #[must_use]
    pub fn in_language(lang: Lang) -> Self {
        Self { words: Words::new(lang), ..Self::default() }
    }

    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    #[must_use]
    pub fn say_with(&self, key: &str, args: &[(&str, String)]) -> String {
        self.words.say_with(key, args)
    }

    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.words.lang()
    }

    /// The tasks that want the reader, for the eye.
    #[must_use]
    pub fn news_count(&self) -> String {
        if self.news > SHOWN_MAX { format!("{SHOWN_MAX}+") } else { self.news.to_string() }
    }

    /// The same for the ear.
    #[must_use]
    pub fn news_words(&self) -> String {
        self.say_with("js-agents-news", &[("count", self.news.to_string())])
    }

    /// The prefix of every asset's address.
    #[must_use]
    pub fn assets(&self) -> &'static str {
        assets::base()
    }
}

/// Never fails: a page that does not know what wants its reader is whole without it.
impl FromRequest for Page {
    type Error = Infallible;
    type Future = LocalBoxFuture<'static, Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (page, request) = (Self::of(request), request.clone());
        Box::pin(async move {
            // A part of a page has no rail.
            let news = if page.is_fragment { 0 } else { news_of(&request).await };
            Ok(Self { news, ..page })
        })
    }
}

/// The tasks that want whoever is signed in with this browser.
async fn news_of(request: &HttpRequest) -> u64 {
    let Some(state) = request.app_data::<Data<State>>() else { return 0 };
    if !matches!(credential(state, request), Some(Credential::Cookie(_))) {
        return 0;
    }
    let Ok(user) = SignedIn::extract(request).await else { return 0 };
    state.agents.count_news(user.user_id).await.unwrap_or_else(|error| {
        tracing::warn!("how many tasks want a user is not shown: {error}");
        0
    })
}
