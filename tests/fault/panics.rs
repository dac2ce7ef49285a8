//! A panic is an event for one user: their tabs start over within a second, others notice nothing, and one too many
//! in a short time leaves a desk that can be read and not changed.
//!
//! The panics are real ones, in the code that asks for the time while it does what its name says.

mod neighbours;
mod turn;

use std::{sync::Arc, time::Duration};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::support::{
    TestClient, TestServer,
    sabotage::Sabotage,
    tab::{Heard, Tab},
};
use neighbours::Neighbours;

/// How long it may take until a tab has what the server has.
const RECOVERY_MAX: Duration = Duration::from_secs(1);

/// One house at a time: sabotage slows a whole process down, and the tests measure.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Ada with two tabs, on a server that can be sabotaged, and her neighbours.
struct House {
    _alone: MutexGuard<'static, ()>,
    server: TestServer,
    sabotage: Arc<Sabotage>,
    ada: TestClient,
    token: String,
    tabs: [Tab; 2],
    stack: String,
    neighbours: Neighbours,
}

impl House {
    async fn open() -> Self {
        let mut house = Self::open_alone().await;
        house.neighbours = Neighbours::move_in(&house.server, &house.ada).await;
        house
    }

    async fn open_alone() -> Self {
        let alone = ALONE.lock().await;
        let (server, sabotage) = TestServer::start_sabotaged(|config| {
            config.socket.operations_per_second = 100_000;
            config.socket.sockets_per_user_max = 2;
        });
        let ada = server.set_up("Ada").await;
        let token = ada.token("Ada").await;
        let (one, sync) = Tab::follow(&server, &token).await;
        let (two, _) = Tab::follow(&server, &token).await;
        let stack = Tab::first_stack(&sync);
        let neighbours = Neighbours::nobody();
        Self { _alone: alone, server, sabotage, ada, token, tabs: [one, two], stack, neighbours }
    }

