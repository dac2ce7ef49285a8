//! The page of the desk, rendered with all its cards.

use std::time::Instant;

use reqwest::{Client, header::ACCEPT_ENCODING};

use super::Plan;
use crate::{
    figures::{Pairs, ms},
    house::House,
    process::{Part, Process},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// Cards on the page.
const CARDS: usize = 200;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let reader = house.move_in("reader", 1, CARDS).remove(0);
    let server = Process::start(Part::Server, house.path());
    let client = Client::builder().build().expect("a client");
    let page = format!("http://{}/", server.address);
    let get = async |encoding: &str| {
        let began = Instant::now();
        let asked = client.get(&page).bearer_auth(&reader.token).header(ACCEPT_ENCODING, encoding);
        let answer = asked.send().await.and_then(reqwest::Response::error_for_status).expect("the page");
        let bytes = answer.bytes().await.expect("the whole page");
        (ms(began.elapsed()), bytes)
    };
    let (_, first) = get("identity").await;
    let shown = String::from_utf8_lossy(&first).matches("<article").count();
    assert!(shown >= CARDS, "the page shows {shown} cards");

    let (mut plain, mut packed) = (Pairs::default(), Pairs::default());
    for _ in 0..plan.sleepers {
        plain.ours(get("identity").await.0);
        packed.ours(get("gzip").await.0);
    }
    vec![
        plain.row(format!("page of the desk, {CARDS} cards, at the median"), Milliseconds, AtMost(10.0)),
        packed.row("… compressed for the browser", Milliseconds, Nothing),
    ]
}
