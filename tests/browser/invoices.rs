use std::{collections::BTreeMap, fmt::Write as _};

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::support::{Story, Tab, story};

const VENDORS: [&str; 7] = ["Miller", "Ostara AG", "Kite & Sons", "Bright", "Nordwind", "Tully", "Zorn"];

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_hundred_pasted_invoices_become_a_table_sums_and_a_chart_that_survive_everything() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let (one, other) = (it.tab.clone(), it.second_tab("/").await);
        one.post("/api/stacks", &json!({ "name": "Invoices" })).await;
        for tab in [&one, &other] {
            tab.ready().await;
            tab.count("#tabs .tab", 2).await;
            tab.press("Alt+2").await;
            tab.read("#stack-name", "Invoices").await;
        }

        let (csv, sums) = invoices();
        say(&one, &format!("make a table of this\n{csv}")).await;
        for tab in [&one, &other] {
            tab.count("article.card tbody tr", 200).await;
        }
        assert_eq!(rows(&one, 0).await.len(), 200);

        say(&one, "total amount by vendor").await;
        for tab in [&one, &other] {
            tab.read("article.card [data-title]", "Total Amount by Vendor").await;
        }
        let told = rows(&one, 1).await;
        let told: BTreeMap<String, Decimal> = told
            .iter()
            .map(|row| (word(&row["Vendor"]), word(&row["Total Amount"]).parse().expect("a number")))
            .collect();
        assert_eq!(told, sums);

        it.lose_server();
        it.house.come_back();
        say(&one, "chart it").await;
        for tab in [&one, &other] {
            tab.see("article.card figure svg").await;
            tab.count("article.card", 3).await;
        }

        one.click(".tab.is-active .tab-close").await;
        other.count("#tabs .tab", 1).await;
        one.open("/drawer").await;
        one.fill("input[type=search]", "invoi").await;
        one.read(".line-name", "Invoices").await;
        one.click_saying(".line button", "Restore").await;
        one.ready().await;
        one.read("#stack-name", "Invoices").await;
        one.count("article.card", 3).await;
        other.count("#tabs .tab", 2).await;
        other.press("Alt+2").await;
        other.count("[data-plane]:not([hidden]) article.card", 3).await;
        other.see("article.card figure svg").await;
    })
    .await;
}

/// Says something to the assistant.
async fn say(tab: &Tab, text: &str) {
    tab.paste("#composer-text", text).await;
    tab.press("Enter").await;
    tab.until("it is sent", "return document.querySelector('#composer-text').value === ''").await;
}

/// The rows of the table in the card that was made as the `number`th, from 0, of the shown stack.
async fn rows(tab: &Tab, number: usize) -> Vec<Value> {
    let stack = tab.ask("return document.body.dataset.active").await;
    let list = tab.get(&format!("/api/cards?stack_id={}", word(&stack))).await;
    let mut ids: Vec<String> =
        list["cards"].as_array().expect("cards").iter().map(|card| word(&card["card_id"])).collect();
    ids.sort();
    let card = tab.get(&format!("/api/cards/{}", ids[number])).await;
    let blocks = card["blocks"].as_array().expect("blocks");
    let table = blocks.iter().find(|block| block["type"] == "table").expect("a table");
    table["rows"].as_array().expect("rows").clone()
}

/// 200 invoices as somebody exports them, and what is to be paid to each vendor.
fn invoices() -> (String, BTreeMap<String, Decimal>) {
    let mut csv = "Number,Vendor,Date,Amount\n".to_owned();
    let mut sums = BTreeMap::new();
    for number in 0..200_u32 {
        let vendor = VENDORS[(number * 5 % 7) as usize];
        let amount = Decimal::new(i64::from(number * 7_919 % 250_000) + 1_005, 2);
        let (month, day) = (number / 28 % 12 + 1, number % 28 + 1);
        writeln!(csv, "R-{:04},{vendor},2026-{month:02}-{day:02},{amount}", number + 1).expect("a text takes all");
        *sums.entry(vendor.to_owned()).or_insert(Decimal::ZERO) += amount;
    }
    (csv, sums)
}

/// A text, or a number as it is written.
fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