    /// Lets `place` panic while Ada, and nobody else, does something, and answers what `act` answers.
    async fn strike<T>(&mut self, place: &'static str, act: impl AsyncFnOnce(&mut Self) -> T) -> T {
        let quiet = self.neighbours.hush().await;
        self.sabotage.arm(place);
        let answer = act(self).await;
        let struck = async {
            while !self.sabotage.is_over() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let is_over = tokio::time::timeout(Duration::from_secs(10), struck).await;
        is_over.unwrap_or_else(|_| panic!("nothing in {place} asked for the time"));
        drop(quiet);
        answer
    }

    /// Asks for a card over the first tab, without waiting for an answer.
    async fn ask_for_card(&mut self, op_id: &str) -> String {
        let data = json!({ "stack_id": self.stack, "title": op_id });
        let frame = json!({ "action": "create_card", "op_id": op_id, "data": data });
        self.tabs[0].send("canvas_interaction", frame).await
    }

    /// Both tabs are told to start over, and are given the desk: answers how often each card is on it.
    async fn start_over(&mut self) -> Vec<String> {
        let mut desks = Vec::new();
        for tab in &mut self.tabs {
            desks.push(titles(&started_over(tab).await));
        }
        assert_eq!(desks[0], desks[1], "both tabs are given the same");
        desks.swap_remove(0)
    }

    /// What Ada does next is done and told as ever.
    async fn goes_on(&mut self) {
        let card = self.tabs[0].card(&self.stack.clone(), "goes on", json!([])).await;
        let told = self.tabs[1].until("canvas_update").await;
        assert_eq!(told["payload"]["card_id"], card);
    }

    async fn rest(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.server.client().bare(method, path).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", "one and the same").json(body);
        let answer = request.send().await.expect("an answer");
        (answer.status(), answer.json().await.expect("JSON"))
    }

    /// Leaves: what the neighbours noticed of it all is nothing.
    async fn leave(self) {
        self.neighbours.noticed_nothing().await;
    }
}

/// Waits until the tab has been told to start over and has been given everything.
async fn started_over(tab: &mut Tab) -> Value {
    let told = async {
        while tab.until("system").await["payload"]["event"] != "resync" {}
        tab.until("state_sync").await
    };
    let sync = tokio::time::timeout(RECOVERY_MAX, told).await.expect("the tab starts over within a second");
    assert_eq!(sync["payload"]["full"], true);
    sync
}

fn titles(sync: &Value) -> Vec<String> {
    let cards = sync["payload"]["cards"].as_array().expect("cards");
    cards.iter().map(|card| card["title"].as_str().expect("a title").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_sprite_loses_nothing_and_its_tabs_start_over() {
    let mut house = House::open().await;

    // The change is committed and nobody was told: the ack, which was decided, comes nevertheless.
    let asked = house.strike("Sprite>::broadcast", async |house| house.ask_for_card("a").await).await;
    assert_eq!(house.tabs[0].answer_to(&asked).await["type"], "ack");
    assert_eq!(house.start_over().await, ["a"]);
    house.server.clock.advance_ms(10_000);

    // The ack itself is lost: the client asks again under the same name, and it is not done twice.
    for (op_id, place) in [("b", "FrameEncoder as stackhouse::sprite::Encoder>::ack"), ("c", "Sprite::settle")] {
        house.strike(place, async |house| house.ask_for_card(op_id).await).await;
        let desk = house.start_over().await;
        assert!(desk.contains(&op_id.to_owned()), "{desk:?}");
        let again = house.ask_for_card(op_id).await;
        assert_eq!(house.tabs[0].answer_to(&again).await["type"], "ack");
        house.server.clock.advance_ms(10_000);
    }

    // Whoever waits for an answer over REST is told that it is not known, which is so.
    let new = json!({ "stack_id": house.stack, "title": "d" });
    let (status, answer) =
        house.strike("Sprite::settle", async |house| house.rest(Method::POST, "/api/cards", &new).await).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("uncertain")));
    assert_eq!(house.start_over().await.len(), 4);
    let (status, _) = house.rest(Method::POST, "/api/cards", &new).await;
    assert_eq!(status, StatusCode::CREATED);

    house.goes_on().await;
    let (_, sync) = Tab::follow(&house.server, &house.token).await;
    let mut all = titles(&sync);
    all.sort_unstable();
    assert_eq!(all, ["a", "b", "c", "d", "goes on"], "each was made once");
    house.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_while_a_sprite_looks_after_itself_is_survived() {
    // Each Sprite looks after itself twice a second, moving or not: with neighbours, chance would choose whom it strikes.
    let mut house = House::open_alone().await;
    house.strike("Sprite as actix::actor::Actor>::started", async |_| ()).await;
    house.start_over().await;
    house.goes_on().await;
    house.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_job_takes_back_that_job_and_no_other() {
    let mut house = House::open().await;
    let asked = house.strike("lane::carry_out", async |house| house.ask_for_card("a").await).await;
    let answer = house.tabs[0].answer_to(&asked).await;
    assert_eq!((&answer["payload"]["code"], &answer["payload"]["op_id"]), (&json!("internal"), &json!("a")));
    assert!(house.start_over().await.is_empty(), "the job was taken back");

    let again = house.ask_for_card("a").await;
    assert_eq!(house.tabs[0].answer_to(&again).await["type"], "ack");
    house.tabs[1].until("canvas_update").await;
    house.goes_on().await;
    house.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_handler_ends_one_request_or_one_connection() {
    let mut house = House::open().await;
    let new = json!({ "stack_id": house.stack, "title": "a" });
    let (status, answer) =
        house.strike("api::cards::create", async |house| house.rest(Method::POST, "/api/cards", &new).await).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("internal")));
    assert!(answer["error"]["request_id"].is_string());
    house.goes_on().await;

    // The connection is gone, and the Sprite knows: its tab does not take the place of another one for ever.
    for _ in 0..3 {
        house
            .strike("Dialogue::command", async |house| {
                house.ask_for_card("b").await;
                assert_eq!(house.tabs[0].heard().await, Heard::Closed(1006));
            })
            .await;
        house.tabs[0] = Tab::follow(&house.server, &house.token).await.0;
    }
    house.goes_on().await;
    house.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_while_a_tab_is_given_the_desk_ends_that_tab() {
    let mut house = House::open().await;
    house
        .strike("pages::Giving::run", async |house| {
            house.tabs[0].send("state_sync_request", Value::Null).await;
            assert_eq!(house.tabs[0].closing().await, 1011);
        })
        .await;
    house.tabs[0] = Tab::follow(&house.server, &house.token).await.0;
    house.goes_on().await;
    house.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fourth_panic_in_five_seconds_leaves_a_desk_that_can_be_read_until_it_has_slept() {
    let mut house = House::open().await;
    for _ in 0..3 {
        house.strike("lane::carry_out", async |house| house.ask_for_card("a").await).await;
        house.start_over().await;
    }
    house.goes_on().await;
    house.strike("lane::carry_out", async |house| house.ask_for_card("a").await).await;

    // Every tab is told, also one that comes later; a change is refused, over the socket, by REST and by a form.
    house.start_over().await;
    for tab in &mut house.tabs {
        assert_eq!(tab.until("system").await["payload"]["code"], "read_only");
    }
    let [one, two] = house.tabs;
    two.close().await;
    let (mut two, _) = Tab::follow(&house.server, &house.token).await;
    assert_eq!(two.until("system").await["payload"]["code"], "read_only");
    house.tabs = [one, two];
    let refused = house.tabs[0].refused("", "create_stack", json!({})).await;
    assert_eq!(refused["code"], "read_only");
    let new = json!({ "stack_id": house.stack, "title": "b" });
    let (status, answer) = house.rest(Method::POST, "/api/cards", &new).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("read_only")));
    let form = house.ada.post_form("/cards", &[("stack_id", house.stack.as_str())]).await;
    assert_eq!(form.status(), StatusCode::SERVICE_UNAVAILABLE);

    // Everything can be read, and says how it is.
    for page in ["/".to_owned(), format!("/stacks/{}", house.stack)] {
        let page = house.ada.text(&page).await;
        assert!(page.contains("goes on") && page.contains(">Read only</p>"), "{page}");
        assert!(!page.contains("hidden>Read only"), "{page}");
    }
    assert_eq!(house.ada.json("/api/me").await["sprite"]["read_only"], true);

    // Left alone, it is opened anew.
    let House { _alone, server, ada, token, stack, tabs, neighbours, .. } = house;
    for tab in tabs {
        tab.close().await;
    }
    server.clock.advance_ms(61_000);
    while ada.json("/api/me").await["sprite"]["read_only"] == true {
        server.clock.advance_ms(1_000);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (mut tab, _) = Tab::follow(&server, &token).await;
    tab.card(&stack, "after a sleep", json!([])).await;
    assert!(ada.text("/").await.contains("hidden>Read only"));
    neighbours.noticed_nothing().await;
}
