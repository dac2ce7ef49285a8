//! Apps: from a click on one to its window, from what a person does to what they see, and what a window costs that
//! nobody touches.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::{interval, sleep};

use super::Plan;
use crate::{
    figures::{Pairs, figure, ms},
    floor::{self, Bare},
    house::{House, Resident},
    process::{Part, Process},
    tab::{Tab, is, refuse_errors},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::{Kibibytes, Milliseconds},
    },
};

/// Apps that a user has installed who has many.
const INSTALLED: usize = 1_000;
/// People who use an app at once, and what each does a second.
const PEOPLE: usize = 200;
const EVENTS_A_SECOND: u32 = 5;
/// Windows that nobody touches.
const WINDOWS: usize = 100;
/// Cards of a user whose disk is the floor.
const CARDS: usize = 30;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = launches(plan).await;
    rows.extend(events(plan).await);
    rows.extend(windows(plan).await);
    rows
}

/// From asking for an app that is saved to all of its HTML.
async fn launches(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("launcher", 1, CARDS);
    let token = &residents[0].token;
    let (mut cold, mut warm) = (Pairs::default(), Pairs::default());
    let server = Process::start(Part::Server, house.path());
    let client = Client::new(&server.address, token);
    for number in 0..INSTALLED.min(plan.cards_max) {
        client.install(number).await;
    }
    drop(server);
    for _ in 0..plan.starts {
        // Nothing is awake and nothing is compiled.
        let server = Process::start(Part::Server, house.path());
        let client = Client::new(&server.address, token);
        let mut tab = Tab::open_html(&server.address, token).await;
        cold.ours(ms(launch(&client, &mut tab, 7).await));
        for _ in 0..plan.rounds {
            warm.ours(ms(launch(&client, &mut tab, 7).await));
        }
    }
    let what = format!("an app opened with {INSTALLED} installed, to its first HTML");
    vec![
        cold.tail_row(format!("{what}, just after the start"), Milliseconds, AtMost(100.0)),
        warm.tail_row("… once it has been opened, 99 %", Milliseconds, AtMost(30.0)),
        warm.middle_row("… at the median", Milliseconds, Nothing),
    ]
}

