//! Questions about documents.

use serde_json::{Value, json};

use super::{desk, perform, reply};
use crate::llm::Message;

const SHEETS: &str = "0197b7a0-0000-7000-8000-000000000011";
const CONTRACT: &str = "0197b7a0-0000-7000-8000-000000000012";
const CARD: &str = "0197b7a0-0000-7000-8000-000000000013";

/// The desk with a spreadsheet, which has a card, a contract, and a scan that is still being read.
fn desk_with_documents() -> Value {
    let mut desk = desk();
    let document = |id: &str, name: &str, kind: &str, status: &str, tables: Value| json!({ "id": id, "name": name, "kind": kind, "status": status, "pages": 30, "tables": tables });
    let card =
        json!({ "id": CARD, "stack": super::WORK, "title": "sales.xlsx", "size": "medium", "blocks": ["document"] });
    desk["cards"].as_array_mut().unwrap().push(card);
    let sheets = json!([
        { "sheet": 1, "name": "Sales", "columns": ["Date", "Buyer", "Revenue"], "rows": 40 },
        { "sheet": 2, "name": "Buyers", "columns": ["Name", "City"], "rows": 4 },
    ]);
    desk["documents"] = json!([
        document(SHEETS, "sales.xlsx", "xlsx", "completed", sheets),
        document(CONTRACT, "Contract Acme.pdf", "pdf", "completed", json!([])),
        document(super::NOTE, "scan.pdf", "pdf", "processing", json!([])),
    ]);
    desk
}

/// The first call that `said` leads to.
async fn check(said: &str, name: &str, input: Value) {
    let (calls, text) = reply(&desk_with_documents(), vec![Message::User(said.to_owned())]).await;
    let call = calls.first().unwrap_or_else(|| panic!("{said:?} called nothing, but said: {text}"));
    assert_eq!((call.name.as_str(), &call.input), (name, &input), "{said:?}");
}

#[tokio::test]
async fn sums_by_month_come_from_the_document() {
    let sum = |per: &str| json!({ "document_id": SHEETS, "sheet": 1, "expression": { "op": "sum", "column": "Revenue", "per": per } });
    for said in [
        "total revenue by month from sales.xlsx",
        "Table of the total revenue by month from sales.xlsx",
        "make a table of total revenue per month from the sales",
        "summe Revenue nach Monat aus sales.xlsx",
    ] {
        check(said, "compute", sum("month")).await;
    }
    for said in ["chart revenue by quarter", "bar chart of revenue by quarter", "diagramm Revenue nach Quartal"] {
        check(said, "compute", sum("quarter")).await;
    }
}

#[tokio::test]
async fn a_chart_by_quarter_is_drawn_from_what_was_reckoned() {
    let sums = json!({ "by": "Date", "column": "Revenue", "overall": 30, "skipped": 0, "rows": [["2026-Q1", 10], ["2026-Q2", 20]] });
    let made = json!({ "title": "Revenue by Quarter", "card_id": CARD });
    let (calls, text) = perform(&desk_with_documents(), "chart revenue by quarter", &[sums, made]).await;
    let block = &calls[1].1["blocks"][0];
    assert_eq!((&block["x"], &block["y"]), (&json!("Quarter"), &json!(["Revenue"])));
    assert_eq!(block["data"][0], json!({ "Quarter": "2026-Q1", "Revenue": 10 }));
    assert_eq!(text, "I drew **Revenue by Quarter**.");
}

#[tokio::test]
async fn a_table_is_made_from_a_sheet() {
    let table = |sheet: u32| json!({ "document_id": SHEETS, "sheet": sheet });
    check("table from sales.xlsx", "make_table_from_document", table(1)).await;
    check("make a table of the buyers from sales.xlsx", "make_table_from_document", table(2)).await;
    check("erstelle eine Tabelle aus sales", "make_table_from_document", table(1)).await;
    let made = json!({ "title": "Sales (sales.xlsx)", "card_id": CARD, "rows": 40, "left_out": 0 });
    let (_, text) = perform(&desk_with_documents(), "table from sales.xlsx", &[made]).await;
    assert_eq!(text, "I made **Sales (sales.xlsx)**: 40 rows. There is also **Buyers**.");
}

#[tokio::test]
async fn a_question_is_answered_with_the_page() {
    let ask = json!({ "document_id": CONTRACT, "about": "notice" });
    for said in [
        "what does the contract say about notice?",
        "What does the Acme contract say about the notice?",
        "look in the contract for notice",
        "was sagt der Contract über notice?",
    ] {
        check(said, "read_document", ask.clone()).await;
    }
    let found = json!({ "passages": [{ "page": 29, "text": "Three months' notice *is* given." }] });
    let (_, text) = perform(&desk_with_documents(), "what does the contract say about notice?", &[found]).await;
    assert!(text.contains("> Three months' notice \\*is\\* given."), "{text}");
    assert!(text.contains(&format!("[page 29](/documents/{CONTRACT}?page=29)")), "{text}");
    let none = json!({ "passages": [] });
    let (_, text) = perform(&desk_with_documents(), "what does the contract say about cats?", &[none]).await;
    assert_eq!(text, "I found nothing about “cats” in **Contract Acme.pdf**.");
}

#[tokio::test]
async fn a_summary_is_made_of_its_sentences() {
    check("summarise the contract", "read_document", json!({ "document_id": CONTRACT })).await;
    check("fasse sales.xlsx zusammen", "read_document", json!({ "document_id": SHEETS })).await;
    let text = "The parties agree on deliveries of books. Deliveries of books are made monthly to the library. Hm.";
    let found = json!({ "pages": [{ "page": 2, "text": text }], "next_page": null });
    let (_, text) = perform(&desk_with_documents(), "summarize Contract Acme.pdf", &[found]).await;
    assert!(
        text.contains("> Deliveries of books are made monthly to the library.") && text.contains("page 2"),
        "{text}"
    );
    let found = json!({ "pages": [], "next_page": null });
    let (_, text) = perform(&desk_with_documents(), "summarise sales.xlsx", &[found]).await;
    assert!(text.contains("- **Sales**: 40 rows (Date, Buyer, Revenue)"), "{text}");
}

#[tokio::test]
async fn what_can_not_be_answered_is_said() {
    let says = async |said: &str, words: &str| {
        let (calls, text) = reply(&desk_with_documents(), vec![Message::User(said.to_owned())]).await;
        assert_eq!(calls, [], "{said:?}");
        assert!(text.contains(words), "{said:?} was answered with: {text}");
    };
    says("what does the scan say about apples?", "still being read").await;
    says("table of cats from sales.xlsx", "no such table").await;
    says("table from Contract Acme.pdf", "no table").await;
    says("add row to sales.xlsx: 2026-01-01, Acme, 3", "stays as it was sent").await;
    let none = json!({ "documents": [] });
    let (_, text) = perform(&desk_with_documents(), "what does the lease say about cats?", &[none]).await;
    assert!(text.contains("no document called “lease”"), "{text}");
}

#[tokio::test]
async fn an_old_document_is_found_with_the_tool() {
    let listed = json!({ "documents": [{ "document_id": CONTRACT, "name": "lease.pdf", "kind": "pdf", "status": "completed", "pages": 3 }] });
    let read = json!({ "tables": [] });
    let found = json!({ "passages": [{ "page": 1, "text": "No cats." }] });
    let (calls, text) =
        perform(&desk_with_documents(), "what does the lease say about cats?", &[listed, read, found]).await;
    assert_eq!(calls.last().unwrap().1, json!({ "document_id": CONTRACT, "about": "cats" }));
    assert!(text.contains("> No cats."), "{text}");
}
