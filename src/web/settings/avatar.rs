//! How users appear: `/avatar` and `/users/{id}/avatar`, and what they choose of it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    },
    web::Data,
};
use serde::Deserialize;

use super::{
    back,
    view::{Done, Fresh, SettingsPage},
};
use crate::{
    account::{self, Appearance, Name, SignedIn, UserId, UserKind},
    extract::{Kind, Piece, Refusal, Trouble},
    stack::{Color, Icon},
    web::{
        answer::html_with,
        auth::bad_name,
        document::picture_type,
        error::{Error, Result},
        extract::{Form, PathId, SmallFile},
        page::Page,
        stack::color,
        state::State,
    },
};

/// Bytes of a picture that is sent: more than a telephone's photograph that was made a little smaller.
pub(in crate::web) const SENT_BYTES_MAX: usize = 4 << 20;

#[derive(Deserialize)]
pub struct NameField {
    #[serde(default)]
    name: String,
}

/// What is empty is the usual.
#[derive(Deserialize)]
pub struct SignFields {
    #[serde(default)]
    sign: String,
    #[serde(default)]
    color: String,
}

/// `GET /avatar`: one's own.
///
/// # Errors
/// Whatever the database refuses.
pub async fn own(state: Data<State>, request: HttpRequest, signed_in: SignedIn) -> Result<HttpResponse> {
    shown(&state, &request, signed_in.user_id).await
}

/// `GET /users/{id}/avatar`: that of anybody on this server, for anybody who is signed in.
///
/// # Errors
/// 404.
pub async fn of(state: Data<State>, request: HttpRequest, _: SignedIn, id: PathId<UserKind>) -> Result<HttpResponse> {
    shown(&state, &request, id.0).await
}

/// `POST /settings/name`. What is wrong with a name stands on the page.
///
/// # Errors
/// Whatever the database refuses.
pub async fn rename(
    state: Data<State>,
    page: Page,
    signed_in: SignedIn,
    Form(field): Form<NameField>,
) -> Result<HttpResponse> {
    let wrong = match Name::new(&field.name) {
        Ok(name) => match state.platform.write(move |tx| account::rename(tx, signed_in.user_id, name)).await {
            Ok(()) => return Ok(back(Done::NameChanged)),
            Err(account::Error::NameTaken(_)) => page.say("name-taken"),
            Err(error) => return Err(error.into()),
        },
        Err(bad) => bad_name(&page, bad),
    };
    let fresh = Fresh { name_error: Some(wrong), ..Fresh::default() };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage::load(&state, page, &signed_in, fresh).await?)
}

/// `POST /settings/avatar/sign`.
///
/// # Errors
/// 400 for a sign of several signs, and a colour that there isn't.
pub async fn choose_sign(
    state: Data<State>,
    signed_in: SignedIn,
    Form(fields): Form<SignFields>,
) -> Result<HttpResponse> {
    let sign = match fields.sign.trim() {
        "" => None,
        text => Some(Icon::new(text).ok_or_else(|| Error::invalid("sign", "must be one sign, such as an emoji"))?),
    };
    set_sign(&state, signed_in.user_id, sign, color(&fields.color)?).await?;
    Ok(back(Done::AvatarChanged))
}

/// `POST /settings/avatar`: takes a picture. What is wrong with it stands on the page.
///
/// # Errors
/// When the request itself is wrong.
pub async fn send(
    state: Data<State>,
    page: Page,
    signed_in: SignedIn,
    SmallFile(sent): SmallFile<SENT_BYTES_MAX>,
) -> Result<HttpResponse> {
    let made = match sent {
        Some(bytes) => small(&state, &bytes).await?,
        None => Err(Refusal::TooMuch),
    };
    match made {
        Ok(picture) => {
            set_picture(&state, signed_in.user_id, Some(picture)).await?;
            Ok(back(Done::AvatarChanged))
        }
        Err(refusal) => {
            let fresh = Fresh { avatar_error: Some(trouble(&page, refusal)), ..Fresh::default() };
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage::load(&state, page, &signed_in, fresh).await?)
        }
    }
}

/// `POST /settings/avatar/remove`: back to the sign.
///
/// # Errors
/// Whatever the database refuses.
pub async fn remove(state: Data<State>, signed_in: SignedIn) -> Result<HttpResponse> {
    set_picture(&state, signed_in.user_id, None).await?;
    Ok(back(Done::AvatarChanged))
}

pub(in crate::web) async fn set_sign(
    state: &State,
    user: UserId,
    sign: Option<Icon>,
    color: Option<Color>,
) -> Result<()> {
    let now = state.ambient.now();
    Ok(state.platform.write(move |tx| account::set_sign(tx, user, sign, color, now)).await?)
}

