//! An app of GitHub's, and people who let it in (docs.github.com/apps/oauth-apps/building-oauth-apps).

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    FakeGitHub, Shared, State,
    http::{Request, Response, decoded},
};

/// An app that somebody has registered.
#[derive(Default)]
pub struct App {
    client_id: String,
    secret: String,
    callback: String,
    /// What it is given, whatever it asks for.
    scope: String,
    /// Whether its tokens run out and are made anew.
    is_expiring: bool,
    /// Whether the next renewal is done and its answer never sent.
    loses_answer: bool,
    /// Codes and tokens given so far.
    given: u32,
    codes: Vec<Code>,
    /// Of each: what renews it, the token, and whose it is.
    renewals: Vec<(String, String, String)>,
}

struct Code {
    text: String,
    login: String,
    callback: String,
    challenge: String,
}

impl FakeGitHub {
    /// Registers the one app that this server knows.
    pub fn add_app(&self, client_id: &str, secret: &str, callback: &str) {
        let text = str::to_owned;
        self.state().app = App {
            client_id: text(client_id),
            secret: text(secret),
            callback: text(callback),
            scope: text("repo"),
            ..App::default()
        };
    }

    /// Has the app be given less than it asks for, or all of it.
    pub fn set_scope(&self, scope: &str) {
        self.state().app.scope = scope.to_owned();
    }

    /// Has the tokens of the app run out.
    pub fn set_expiring(&self) {
        self.state().app.is_expiring = true;
    }

    /// Does the next renewal, and never says so.
    pub fn lose_next_renewal(&self) {
        self.state().app.loses_answer = true;
    }

    /// The tokens that open anything, in the order of their names.
    pub fn tokens(&self) -> Vec<String> {
        let mut tokens: Vec<String> = self.state().tokens.keys().cloned().collect();
        tokens.sort();
        tokens
    }
}

/// What people and apps ask outside of the API; `None` when it is something else.
pub fn answer(shared: &Shared, request: &Request) -> Option<Response> {
    let state = &mut *shared.state();
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/login/oauth/authorize") => Some(page(&state.app, request)),
        ("POST", "/login/oauth/authorize") => Some(decide(&mut state.app, request)),
        ("POST", "/login/oauth/access_token") => Some(token(state, request)),
        _ => None,
    }
}

/// `DELETE /applications/{client_id}/token`.
pub fn revoke(state: &mut State, request: &Request, client_id: &str) -> Response {
    let shown = request.header("authorization").and_then(|text| text.strip_prefix("Basic ")).unwrap_or_default();
    let expected = STANDARD.encode(format!("{}:{}", state.app.client_id, state.app.secret));
    if shown != expected || client_id != state.app.client_id {
        return Response::message(401, "Bad credentials");
    }
    let body = request.json();
    let token = body["access_token"].as_str().unwrap_or_default();
    state.app.renewals.retain(|(_, of, _)| of != token);
    match state.tokens.remove(token) {
        Some(_) => Response::empty(204),
        None => Response::message(422, "Validation Failed"),
    }
}

/// The page that asks whoever is before the browser: with buttons for grace, who is signed in there.
fn page(app: &App, request: &Request) -> Response {
    let asked = |name: &str| request.asked(name).unwrap_or_default();
    let is_fine = asked("client_id") == app.client_id && asked("redirect_uri") == app.callback;
    if !is_fine || asked("code_challenge_method") != "S256" || asked("state").is_empty() {
        return Response::message(404, "Not Found");
    }
    let field = |name: &str| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", asked(name));
    let fields: String = ["redirect_uri", "state", "code_challenge"].map(field).concat();
    let button = |word: &str| format!("<button name=\"decision\" value=\"{word}\">{word}</button>");
    let (yes, no) = (button("authorize"), button("cancel"));
    let scope = asked("scope");
    let body = format!(
        "<!doctype html><html lang=\"en\"><title>Authorize</title><p>{scope}</p>\
         <form method=\"post\" action=\"/login/oauth/authorize\">\
         <input type=\"hidden\" name=\"login\" value=\"grace\">{fields}{yes}{no}</form></html>"
    );
    let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    Response { status: 200, headers, body: body.into_bytes() }
}

fn decide(app: &mut App, request: &Request) -> Response {
    let field = fields(request);
    let callback = field("redirect_uri");
    if callback != app.callback {
        return Response::message(404, "Not Found");
    }
    let said = if field("decision") == "authorize" {
        app.given += 1;
        let code = format!("code{:016x}", app.given);
        let (login, challenge) = (field("login"), field("code_challenge"));
        app.codes.push(Code { text: code.clone(), login, callback: callback.clone(), challenge });
        format!("code={code}")
    } else {
        "error=access_denied&error_description=The+user+has+denied+your+application+access.".to_owned()
    };
    Response::empty(302).with("location", format!("{callback}?{said}&state={}", field("state")))
}

/// Refuses with 200, as GitHub does.
fn refused(error: &str) -> Response {
    Response::json(200, &json!({ "error": error, "error_description": "…", "error_uri": "https://docs.github.com" }))
}

fn token(state: &mut State, request: &Request) -> Response {
    let field = fields(request);
    let app = &mut state.app;
    if field("client_id") != app.client_id || field("client_secret") != app.secret {
        return refused("incorrect_client_credentials");
    }
    let is_renewal = field("grant_type") == "refresh_token";
    let login = if is_renewal {
        let found = app.renewals.iter().position(|(renewal, ..)| *renewal == field("refresh_token"));
        let Some(at) = found else { return refused("bad_refresh_token") };
        let (_, old, login) = app.renewals.remove(at);
        state.tokens.remove(&old);
        login
    } else {
        let found = app.codes.iter().position(|code| code.text == field("code"));
        let Some(at) = found else { return refused("bad_verification_code") };
        // Whatever becomes of it, a code is good once.
        let code = app.codes.remove(at);
        if code.callback != field("redirect_uri") {
            return refused("redirect_uri_mismatch");
        }
        if URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier"))) != code.challenge {
            return refused("bad_verification_code");
        }
        code.login
    };
    app.given += 1;
    let kind = if app.is_expiring { "ghu" } else { "gho" };
    let (token, renewal) = (format!("{kind}_{:036x}", app.given), format!("ghr_{:036x}", app.given));
    let scope = if app.is_expiring { "" } else { &app.scope };
    let mut given = json!({ "access_token": token, "token_type": "bearer", "scope": scope });
    if app.is_expiring {
        given["expires_in"] = Value::from(28_800);
        given["refresh_token"] = renewal.as_str().into();
        given["refresh_token_expires_in"] = Value::from(15_897_600);
        app.renewals.push((renewal, token.clone(), login.clone()));
    }
    let scopes = app.scope.clone();
    let is_lost = is_renewal && std::mem::take(&mut app.loses_answer);
    state.tokens.insert(token, (login, scopes));
    if is_lost { Response::none() } else { Response::json(200, &given) }
}

/// The fields of a form.
fn fields(request: &Request) -> impl Fn(&str) -> String {
    let text = String::from_utf8_lossy(&request.body).replace('+', " ");
    move |name| {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| decoded(value)).next().unwrap_or_default()
    }
}
