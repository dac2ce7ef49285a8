//! Reading documents in a child process, against the libraries alone, and the way of a long table onto a card.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};
use stackhouse::extract::{Limits, Reader};

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

/// Rows of the table that becomes a card.
const CARD_ROWS: usize = 10_000;
/// Rows of the table whose reading is measured.
const LONG_ROWS: usize = 50_000;
const SAMPLES: [&str; 3] = ["contract.pdf", "invoices.xlsx", "offer.docx"];
const BOUNDARY: &str = "8c5e7cc39d4f";

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = vec![on_a_card(plan).await];
    let house = House::new(&plan.scratch);
    let long = house.path().join("long.csv");
    std::fs::write(&long, csv(LONG_ROWS)).expect("room in scratch");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents");
    let files: Vec<PathBuf> = std::iter::once(long).chain(SAMPLES.iter().map(|name| samples.join(name))).collect();
    for file in files {
        rows.push(reading(plan, &file).await);
    }
    rows
}

/// From sending the file to having the card with its table.
async fn on_a_card(plan: &Plan) -> Row {
    let house = House::new(&plan.scratch);
    let client = Client::builder().no_proxy().build().expect("a client");
    let mut pairs = Pairs::default();
    for round in 0..plan.rounds {
        let owner = house.move_in(&format!("owner-{round}"), 1, 0).remove(0);
        let server = Process::start(Part::Server, house.path());
        let at = |path: &str| format!("http://{}{path}", server.address);
        let get = async |path: &str| -> Value {
            let answer = client.get(at(path)).bearer_auth(&owner.token).send().await.expect("an answer");
            answer.json().await.expect("JSON")
        };
        get("/api/stacks").await;

        let began = Instant::now();
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"rows.csv\"";
        let body = format!("--{BOUNDARY}\r\n{head}\r\n\r\n{}\r\n--{BOUNDARY}--\r\n", csv(CARD_ROWS));
        let sent = client.post(at("/api/documents")).bearer_auth(&owner.token);
        let sent = sent.header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}")).body(body);
        let sent: Value = sent.send().await.expect("an answer").json().await.expect("JSON");
        let id = sent["documents"][0]["id"].as_str().expect("a document").to_owned();
        while get(&format!("/api/documents/{id}")).await["status"] != "completed" {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let said =
            client.post(at("/api/chat")).bearer_auth(&owner.token).json(&json!({ "text": "table from rows.csv" }));
        said.send().await.and_then(reqwest::Response::error_for_status).expect("a turn");
        loop {
            let chat = get("/api/chat").await;
            if chat["messages"].as_array().and_then(|all| all.last()).is_some_and(|last| last["role"] == "agent") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        pairs.ours(ms(began.elapsed()));
    }
    pairs.row(format!("a CSV of {CARD_ROWS} rows, from sending to its table on a card"), Milliseconds, AtMost(1_000.0))
}

async fn reading(plan: &Plan, file: &Path) -> Row {
    let limits = Limits { at_once: 1, memory_bytes: 1 << 30, cpu_s: 60, wall: Duration::from_mins(1) };
    let reader = Reader::new(std::env::current_exe().expect("a program knows its file"), limits, "", &[]);
    let ending = file.extension().and_then(std::ffi::OsStr::to_str).expect("an ending");
    let bytes = std::fs::read(file).expect("a sample");
    let kind = reader.check(file, ending).await.expect("a good file");
    let mut pairs = Pairs::default();
    for _ in 0..plan.rounds {
        let began = Instant::now();
        let mut pieces = reader.read(file, kind).await.expect("a child");
        while pieces.next().await.expect("a good file").is_some() {}
        pairs.ours(ms(began.elapsed()));

        let began = Instant::now();
        floor::parse(ending, &bytes);
        pairs.floor(ms(began.elapsed()));
    }
    let name = file.file_name().and_then(std::ffi::OsStr::to_str).expect("a name");
    let what = format!("reading {name}, {} KiB, in a child; floor: its library alone", bytes.len() / 1_024);
    pairs.row(what, Milliseconds, Nothing)
}

fn csv(rows: usize) -> String {
    let mut csv = "Number;Buyer;Remark;Amount\n".to_owned();
    for row in 0..rows {
        let _ = writeln!(csv, "{row};\"Heron; Weir & Co.\";\"said \"\"no\"\"\";{row}.5");
    }
    csv
}
