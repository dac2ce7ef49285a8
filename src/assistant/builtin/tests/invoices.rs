//! A page full of invoices, pasted at once.

use std::fmt::Write;

use serde_json::json;

use super::{empty_desk, perform, reply};
use crate::llm::Message;

/// `count` invoices as CSV with quoted vendors.
fn invoices(count: usize) -> String {
    let vendors = ["Acme, Inc.", "Bolt", "Čapek", "Dyn \"D\" Ltd"];
    let mut csv = "Invoice,Date,Vendor,Amount,Status\n".to_owned();
    for number in 1..=count {
        let vendor = vendors[number % vendors.len()].replace('"', "\"\"");
        let (day, cents) = (number % 28 + 1, number * 37 % 100);
        let status = if number % 3 == 0 { "open" } else { "paid" };
        let _ = writeln!(csv, "INV-{number:04},2026-01-{day:02},\"{vendor}\",{}.{cents:02},{status}", number * 3);
    }
    csv
}

#[tokio::test]
async fn two_hundred_invoices_become_one_card_at_once() {
    let said = format!("make a table of this\n\n{}\n\n", invoices(200));
    let (calls, text) = perform(&empty_desk(), &said, &[json!({ "title": "Table: Invoice, Date, Vendor, …" })]).await;

    assert_eq!(calls.len(), 1);
    let table = &calls[0].1["blocks"][0];
    assert_eq!(table["columns"], json!(["Invoice", "Date", "Vendor", "Amount", "Status"]));
    assert_eq!(table["rows"].as_array().unwrap().len(), 200);
    assert_eq!(table["rows"][0], json!(["INV-0001", "2026-01-02", "Bolt", 3.37, "paid"]));
    assert_eq!(table["rows"][2], json!(["INV-0003", "2026-01-04", "Dyn \"D\" Ltd", 9.11, "open"]));
    assert_eq!(text, "I made the table **Table: Invoice, Date, Vendor, …**: 200 rows and 5 columns.");
}

#[tokio::test]
async fn more_rows_than_a_card_holds_are_refused_with_the_limit() {
    let (calls, text) = reply(&empty_desk(), vec![Message::User(invoices(5_001))]).await;
    assert_eq!(calls, []);
    assert!(text.contains("5001 rows") && text.contains("up to 5000 rows"), "{text}");
}
