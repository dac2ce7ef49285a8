//! The cookie of a signed-in browser.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use super::state::State;

/// The prefix makes a browser refuse the cookie from anything but TLS and this very host (RFC 6265bis, 4.1.3.2).
const NAME_HTTPS: &str = "__Host-stackhouse";
const NAME_HTTP: &str = "stackhouse";

/// The secret that the browser shows.
#[must_use]
pub fn secret(state: &State, request: &HttpRequest) -> Option<String> {
    request.cookie(name(state)).map(|cookie| cookie.value().to_owned())
}

/// The cookie that lets a browser in with `secret`.
#[must_use]
pub fn sign_in(state: &State, secret: String) -> Cookie<'static> {
    base(state, secret, Duration::seconds(i64::from(state.config.sign_in.browser_lifetime_s)))
}

/// The cookie that makes a browser forget.
#[must_use]
pub fn sign_out(state: &State) -> Cookie<'static> {
    base(state, String::new(), Duration::ZERO)
}

/// A cookie for a choice of how pages look, which scripts may read.
#[must_use]
pub fn choice(state: &State, name: &'static str, value: String) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .same_site(SameSite::Lax)
        .secure(state.is_https())
        .max_age(Duration::days(365))
        .finish()
}

/// The cookie that takes such a choice back.
#[must_use]
pub fn no_choice(state: &State, name: &'static str) -> Cookie<'static> {
    let mut cookie = choice(state, name, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn name(state: &State) -> &'static str {
    if state.is_https() { NAME_HTTPS } else { NAME_HTTP }
}

fn base(state: &State, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(state), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.is_https())
        .max_age(max_age)
        .finish()
}
