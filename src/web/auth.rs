//! The pages at the door: signing in and out, and making an account through a link.

mod new_account;
mod sign_in;
mod words;

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::{cookie, error::Result, page::Page, state::State};
use crate::account::{self, NewSignIn, SignInKind, UserId};

pub use new_account::{invitation, join, set_up, setup};
pub use sign_in::{sign_in, sign_out, submit};
pub(super) use words::{bad_name, bad_password};

/// A page that says one thing and leads on.
#[derive(Template)]
#[template(path = "auth/notice.html")]
struct Notice {
    page: Page,
    title: String,
    text: String,
    /// Address and words of the link that leads on.
    onward: Option<(&'static str, String)>,
}

/// The page for a server on which nobody has an account yet. It does not say where the link leads.
fn first_run(page: Page) -> Notice {
    let (title, text) = (page.say("first-run"), page.say("first-run-text"));
    Notice { page, title, text, onward: None }
}

/// Signs the browser in, and answers with its cookie and the way to `next`.
async fn let_in(state: &Data<State>, user_id: UserId, agent: String, next: &str) -> Result<HttpResponse> {
    let ambient = state.ambient.clone();
    let lifetime_s = state.config.sign_in.browser_lifetime_s;
    let (_, secret) = state
        .platform
        .write(move |tx| {
            let new = NewSignIn { user_id, kind: SignInKind::Browser, agent: &agent, lifetime_s };
            account::begin(tx, &new, &ambient)
        })
        .await?;
    let mut answer = super::answer::see_other(next);
    answer.add_cookie(&cookie::sign_in(state, secret)).map_err(super::error::Error::internal)?;
    Ok(answer)
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn a_notice_is_given_in_every_language() {
        for_each_language(|page, _| {
            for onward in [None, Some(("/sign-in", EVIL.to_owned()))] {
                let (title, text) = (EVIL.to_owned(), EVIL.to_owned());
                check_page(&Notice { page: page.clone(), title, text, onward }.render().unwrap());
            }
        });
    }
}
