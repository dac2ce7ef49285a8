//! How pages look: theme and language. The browser in which they were chosen keeps them in cookies, so that pages at
//! the door look so too; the user's own file keeps them for the next browser that they sign in with.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Uri, header::REFERER},
    web::Data,
};
use serde::Deserialize;

use crate::{
    account::{SignedIn, UserId},
    settings::{self, Edit, Lang, Settings, Theme},
    web::{
        answer::{safe_next, see_other},
        cookie,
        error::{Error, Result},
        extract::Form,
        page::THEME_COOKIE,
        state::State,
        words,
    },
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
pub async fn theme(
    state: Data<State>,
    request: HttpRequest,
    signed_in: Option<SignedIn>,
    form: Form<ThemeFields>,
) -> Result<HttpResponse> {
    let theme = Theme::from_word(&form.0.theme);
    let theme = theme.ok_or_else(|| Error::invalid("theme", "there is no such theme"))?;
    choose(&state, &request, signed_in, Edit { theme: Some(theme), ..Edit::default() }).await
}

/// `POST /settings/language`.
///
/// # Errors
/// 400 for a language that there isn't.
pub async fn language(
    state: Data<State>,
    request: HttpRequest,
    signed_in: Option<SignedIn>,
    form: Form<LanguageFields>,
) -> Result<HttpResponse> {
    let lang = Lang::from_tag(&form.0.language);
    let lang = lang.ok_or_else(|| Error::invalid("language", "there are no words in that language"))?;
    choose(&state, &request, signed_in, Edit { language: Some(Some(lang)), ..Edit::default() }).await
}

/// Has the browser look as `edit` says.
///
/// # Errors
/// None: the cookies are well formed.
pub(in crate::web) fn keep(state: &State, mut answer: HttpResponse, edit: &Edit) -> Result<HttpResponse> {
    if let Some(theme) = edit.theme {
        let chosen = cookie::choice(state, THEME_COOKIE, theme.as_str().to_owned());
        answer.add_cookie(&chosen).map_err(Error::internal)?;
    }
    if let Some(lang) = edit.language {
        let chosen = match lang {
            Some(lang) => cookie::choice(state, words::COOKIE, lang.as_str().to_owned()),
            None => cookie::no_choice(state, words::COOKIE),
        };
        answer.add_cookie(&chosen).map_err(Error::internal)?;
    }
    Ok(answer)
}

/// What the user has set, for whoever lets them in; `None` when their file can't be read, which keeps nobody out.
pub(in crate::web) async fn of(state: &State, user: UserId) -> Option<Settings> {
    let sprite = state.directory.wake(user).await.ok()?;
    sprite.read(|tx| Ok(settings::read(tx)?)).await.ok()
}

/// Keeps the choice and leads back to the page that it was made on.
async fn choose(state: &State, request: &HttpRequest, signed_in: Option<SignedIn>, edit: Edit) -> Result<HttpResponse> {
    if let Some(signed_in) = signed_in {
        // That it can't be kept for other browsers is no reason not to look so in this one.
        if let Err(error) = note(state, signed_in.user_id, edit).await {
            tracing::warn!("a choice is kept in one browser alone: {error}");
        }
    }
    let from = request.headers().get(REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    let path = from.as_ref().and_then(Uri::path_and_query).map_or("/settings", |path| path.as_str());
    keep(state, see_other(safe_next(path)), &edit)
}

async fn note(state: &State, user: UserId, edit: Edit) -> Result<()> {
    let sprite = state.directory.wake(user).await?;
    super::set_on(&sprite, edit).await
}
