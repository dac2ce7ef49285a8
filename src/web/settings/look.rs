//! How pages look: theme and language, kept in the browser that they were chosen in.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Uri, header::REFERER},
    web::Data,
};
use serde::Deserialize;

use crate::web::{
    answer::{safe_next, see_other},
    cookie,
    error::{Error, Result},
    extract::Form,
    page::{THEME_COOKIE, Theme},
    state::State,
    words::{self, Lang},
};

/// The theme to be.
#[derive(Deserialize)]
pub struct ThemeFields {
    theme: String,
}

/// The language to be.
#[derive(Deserialize)]
pub struct LanguageFields {
    language: String,
}

/// `POST /settings/theme`.
///
/// # Errors
/// 400 for a theme that there isn't.
pub async fn theme(state: Data<State>, request: HttpRequest, form: Form<ThemeFields>) -> Result<HttpResponse> {
    let theme = Theme::from_word(&form.0.theme);
    let theme = theme.ok_or_else(|| Error::invalid("theme", "there is no such theme"))?;
    keep(&state, &request, THEME_COOKIE, theme.as_str())
}

/// `POST /settings/language`.
///
/// # Errors
/// 400 for a language that there isn't.
pub async fn language(state: Data<State>, request: HttpRequest, form: Form<LanguageFields>) -> Result<HttpResponse> {
    let lang = Lang::from_tag(&form.0.language);
    let lang = lang.ok_or_else(|| Error::invalid("language", "there are no words in that language"))?;
    keep(&state, &request, words::COOKIE, lang.as_str())
}

/// Keeps the choice and leads back to the page that it was made on.
fn keep(state: &State, request: &HttpRequest, name: &'static str, value: &str) -> Result<HttpResponse> {
    let from = request.headers().get(REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let path = from.as_ref().and_then(Uri::path_and_query).map_or("/settings", |path| path.as_str());
    let mut answer = see_other(safe_next(path));
    answer.add_cookie(&cookie::choice(state, name, value.to_owned())).map_err(Error::internal)?;
    Ok(answer)
}
