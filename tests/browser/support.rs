//! What every story has: a server, a browser with one tab, and a look behind the page when the story is over.

pub mod axe;
mod browser;
mod driver;
mod house;
mod samples;
mod tab;

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use serde_json::json;
use stackhouse::config::Config;

pub use browser::Device;
use browser::{Behind, Browser};
use house::House;
pub use house::PASSWORD;
pub use tab::Tab;

/// A server, and somebody before a browser.
pub struct Story {
    pub house: House,
    pub tab: Tab,
    browser: Browser,
    /// What the browser may complain about, because the story provokes it.
    pub expected: Vec<&'static str>,
    /// Other servers that the story leads to.
    pub neighbours: Vec<String>,
}

/// What a browser says while nobody answers: its sockets and streams look for the server again and again.
const NOBODY_ANSWERS: [&str; 4] = [
    "WebSocket connection to",
    "net::ERR_CONNECTION_",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
];

impl Story {
    /// The server goes away at once, waiting for nothing.
    pub fn lose_server(&mut self) {
        self.expected.extend(NOBODY_ANSWERS);
        self.house.go_away();
    }

    /// Opens a second window of the same browser, at `path`.
    pub async fn second_tab(&self, path: &str) -> Tab {
        let tab = self.browser.window(&self.house.base()).await;
        tab.open(path).await;
        tab
    }

    /// Lets somebody before a browser of their own take part.
    pub async fn elsewhere(&self, device: Device, act: impl AsyncFnOnce(&Tab)) {
        let browser = Browser::open(device).await;
        let tab = browser.first_window(&self.house.base()).await;
        let ending = AssertUnwindSafe(act(&tab)).catch_unwind().await;
        let Behind { complaints, .. } = browser.close().await;
        if let Err(panic) = ending {
            resume_unwind(panic);
        }
        assert!(complaints.is_empty(), "the other browser complains: {complaints:#?}");
    }

    /// Makes the first account, Ada's, and waits for her desk.
    pub async fn at_desk(&self) {
        self.make_account().await;
        self.tab.ready().await;
    }

    /// The same with a card of every kind on it.
    pub async fn full_desk(&self) {
        self.at_desk().await;
        for (title, blocks) in samples::cards() {
            self.tab.card(title, blocks).await;
        }
        self.tab.post("/api/stacks", &json!({ "name": "Garden", "color": "green" })).await;
        self.tab.count("#tabs .tab", 2).await;
    }

    /// Makes the first account, Ada's.
    pub async fn make_account(&self) {
        self.tab.open(&self.house.setup_path()).await;
        self.tab.fill("#name", "Ada").await;
        self.tab.fill("#password", PASSWORD).await;
        self.tab.click("form .primary").await;
        self.tab.arrive("/").await;
    }
}

/// What happened on the desk so far: the verbs, the oldest first.
pub async fn activity(tab: &Tab) -> Vec<String> {
    let feed = tab.get("/api/activity").await;
    let list = feed["activity"].as_array().expect("a list");
    list.iter().map(|entry| entry["verb"].as_str().expect("a verb").to_owned()).collect()
}

/// Tells a story on an ordinary screen.
pub async fn story(tell: impl AsyncFnOnce(&mut Story)) {
    story_on(Device::Desktop, tell).await;
}

/// The same with other settings of the server.
pub async fn story_with(change: impl FnOnce(&mut Config), tell: impl AsyncFnOnce(&mut Story)) {
    story_in(House::start(change), Device::Desktop, tell).await;
}

/// Tells a story on a certain device. Whatever becomes of it, the browser is closed; when it went well, the browser
/// must have nothing to complain about and have asked nobody but the server.
pub async fn story_on(device: Device, tell: impl AsyncFnOnce(&mut Story)) {
    story_in(House::start(|_| ()), device, tell).await;
}

async fn story_in(house: House, device: Device, tell: impl AsyncFnOnce(&mut Story)) {
    let browser = Browser::open(device).await;
    let tab = browser.first_window(&house.base()).await;
    let mut story = Story { house, tab, browser, expected: Vec::new(), neighbours: Vec::new() };

    let ending = AssertUnwindSafe(tell(&mut story)).catch_unwind().await;
    if ending.is_err() {
        story.browser.keep_picture_of_failure().await;
    }
    let Behind { complaints, requests } = story.browser.close().await;
    if let Err(panic) = ending {
        eprintln!("the browser said: {complaints:#?}");
        resume_unwind(panic);
    }

    let unexpected: Vec<_> =
        complaints.iter().filter(|complaint| !story.expected.iter().any(|known| complaint.contains(known))).collect();
    assert!(unexpected.is_empty(), "the browser complains: {unexpected:#?}");
    let (base, socket) = (story.house.base(), story.house.base().replacen("http", "ws", 1));
    // What the browser shows in a new window, such as `chrome:`, asks nobody.
    let asks = |url: &&String| url.starts_with("http") || url.starts_with("ws");
    let is_next = |url: &&String| story.neighbours.iter().any(|neighbour| url.starts_with(neighbour));
    let is_ours = |url: &&String| url.starts_with(&base) || url.starts_with(&socket) || is_next(url);
    let elsewhere: Vec<_> = requests.iter().filter(asks).filter(|url| !is_ours(url)).collect();
    assert!(elsewhere.is_empty(), "the page asks others: {elsewhere:#?}");
}
