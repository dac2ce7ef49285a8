//! The assistant at work on a page of invoices: two tabs, exact sums, the Drawer, and a kill in the middle.

use std::{fmt::Write, path::Path};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, password_file,
    process::{Process, new_data, run},
    tab::Tab,
};

/// 200 invoices of four vendors, and the exact total of each in cents.
fn invoices() -> (String, [u64; 4]) {
    let vendors = ["\"Acme, Inc.\"", "Bolt", "Čapek", "Dyn Ltd"];
    let (mut csv, mut totals) = ("Invoice,Date,Vendor,Amount,Status\n".to_owned(), [0; 4]);
    for number in 1..=200_u64 {
        let vendor = usize::try_from(number % 4).expect("a small number");
        let cents = number * 137 % 90_000 + 1;
        totals[vendor] += cents;
        let (name, day) = (vendors[vendor], number % 28 + 1);
        let status = if number % 3 == 0 { "open" } else { "paid" };
        let _ = writeln!(csv, "{number:04},2026-03-{day:02},{name},{}.{:02},{status}", cents / 100, cents % 100);
    }
    (csv, totals)
}

/// Says `text`, and answers what the assistant has said when the turn is over.
async fn ask(tab: &mut Tab, text: &str) -> String {
    let id = tab.send("mission", json!({ "text": text })).await;
    assert_eq!(tab.answer_to(&id).await["type"], "ack", "{text:.60}");
    let answer = loop {
        let message = tab.until("chat_message").await["payload"]["message"].clone();
        if message["role"] == "agent" {
            break message;
        }
    };
    loop {
        let event = tab.until("agent_event").await["payload"].clone();
        match event["event_type"].as_str() {
            Some("complete") => return answer["content"].as_str().expect("a text").to_owned(),
            Some("error" | "cancelled") => panic!("{text:.60}: {event}"),
            _ => {}
        }
    }
}

/// The desk as a new tab sees it.
async fn desk(address: &str, token: &str) -> Value {
    let mut tab = Tab::open_at(address, "/ws", &[]).await.expect("a handshake");
    let sync = tab.show(token).await["payload"].clone();
    tab.close().await;
    sync
}

fn card<'s>(desk: &'s Value, title: &str) -> &'s Value {
    let cards = desk["cards"].as_array().expect("cards");
    cards.iter().find(|card| card["title"] == title).unwrap_or_else(|| panic!("no card {title} among {cards:?}"))
}

fn titles(desk: &Value) -> Vec<&str> {
    desk["cards"].as_array().expect("cards").iter().filter_map(|card| card["title"].as_str()).collect()
}

/// The cents in a plain amount, which has two digits behind its mark at most.
fn cents_in(shown: &str) -> u64 {
    let (whole, cents) = shown.split_once('.').unwrap_or((shown, "0"));
    let number = |digits: &str| digits.parse::<u64>().expect("digits");
    number(whole) * 100 + if cents.len() == 1 { number(cents) * 10 } else { number(cents) }
}

/// A data folder with the account `ada`.
fn with_ada(folder: &Path, data: &Path) {
    let file = password_file(folder, PASSWORD);
    let (file, data) = (file.to_str().expect("a path"), data.to_str().expect("a path"));
    assert!(run(&["user", "add", "ada", "--password-file", file, "--data", data]).status.success());
}

fn address(process: &Process) -> String {
    process.base.trim_start_matches("http://").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_invoices_become_a_table_sums_and_a_chart_and_survive_a_kill() {
    let (folder, data) = new_data();
    with_ada(folder.path(), &data);
    let process = Process::serve(&data, &[]);
    let token = process.client().token("ada").await;
    let mut tab = Tab::open_at(&address(&process), "/ws", &[]).await.expect("a handshake");
    let mut other = Tab::open_at(&address(&process), "/ws", &[]).await.expect("a handshake");
    let sync = tab.show(&token).await;
    other.show(&token).await;

    let (csv, totals) = invoices();
    let said = ask(&mut tab, &format!("make a table of this\n\n{csv}")).await;
    assert!(said.contains("200 rows and 5 columns"), "{said}");
    let made = other.until("canvas_update").await["payload"].clone();
    assert_eq!(made["command"], "create_card", "the other tab sees the card: {made}");

    ask(&mut tab, "total amount by vendor").await;
    process.end(Signal::KILL);
    let process = Process::serve(&data, &[]);
    let token = process.client().token("ada").await;
    let seen = desk(&address(&process), &token).await;
    let rows = card(&seen, "Total Amount by Vendor")["blocks"][0]["rows"].clone();
    for (vendor, cents) in ["Acme, Inc.", "Bolt", "Čapek", "Dyn Ltd"].iter().zip(totals) {
        let row = rows.as_array().expect("rows").iter().find(|row| row["Vendor"] == *vendor);
        let shown = row.expect("a row for each vendor")["Total Amount"].to_string();
        assert_eq!(cents_in(&shown), cents, "{vendor} has {shown}");
    }

    let mut tab = Tab::open_at(&address(&process), "/ws", &[]).await.expect("a handshake");
    tab.show(&token).await;
    ask(&mut tab, "chart it").await;
    let stack = Tab::first_stack(&sync);
    tab.act("", "archive_stack", json!({ "stack_id": stack })).await;
    let said = ask(&mut tab, "find the card about total amount that I archived").await;
    assert!(said.contains("**Total Amount by Vendor**"), "{said}");
    ask(&mut tab, "restore stack My Stack").await;
    let seen = desk(&address(&process), &token).await;
    assert!(titles(&seen).contains(&"Chart of Total Amount by Vendor"), "{:?}", titles(&seen));
    assert_eq!(seen["chat_history"].as_array().expect("messages").len(), 10);
    process.end(Signal::TERM);
}
