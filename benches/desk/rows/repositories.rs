//! A repository of 2,000 files: one of them saved over REST, the page of the folder that holds them all, and what git's
//! own client does with it.

mod git;

use std::{path::Path, time::Instant};

use reqwest::{Client, Method};
use serde_json::{Value, json};

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

/// Files of the repository, all in one folder.
const FILES: usize = 2_000;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let keeper = house.move_in("keeper", 1, 0).remove(0);
    let server = Process::start(Part::Server, house.path());
    let client = Client::builder().no_proxy().build().expect("a client");
    let ask = async |method: Method, path: &str, body: Option<Value>| {
        let mut asked = client.request(method, format!("http://{}{path}", server.address)).bearer_auth(&keeper.token);
        if let Some(body) = body {
            asked = asked.json(&body);
        }
        let answer = asked.send().await.and_then(reqwest::Response::error_for_status).expect("an answer");
        answer.bytes().await.expect("the whole answer")
    };
    let made = ask(Method::POST, "/api/repositories", Some(json!({ "name": "big" }))).await;
    let made: Value = serde_json::from_slice(&made).expect("JSON");
    let here = "/api/local/keeper-0/big";
    let file = |number: usize| json!({ "path": format!("src/file-{number:04}.rs"), "content": text(number, 0) });
    let changes: Vec<Value> = (0..FILES).map(file).collect();
    let first = json!({ "branch": "main", "message": "Begin", "changes": changes });
    ask(Method::POST, &format!("{here}/commit"), Some(first)).await;

    let id = made["repository_id"].as_str().expect("an id");
    let theirs = house.path().join(format!("repositories/{id}.git"));
    let bare = house.path().join("bare.git");
    copy(&theirs, &bare);
    let floor = floor::GitEdits::open(&bare);
    let (mut saves, mut pages) = (Pairs::default(), Pairs::default());
    for round in 1..=plan.rounds * 8 {
        let number = round * 37 % FILES;
        let body = json!({ "branch": "main", "content": text(number, round) });
        let began = Instant::now();
        ask(Method::PUT, &format!("{here}/contents/src/file-{number:04}.rs"), Some(body)).await;
        saves.ours(ms(began.elapsed()));
        let began = Instant::now();
        floor.edit(&format!("src/file-{number:04}.rs"), &text(number, round));
        saves.floor(ms(began.elapsed()));

        let began = Instant::now();
        let page = ask(Method::GET, "/local/keeper-0/big/main/code/src", None).await;
        pages.ours(ms(began.elapsed()));
        assert!(String::from_utf8_lossy(&page).matches("<li class=\"line\">").count() >= FILES, "the whole folder");
    }
    let mut rows = vec![
        saves.row(format!("save of a file of {FILES}, over REST; floor: git2 alone"), Milliseconds, AtMost(10.0)),
        saves.tail_row("… the slowest", Milliseconds, Nothing),
        pages.row(format!("page of a folder of {FILES} files"), Milliseconds, AtMost(100.0)),
    ];
    let url = format!("http://{}/git/keeper-0/big.git", server.address);
    let beside = house.path().join("beside.git");
    copy(&theirs, &beside);
    rows.extend(git::measure(plan, house.path(), (&url, &keeper.token), &beside));
    rows
}

fn text(number: usize, round: usize) -> String {
    format!("//! File {number}, written for the {round}th time.\n\npub fn answer() -> usize {{\n    {number}\n}}\n")
}

pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
