//! Making a desk what it was: a saved session with the windows of an app, put back whole.

use std::time::Instant;

use reqwest::Client;
use serde_json::Value;

use super::Plan;
use crate::{
    figures::{Pairs, ms},
    floor,
    house::House,
    process::{Part, Process},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// Windows on the desk.
const WINDOWS: usize = 20;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let keeper = house.move_in("keeper", 1, 0).remove(0);
    house.open_windows(&keeper, WINDOWS);
    let bare = floor::open(&floor::copy(&keeper, house.path(), "bare"));
    let server = Process::start(Part::Server, house.path());
    let client = Client::builder().no_proxy().build().expect("a client");
    let ask = async |method, path: &str| -> Value {
        let asked = client.request(method, format!("http://{}{path}", server.address)).bearer_auth(&keeper.token);
        let answer = asked.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
        answer.json().await.expect("JSON")
    };
    let sessions = ask(reqwest::Method::GET, "/api/sessions").await;
    let ids: Vec<&str> =
        sessions["sessions"].as_array().into_iter().flatten().filter_map(|one| one["session_id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "two moments to go between: {sessions}");

    let mut pairs = Pairs::default();
    for round in 0..plan.rounds * 4 {
        // The last one saved is what the desk is at first.
        let path = format!("/api/sessions/{}/restore", ids[(round + 1) % 2]);
        let began = Instant::now();
        let restored = ask(reqwest::Method::POST, &path).await;
        pairs.ours(ms(began.elapsed()));
        assert_eq!(restored["changed"], true, "each restore has everything to do");

        let began = Instant::now();
        floor::put_back(&bare, round);
        pairs.floor(ms(began.elapsed()));
    }
    let what = format!("restore of {WINDOWS} windows, each elsewhere and with other data");
    vec![pairs.row(what, Milliseconds, AtMost(500.0)), pairs.tail_row("… the slowest", Milliseconds, Nothing)]
}
