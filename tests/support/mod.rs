//! A server in this process, and clients that know nothing of it but its address.

pub mod git;
pub mod github;
pub mod mcp;
pub mod model;
pub mod process;
pub mod sabotage;
pub mod tab;

use std::{path::Path, sync::Arc};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};
use stackhouse::{
    config::Config,
    kit::{Ambient, Clock, SystemChance, SystemClock, Timestamp, simulated::ManualClock},
    server::{Running, Server},
};

use sabotage::Sabotage;

pub const PASSWORD: &str = "heron over the weir";

/// A server with a data folder of its own, on a port of its own.
pub struct TestServer {
    pub running: Running,
    pub clock: Arc<ManualClock>,
    /// Dropped last, so that the server has stopped before its data goes.
    folder: tempfile::TempDir,
}

impl TestServer {
    /// A server that nobody has an account on.
    pub fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// The same with other settings.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_by(|clock| clock, change)
    }

    /// A server whose time goes by, for what is bounded by it.
    pub fn start_in_time() -> Self {
        Self::start_by(|_| Arc::new(SystemClock), |_| ())
    }

    /// A server that panics where the sabotage that comes with it says.
    pub fn start_sabotaged(change: impl FnOnce(&mut Config)) -> (Self, Arc<Sabotage>) {
        let mut sabotage = None;
        let server = Self::start_by(|clock| Arc::clone(sabotage.insert(Arc::new(Sabotage::new(clock)))), change);
        (server, sabotage.expect("the server was given a clock"))
    }

    fn start_by<C: Clock + 'static>(
        clock_of: impl FnOnce(Arc<ManualClock>) -> Arc<C>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config::for_testing(&folder.path().join("data"));
        config.program = Some(env!("CARGO_BIN_EXE_stackhouse").into());
        change(&mut config);
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let ambient = Ambient::new(clock_of(clock.clone()), Arc::new(SystemChance));
        let running = Server::start_with(config, ambient).expect("the server starts");
        Self { running, clock, folder }
    }

    /// A server whose admin is called Ada.
    pub async fn with_ada() -> (Self, TestClient) {
        let server = Self::start();
        let ada = server.set_up("Ada").await;
        (server, ada)
    }

    /// The server's data folder.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// A browser that has not been here before.
    pub fn client(&self) -> TestClient {
        TestClient::new(&format!("http://{}", self.running.address))
    }

    /// The path of the page that makes the first account.
    pub fn setup_path(&self) -> String {
        let url = self.running.setup_url.as_deref().expect("nobody has an account");
        url[url.find("/setup/").expect("a set-up link")..].to_owned()
    }

    /// Makes the first account and answers its browser.
    pub async fn set_up(&self, name: &str) -> TestClient {
        let client = self.client();
        let answer = client.post_form(&self.setup_path(), &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        client
    }

    /// Makes a further account through an invitation by `admin`, and answers its browser.
    pub async fn invite(&self, admin: &TestClient, name: &str, tier: &str) -> TestClient {
        let page = admin.post_form("/settings/invitations", &[("tier", tier)]).await.text().await.expect("a page");
        let client = self.client();
        let answer = client.post_form(&invitation_path(&page), &[("name", name), ("password", PASSWORD)]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        client
    }
}

/// The path of the invitation that a settings page shows.
pub fn invitation_path(page: &str) -> String {
    let start = page.find("/invitations/").expect("a link on the page");
    page[start..].chars().take("/invitations/".len() + 64).collect()
}

/// A browser, with its cookies; it follows no redirect, so that tests see them.
#[derive(Clone)]
pub struct TestClient {
    http: Client,
    base: String,
}

impl TestClient {
    pub fn new(base: &str) -> Self {
        let builder = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy();
        Self { http: builder.build().expect("a client"), base: base.to_owned() }
    }

    /// Where the server is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request with nothing on it that a browser would add.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// A request as a page of the server makes it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("Origin", &self.base).header("Sec-Fetch-Site", "same-origin")
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    pub async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "GET {path}");
        answer.text().await.expect("a text")
    }

    pub async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.expect("JSON")
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.request(Method::POST, path).form(fields).send().await.expect("an answer")
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.expect("an answer")
    }

    /// Signs in and expects to be let in.
    pub async fn sign_in(&self, name: &str, password: &str) {
        let answer = self.post_form("/sign-in", &[("name", name), ("password", password)]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{name} signs in");
    }

    /// A token for `name`, whose password is the usual one.
    pub async fn token(&self, name: &str) -> String {
        let answer = self.post_json("/api/auth/token", &json!({ "name": name, "password": PASSWORD })).await;
        let body: Value = answer.json().await.expect("JSON");
        body["token"].as_str().unwrap_or_else(|| panic!("a token in {body}")).to_owned()
    }
}

/// Where a redirect leads to.
pub fn location(answer: &Response) -> &str {
    answer.headers().get("location").expect("a redirect").to_str().expect("a text")
}

/// Writes a password file and answers its path.
pub fn password_file(folder: &Path, password: &str) -> std::path::PathBuf {
    let path = folder.join("password");
    std::fs::write(&path, format!("{password}\n")).expect("a password file");
    path
}
