//! Full-text search over a desk with very many cards, and what keeping its index costs a write.

use std::time::Instant;

use reqwest::Client;

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

/// Words that are looked for: one that stands on one card, and one that stands on all.
const WORDS: [(&str, &str); 2] = [("4711", "that stands on one"), ("heron", "that stands on all")];
/// Results on one page.
const PAGE: usize = 20;
/// Commits that are measured for each round.
const WRITES: usize = 20;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let seeker = house.move_in("seeker", 1, plan.cards_max).remove(0);
    let bare = floor::open(&floor::copy(&seeker, house.path(), "bare"));
    let [indexed, plain] = ["indexed", "plain"].map(|name| floor::open(&floor::copy(&seeker, house.path(), name)));
    plain.execute_batch("DROP TRIGGER card_rewritten").expect("a trigger of ours");

    let server = Process::start(Part::Server, house.path());
    let client = Client::builder().no_proxy().build().expect("a client");
    let mut rows = Vec::new();
    for (word, where_it_stands) in WORDS {
        let mut pairs = Pairs::default();
        let page = format!("http://{}/api/search?q={word}&limit={PAGE}", server.address);
        for _ in 0..plan.rounds * 4 {
            let began = Instant::now();
            let asked = client.get(&page).bearer_auth(&seeker.token).send().await;
            let answer = asked.and_then(reqwest::Response::error_for_status).expect("results");
            let answer: serde_json::Value = answer.json().await.expect("JSON");
            pairs.ours(ms(began.elapsed()));
            let found = answer["results"].as_array().map_or(0, Vec::len);
            assert!(plan.cards_max < 4_711 || found > 0, "nothing is found: {answer}");

            let began = Instant::now();
            floor::search(&bare, word, PAGE);
            pairs.floor(ms(began.elapsed()));
        }
        let what = format!("search of {} cards for a word {where_it_stands}, at the median", plan.cards_max);
        rows.push(pairs.row(what, Milliseconds, AtMost(50.0)));
    }

    let mut pairs = Pairs::default();
    for round in 0..plan.rounds {
        let [ours, floor] = [&indexed, &plain].map(|connection| {
            let began = Instant::now();
            floor::rewrite(connection, round * WRITES, WRITES);
            ms(began.elapsed())
        });
        pairs.ours(ours);
        pairs.floor(floor);
    }
    rows.push(pairs.row(format!("{WRITES} rewritten cards; floor: without the index"), Milliseconds, Nothing));
    rows
}
