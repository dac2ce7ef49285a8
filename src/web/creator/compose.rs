//! `POST /apps/new/compose`: an app that a model writes, line by line as it comes. Each line is one JSON object.

use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use super::own;
use crate::{
    account::SignedIn,
    running::{Broken, Composing, REPAIRS_MAX, WISH_CHARS_MAX},
    web::{
        error::{Error, Result},
        extract::{Desk, Json},
        page::Page,
        state::State,
    },
};

/// What the app should do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    wish: String,
}

/// One line of the answer.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Said {
    /// What is being done, in words. `again` begins the text anew.
    Status {
        text: String,
        again: bool,
    },
    Piece {
        text: String,
    },
    /// The last line: the whole text, and what there is to say of it.
    Done {
        package: String,
        text: String,
        ok: bool,
    },
    /// The last line, when there is no text.
    Failed {
        text: String,
    },
}

/// `POST /apps/new/compose`. Whoever closes the connection ends it.
///
/// # Errors
/// 400 for a wish that is empty or too long.
pub async fn compose(
    desk: Desk,
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Json(Wish { wish }): Json<Wish>,
) -> Result<HttpResponse> {
    let wish = wish.trim();
    if wish.is_empty() || wish.chars().count() > WISH_CHARS_MAX {
        return Err(Error::invalid("wish", page.say("creator-wish-bad")));
    }
    let composing = state.apps.compose(user.user_id, wish);
    let lines = futures_util::stream::unfold(composing, |mut composing| async move {
        let next = composing.recv().await?;
        Some((next, composing))
    });
    let around = std::rc::Rc::new((desk, user, state, page));
    let lines = lines.then(move |step| {
        let around = std::rc::Rc::clone(&around);
        async move {
            let (desk, user, state, page) = around.as_ref();
            let adopt = |text: String| async move {
                let kept = text.clone();
                own(desk, state, user, text).await.unwrap_or(kept)
            };
            let said = match step {
                Composing::Finished(text) => {
                    Said::Done { package: adopt(text).await, text: page.say("creator-composed"), ok: true }
                }
                Composing::Unfinished { text, wrong } => {
                    let said = page.say_with("creator-unmended", &[("wrong", wrong)]);
                    Said::Done { package: adopt(text).await, text: said, ok: false }
                }
                other => told(other, page),
            };
            line(&said)
        }
    });
    // A proxy that waits for more would keep the text from its reader.
    let answer = HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .insert_header(("x-accel-buffering", "no"))
        .insert_header(("cache-control", "no-store"))
        .streaming(lines);
    Ok(answer)
}

fn told(step: Composing, page: &Page) -> Said {
    match step {
        Composing::Begun { round: 0 } => Said::Status { text: page.say("creator-writing"), again: true },
        Composing::Begun { round } => {
            let args = [("round", round.to_string()), ("most", REPAIRS_MAX.to_string())];
            Said::Status { text: page.say_with("creator-mending", &args), again: true }
        }
        Composing::Piece(text) => Said::Piece { text },
        Composing::Checking => Said::Status { text: page.say("creator-checking"), again: false },
        Composing::Broken(why) => Said::Failed { text: reason(why, page) },
        Composing::Finished(package) => Said::Done { package, text: String::new(), ok: true },
        Composing::Unfinished { text: package, wrong } => Said::Done { package, text: wrong, ok: false },
    }
}

fn reason(why: Broken, page: &Page) -> String {
    match why {
        Broken::NoModel => page.say("creator-no-model"),
        Broken::BudgetUp => page.say("creator-budget"),
        Broken::TooSlow => page.say("creator-slow"),
        Broken::TooLong => page.say("creator-long"),
        Broken::Model(reason) => page.say_with("creator-model-failed", &[("reason", reason)]),
    }
}

fn line(said: &Said) -> std::result::Result<Bytes, serde_json::Error> {
    let mut line = serde_json::to_vec(said)?;
    line.push(b'\n');
    Ok(Bytes::from(line))
}
