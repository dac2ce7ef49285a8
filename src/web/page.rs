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

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::{
    assets,
    words::{Lang, Words},
};
pub use crate::settings::Theme;

/// The cookie in which a reader's choice of theme is kept.
pub const THEME_COOKIE: &str = "theme";

/// The reader's language and theme, the version of the assets, and whether htmx asks for a part only.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub words: Words,
    pub theme: Theme,
    /// Whether htmx asks, which wants the part of the page that changes and not the page.
    pub is_fragment: bool,
}

impl Page {
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

    /// The prefix of every asset's address.
    #[must_use]
    pub fn assets(&self) -> &'static str {
        assets::base()
    }
}

impl FromRequest for Page {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Ok(words) = Words::from_request(request, payload).into_inner();
        let theme = request.cookie(THEME_COOKIE).and_then(|cookie| Theme::from_word(cookie.value()));
        let is_fragment = request.headers().get("HX-Request-Type").is_some_and(|kind| kind == "partial");
        ready(Ok(Self { words, theme: theme.unwrap_or_default(), is_fragment }))
    }
}