async fn launch(client: &Client, tab: &mut Tab, number: usize) -> Duration {
    let begin = Instant::now();
    let window = client.launch(number).await;
    tab.send("app_event", &format!(r#"{{"instance_id":"{window}","node":"","event":"show"}}"#)).await;
    patch(tab, &window).await.duration_since(begin)
}

/// From an event to the patch that shows what came of it, each kept on the disk before, beside bare commits.
async fn events(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("player", PEOPLE, CARDS);
    let bare = |(number, resident): (usize, &Resident)| Bare::new(resident, 1, house.path(), &format!("bare-{number}"));
    let mut bares: Vec<Bare> = residents.iter().enumerate().map(bare).collect();
    let server = Process::start(Part::Server, house.path());
    let mut players = Vec::new();
    for resident in &residents {
        players.push(Player::seat(&server.address, &resident.token).await);
    }
    let (mut alone, mut together, mut burst) = (Pairs::default(), Pairs::default(), Pairs::default());
    for _ in 0..plan.rounds {
        for took in players[0].play(Duration::ZERO, Duration::from_millis(50), plan.seconds).await {
            alone.ours(ms(took));
        }
        for took in floor::paced_moves(&mut bares[..1], 20, plan.seconds) {
            alone.floor(ms(took));
        }
        let pace = Duration::from_secs(1) / EVENTS_A_SECOND;
        let seconds = plan.seconds * 5.0;
        // People click when they like, as the floor does; the other row is what it costs when all of them click at once.
        let apart = pace / u32::try_from(PEOPLE).unwrap_or(u32::MAX);
        let spread = (0..).zip(&mut players).map(|(number, player)| player.play(apart * number, pace, seconds));
        for took in join_all(spread).await.concat() {
            together.ours(ms(took));
        }
        let at_once = players.iter_mut().map(|player| player.play(Duration::ZERO, pace, seconds));
        for took in join_all(at_once).await.concat() {
            burst.ours(ms(took));
        }
        let per_second = EVENTS_A_SECOND * u32::try_from(PEOPLE).unwrap_or(u32::MAX);
        for took in floor::paced_moves(&mut bares, per_second, seconds) {
            together.floor(ms(took));
        }
    }
    vec![
        alone.tail_row("an event of an app to its patch, 99 %", Milliseconds, AtMost(10.0)),
        alone.middle_row("… at the median", Milliseconds, Nothing),
        together.tail_row(
            format!("… of {PEOPLE} users, {EVENTS_A_SECOND} a second each, 99 %"),
            Milliseconds,
            AtMost(50.0),
        ),
        together.middle_row("… at the median", Milliseconds, Nothing),
        burst.tail_row("… all of them in the same instant, 99 %", Milliseconds, Nothing),
    ]
}

/// What a window takes that is shown and that nobody touches.
async fn windows(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("hoarder", 1, CARDS);
    let server = Process::start(Part::Server, house.path());
    let client = Client::new(&server.address, &residents[0].token);
    client.install(0).await;
    let mut tab = Tab::open_html(&server.address, &residents[0].token).await;
    launch(&client, &mut tab, 0).await;
    sleep(Duration::from_secs(1)).await;
    let before = server.memory_bytes();
    for _ in 0..WINDOWS {
        launch(&client, &mut tab, 0).await;
    }
    sleep(Duration::from_secs(1)).await;
    let each = figure(server.memory_bytes().saturating_sub(before)) / 1024.0 / figure(WINDOWS as u64);
    let mut pairs = Pairs::default();
    pairs.ours(each);
    vec![pairs.row("memory of a window that is shown", Kibibytes, Nothing)]
}

/// Somebody who clicks.
struct Player {
    tab: Tab,
    window: String,
}

impl Player {
    async fn seat(address: &str, token: &str) -> Self {
        let client = Client::new(address, token);
        client.install(0).await;
        let window = client.launch(0).await;
        let mut tab = Tab::open_html(address, token).await;
        tab.send("app_event", &format!(r#"{{"instance_id":"{window}","node":"","event":"show"}}"#)).await;
        patch(&mut tab, &window).await;
        Self { tab, window }
    }

    /// Waits, then clicks at a pace for some seconds; answers how long each patch took.
    async fn play(&mut self, wait: Duration, pace: Duration, seconds: f64) -> Vec<Duration> {
        sleep(wait).await;
        let mut every = interval(pace);
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        let mut took = Vec::new();
        while Instant::now() < end {
            every.tick().await;
            let begin = Instant::now();
            let click = format!(r#"{{"instance_id":"{}","node":"more","event":"click"}}"#, self.window);
            self.tab.send("app_event", &click).await;
            took.push(patch(&mut self.tab, &self.window).await.duration_since(begin));
        }
        took
    }
}

/// When the tab is sent a patch of the window.
async fn patch(tab: &mut Tab, window: &str) -> Instant {
    loop {
        let frame = tab.next().await;
        let heard = Instant::now();
        refuse_errors(&frame);
        if is(&frame, "app_patch") && frame.contains(window) {
            return heard;
        }
    }
}

struct Client {
    http: reqwest::Client,
    address: String,
    token: String,
}

impl Client {
    fn new(address: &str, token: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { http, address: address.to_owned(), token: token.to_owned() }
    }

    async fn install(&self, number: usize) {
        self.post("/api/apps", json!({ "package": counter(number) })).await;
    }

    async fn launch(&self, number: usize) -> String {
        let opened = self.post(&format!("/api/apps/counter-{number}/launch"), json!({})).await;
        opened["instance_id"].as_str().expect("a window").to_owned()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let url = format!("http://{}{path}", self.address);
        let answer = self.http.post(url).bearer_auth(&self.token).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.expect("JSON")
    }
}

/// An app of a usual size: a list, a field, and a button that counts.
fn counter(number: usize) -> Value {
    let rows: Vec<Value> = (0..20).map(|row| json!({ "id": format!("r{row}"), "text": "Something to do" })).collect();
    json!({
        "aiapp": 1, "id": format!("counter-{number}"), "name": format!("Counter {number}"), "icon": "C",
        "category": "utilities", "version": "1.0.0", "author": "bench", "description": "Counts.",
        "instances": "multi",
        "ui_spec": {
            "state": {
                "count": { "type": "integer", "scope": "app" },
                "rows": { "type": "list", "default": rows },
                "draft": { "type": "string" },
            },
            "script": ["fn more() { this.count += 1; }"],
            "view": [
                { "type": "text", "id": "count", "props": { "value": "${this.count}" } },
                { "type": "input", "id": "draft", "bind": "draft" },
                { "type": "button", "id": "more", "props": { "text": "More" }, "on": { "click": "this.more()" } },
                { "type": "list", "children": [
                    { "type": "row", "for": "r in this.rows", "key": "r.id", "children": [
                        { "type": "text", "id": "text", "props": { "value": "${r.text}" } }] }] },
            ],
        },
    })
}
