//! Tools over documents.

use serde_json::{Value, json};

use super::World;
use crate::{
    card::{
        CardId,
        block::{CARD_BYTES_MAX, ROWS_MAX},
    },
    document::{self, DocumentId, Found, Name, NewDocument, Status},
    extract::{Cell, Kind, Piece},
};

/// Stores a document in which `pieces` were found.
fn stored(world: &World, name: &str, kind: Kind, pieces: Vec<Piece>) -> DocumentId {
    let (id, card): (DocumentId, CardId) = (world.bench.id(), world.bench.id());
    let new = NewDocument {
        id,
        name: Name::new(name).unwrap(),
        kind,
        hash: name.to_owned(),
        bytes: 10,
        card,
        quota_bytes: 1 << 30,
    };
    let mut found = Found::default();
    for piece in pieces {
        found.add(piece);
    }
    let kept = world.bench.tx(|tx| {
        document::add(tx, &new, world.bench.now())?;
        document::take_in(tx, id, &found)?;
        document::set_status(tx, id, Status::Completed, None, &[])
    });
    kept.unwrap();
    id
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn sheet(number: u32, name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Vec<Piece> {
    let columns = columns.iter().map(|name| (*name).to_owned()).collect();
    let head = Piece::Sheet { number, name: name.to_owned(), page: None, columns };
    let batches = rows.chunks(200).map(|rows| Piece::Rows { sheet: number, rows: rows.to_vec() });
    std::iter::once(head).chain(batches).collect()
}

fn invoices(world: &World) -> DocumentId {
    let row = |day: &str, amount: f64| vec![text(day), text("Acme"), Cell::number(amount)];
    let rows = vec![row("2026-01-05", 10.5), row("2026-01-31", 4.5), row("2026-03-01", 1.0), row("2026-04-01", 2.0)];
    stored(world, "invoices.xlsx", Kind::Xlsx, sheet(1, "Invoices", &["Date", "Vendor", "Amount"], rows))
}

#[test]
fn a_sheet_is_reckoned_with_by_month_and_by_quarter_without_a_card() {
    let world = World::new();
    let id = invoices(&world);
    let ask = |expression: Value| world.did("compute", json!({ "document_id": id, "expression": expression }));
    let sums = ask(json!({ "op": "sum", "column": "Amount", "per": "month" }));
    assert_eq!(sums["rows"], json!([["2026-01", 15], ["2026-03", 1], ["2026-04", 2]]));
    assert_eq!((&sums["by"], &sums["overall"]), (&json!("Date"), &json!(18)));
    let sums = ask(json!({ "op": "count", "by": "Date", "per": "quarter" }));
    assert_eq!(sums["rows"], json!([["2026-Q1", 3], ["2026-Q2", 1]]));

    let wrong = |input: Value, words: &str| world.refuses("compute", input, words);
    wrong(
        json!({ "document_id": id, "expression": { "op": "count", "by": "Vendor", "per": "year" } }),
        "holds no days",
    );
    wrong(json!({ "expression": { "op": "count" } }), "either");
    wrong(json!({ "document_id": id, "sheet": 7, "expression": { "op": "count" } }), "no such sheet");
    let stranger: DocumentId = world.bench.id();
    wrong(json!({ "document_id": stranger, "expression": { "op": "count" } }), "list_documents");
}

#[test]
fn a_sheet_becomes_a_card_with_the_columns_that_were_chosen() {
    let world = World::new();
    let id = invoices(&world);
    let made = world.did("make_table_from_document", json!({ "document_id": id, "columns": ["amount", "Date"] }));
    assert_eq!(
        (&made["title"], &made["rows"], &made["left_out"]),
        (&json!("Invoices (invoices.xlsx)"), &json!(4), &json!(0))
    );
    let card = world.did("read_card", json!({ "card_id": made["card_id"] }));
    assert_eq!(card["blocks"][0]["rows"][0], json!({ "Amount": 10.5, "Date": "2026-01-05" }));
    world.refuses("make_table_from_document", json!({ "document_id": id, "columns": ["Price"] }), "\"Vendor\"");
}

#[test]
fn what_a_card_can_not_hold_is_left_out_and_told() {
    let world = World::new();
    let rows = (0..ROWS_MAX + 7).map(|number| vec![text(&number.to_string())]).collect();
    let id = stored(&world, "long.csv", Kind::Csv, sheet(1, "", &["Number"], rows));
    let made = world.did("make_table_from_document", json!({ "document_id": id }));
    assert_eq!((&made["rows"], &made["left_out"]), (&json!(ROWS_MAX), &json!(7)));

    let rows = (0..1_000).map(|_| vec![text(&"\"".repeat(1_000))]).collect();
    let id = stored(&world, "wide.csv", Kind::Csv, sheet(1, "", &["Long\nname"], rows));
    let made = world.did("make_table_from_document", json!({ "document_id": id }));
    let kept = usize::try_from(made["rows"].as_u64().unwrap()).unwrap();
    assert!(kept > 100 && kept * 2_000 < CARD_BYTES_MAX, "{made}");
    assert_eq!(made["columns"], json!(["Long name"]));
}

#[test]
fn text_is_read_by_the_page_and_by_what_it_speaks_of() {
    let world = World::new();
    let page = |number: u32, text: &str| Piece::Page { number, text: text.to_owned() };
    let long = "x".repeat(40_000);
    let pages =
        vec![page(1, "The fee is due."), page(2, &long), page(3, "Notice is given in writing.\n\nNothing else.")];
    let id = stored(&world, "contract.pdf", Kind::Pdf, pages);
    let read = |input: Value| {
        let mut input = input;
        input["document_id"] = json!(id);
        world.did("read_document", input)
    };
    let all = read(json!({}));
    assert_eq!((&all["pages"], &all["next_page"]), (&json!([{ "page": 1, "text": "The fee is due." }]), &json!(2)));
    let cut = read(json!({ "from": 2 }));
    assert_eq!((&cut["pages"][0]["truncated"], &cut["next_page"]), (&json!(true), &json!(3)));
    let about = read(json!({ "about": "the notices" }));
    assert_eq!(about["passages"], json!([{ "page": 3, "text": "Notice is given in writing." }]));
    assert_eq!(read(json!({ "about": "notice", "to": 2 }))["passages"], json!([]));
    world.refuses("read_document", json!({ "document_id": id, "from": 4 }), "pages 1 to 3");
    assert_eq!(world.did("list_documents", json!({ "name": "contr" }))["documents"][0]["name"], "contract.pdf");
}

#[test]
fn what_is_still_being_read_is_told_so() {
    let world = World::new();
    let id = invoices(&world);
    let set = |status: Status| world.bench.tx(|tx| document::set_status(tx, id, status, None, &[])).unwrap();
    set(Status::Processing);
    world.refuses("read_document", json!({ "document_id": id }), "still being read");
    set(Status::Failed);
    world.refuses("make_table_from_document", json!({ "document_id": id }), "could not be read");
}