pub(in crate::web) async fn set_picture(state: &State, user: UserId, picture: Option<Vec<u8>>) -> Result<()> {
    let now = state.ambient.now();
    Ok(state.platform.write(move |tx| account::set_picture(tx, user, picture, now)).await?)
}

/// A small picture of what was sent, made anew from its points by the process that opens strangers' files, so that
/// nothing else of it is kept.
///
/// # Errors
/// When the disk or the machine refuses.
pub(in crate::web) async fn small(state: &State, bytes: &[u8]) -> Result<std::result::Result<Vec<u8>, Refusal>> {
    let mut incoming = state.readings.shelf().begin(&state.ambient).map_err(Error::internal)?;
    incoming.write(bytes).map_err(Error::internal)?;
    let reader = state.readings.reader();
    let made = async {
        let kind = reader.check(incoming.path(), "png").await?;
        if !matches!(kind, Kind::Png | Kind::Jpeg | Kind::Webp) {
            return Err(Refusal::UnknownKind.into());
        }
        let mut pieces = reader.read(incoming.path(), kind).await?;
        while let Some(piece) = pieces.next().await? {
            if let Piece::Picture(picture) = piece
                && picture_type(&picture.thumbnail).is_some()
            {
                return Ok(picture.thumbnail);
            }
        }
        Err(Trouble::Refused(Refusal::Damaged))
    };
    match made.await {
        Ok(picture) => Ok(Ok(picture)),
        Err(Trouble::Refused(refusal)) => Ok(Err(refusal)),
        Err(Trouble::Unable(error)) => Err(Error::internal(error)),
    }
}

/// The picture, or one that is drawn from the sign. It is asked for with every page, and rarely another one.
pub(in crate::web) async fn shown(state: &State, request: &HttpRequest, user: UserId) -> Result<HttpResponse> {
    let found = state.platform.read(move |tx| account::appearance(tx, user)).await;
    let is = match found {
        Ok(is) => is,
        Err(account::Error::NoSuchUser) => return Err(Error::not_found()),
        Err(error) => return Err(error.into()),
    };
    let (media_type, bytes) = drawn(is);
    let tag = format!("\"{}\"", &blake3::hash(&bytes).to_hex()[..32]);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_known = known.is_some_and(|known| known == tag);
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((CACHE_CONTROL, "private, no-cache")).insert_header((ETAG, tag));
    Ok(if is_known { answer.finish() } else { answer.content_type(media_type).body(bytes) })
}

fn drawn(is: Appearance) -> (&'static str, Vec<u8>) {
    if let Some(picture) = is.picture
        && let Some(media_type) = picture_type(&picture)
    {
        return (media_type, picture);
    }
    ("image/svg+xml", drawing(&is.sign, is.color).into_bytes())
}

/// A sign on a round ground. The page draws it as a picture, in which nothing runs.
fn drawing(sign: &str, color: Color) -> String {
    let sign: String = sign.chars().map(escaped).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" \
         fill=\"{}\"/><text x=\"32\" y=\"33\" fill=\"#fff\" font-family=\"system-ui, sans-serif\" font-size=\"28\" \
         font-weight=\"600\" text-anchor=\"middle\" dominant-baseline=\"central\">{sign}</text></svg>",
        ground(color)
    )
}

fn escaped(c: char) -> String {
    match c {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '"' => "&quot;".to_owned(),
        other => other.to_string(),
    }
}

/// Dark enough for white letters, in every theme.
const fn ground(color: Color) -> &'static str {
    match color {
        Color::Gray => "#5B5B63",
        Color::Red => "#B32D2D",
        Color::Orange => "#A84C06",
        Color::Amber => "#7A5600",
        Color::Green => "#17703A",
        Color::Teal => "#0A6C69",
        Color::Blue => "#2459BD",
        Color::Violet => "#6537BD",
        Color::Pink => "#A82B6C",
    }
}

/// What is wrong with a picture, for whoever sent it.
fn trouble(page: &Page, refusal: Refusal) -> String {
    match refusal {
        Refusal::TooMuch => page.say_with("avatar-large", &[("max", (SENT_BYTES_MAX >> 20).to_string())]),
        Refusal::TooManyPixels | Refusal::TooMuchMemory | Refusal::TooSlow => page.say("avatar-pixels"),
        Refusal::Empty => page.say("avatar-none"),
        _ => page.say("avatar-kind"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_holds_its_sign_and_nothing_that_the_sign_says() {
        let drawn = drawing("<\"&", Color::Red);
        assert!(drawn.contains(">&lt;&quot;&amp;</text>"), "{drawn}");
        for color in Color::ALL {
            assert!(drawing("A", color).contains(ground(color)));
        }
    }
}
