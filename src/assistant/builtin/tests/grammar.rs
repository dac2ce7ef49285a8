//! What can be said, and what it is taken for.

use serde_json::{Value, json};

use super::{GROCERIES, INVOICES, NOTE, TAXES, TOTALS, WORK, check, says};

async fn makes(said: &str, title: &str, blocks: Value) {
    check(said, "create_card", json!({ "title": title, "blocks": blocks })).await;
}

#[tokio::test]
async fn notes() {
    let milk = json!([{ "type": "text", "content": "buy milk" }]);
    for said in [
        "note: buy milk",
        "Note buy milk",
        "make a note: buy milk",
        "Please make a note that says buy milk",
        "can you take a note: buy milk",
        "make a note about buy milk",
        "notiz: buy milk",
        "Bitte mach eine Notiz: buy milk",
        "notiere: buy milk",
        "create a card called buy milk",
    ] {
        makes(said, "Buy milk", milk.clone()).await;
    }
    makes("note: one, two\nthree, four", "One, two", json!([{ "type": "text", "content": "one, two\nthree, four" }]))
        .await;
    says("note", "What should the note say").await;
}

#[tokio::test]
async fn checklists() {
    let list = |items: &[&str]| {
        let items: Vec<Value> = items.iter().map(|text| json!({ "text": text, "done": false })).collect();
        json!([{ "type": "checklist", "items": items }])
    };
    makes("checklist groceries: milk, eggs, bread", "Groceries", list(&["milk", "eggs", "bread"])).await;
    makes("make a checklist for the party: cake, music and lamps", "The party", list(&["cake", "music", "lamps"]))
        .await;
    makes("create a checklist called Moving: boxes; tape", "Moving", list(&["boxes", "tape"])).await;
    makes("checklist: a, b", "To do", list(&["a", "b"])).await;
    makes("todo buy milk", "To do", list(&["buy milk"])).await;
    makes("shopping list: milk, eggs", "Shopping list", list(&["milk", "eggs"])).await;
    makes("checklist trip with passport, socks", "Trip", list(&["passport", "socks"])).await;
    makes("checkliste Einkauf: Milch, Eier und Brot", "Einkauf", list(&["Milch", "Eier", "Brot"])).await;
    let ticked =
        json!([{ "type": "checklist", "items": [{ "text": "a", "done": true }, { "text": "b", "done": false }] }]);
    makes("checklist trip:\n- [x] a\n- [ ] b", "Trip", ticked).await;
    says("checklist", "What should be on it").await;
}

#[tokio::test]
async fn stats() {
    let stat = |label: &str, value: &str| json!([{ "type": "stat", "label": label, "value": value }]);
    makes("stat revenue 1200 €", "Revenue", stat("Revenue", "1200 €")).await;
    makes("stat revenue: 1,200.50 EUR", "Revenue", stat("Revenue", "1,200.50 EUR")).await;
    makes("stat monthly revenue = $1200", "Monthly revenue", stat("Monthly revenue", "$1200")).await;
    makes("stat 42 open tickets", "Open tickets", stat("Open tickets", "42")).await;
    makes("kennzahl Umsatz 1200 €", "Umsatz", stat("Umsatz", "1200 €")).await;
    let trend = json!([{ "type": "stat", "label": "Users", "value": "120", "trend": "+5%" }]);
    makes("stat users 120 +5%", "Users", trend).await;
}

#[tokio::test]
async fn pasted_tables() {
    let table = json!([{ "type": "table", "columns": ["a", "b"], "rows": [[1, 2], [3, 4]] }]);
    for said in [
        "make a table of this\na,b\n1,2\n3,4",
        "make a table of this:\n\na;b\n1;2\n3;4\n\n",
        "a\tb\n1\t2\n3\t4\nmake a table of this please",
        "a,b\n1,2\n3,4",
        "turn this into a table:\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    ] {
        makes(said, "Table: a, b", table.clone()).await;
    }
    makes("mach daraus eine Tabelle\na;b\n1;2\n3;4", "Tabelle: a, b", table.clone()).await;
    makes("make a table called Invoices 2026 of this\na,b\n1,2\n3,4", "Invoices 2026", table.clone()).await;
    makes("make a table called Invoices:\na,b\n1,2\n3,4", "Invoices", table.clone()).await;
    makes("table of invoices\na,b\n1,2\n3,4", "Invoices", table).await;
    let empty = json!([{ "type": "table", "columns": ["name", "amount"], "rows": [] }]);
    makes("make a table called Costs with columns name, amount", "Costs", empty).await;
    says("make a table of this", "There is no table here yet").await;
}

#[tokio::test]
async fn rows() {
    let row = json!(["Acme", "120", "paid"]);
    check("add row: Acme, 120, paid", "add_row", json!({ "card_id": TOTALS, "values": row })).await;
    check("add a row to Invoices: Acme, 120, paid", "add_row", json!({ "card_id": INVOICES, "values": row })).await;
    check("neue Zeile: Acme; 1.234,50", "add_row", json!({ "values": ["Acme", "1.234,50"] })).await;
    check("add row: \"Acme, Inc.\", 5", "add_row", json!({ "values": ["Acme, Inc.", "5"] })).await;
    let named = json!({ "Vendor": "Acme", "Amount": "5" });
    check("add row to invoices: Vendor=Acme, Amount=5", "add_row", json!({ "card_id": INVOICES, "values": named }))
        .await;
}

#[tokio::test]
async fn sums() {
    let asks = async |said: &str, expression: Value| {
        check(said, "compute", json!({ "card_id": INVOICES, "block_id": "b1", "expression": expression })).await;
    };
    let total = json!({ "op": "sum", "column": "Amount", "by": "Vendor" });
    for said in [
        "total amount by vendor",
        "Total of amount per vendor",
        "what is the total amount by vendor?",
        "show me the sum of the amounts by vendor",
        "sum amount by vendor in Invoices",
        "total by vendor in invoices",
        "Summe Amount nach Vendor",
    ] {
        asks(said, total.clone()).await;
    }
    asks("average amount", json!({ "op": "mean", "column": "Amount" })).await;
    asks("Durchschnitt der Amount pro Status", json!({ "op": "mean", "column": "Amount", "by": "Status" })).await;
    asks("count by status", json!({ "op": "count", "by": "Status" })).await;
    asks("number of invoices by status", json!({ "op": "count", "column": "Invoice", "by": "Status" })).await;
    asks("highest amount by vendor", json!({ "op": "max", "column": "Amount", "by": "Vendor" })).await;
    asks("min of amount", json!({ "op": "min", "column": "Amount" })).await;
    says("total weight by vendor", "I find no column “weight”").await;
    says("average by vendor in nowhere", "I find no card called “nowhere”").await;
}

#[tokio::test]
async fn charts() {
    for said in ["chart it", "make a chart of it", "chart", "plot this", "draw a graph", "zeichne ein Diagramm"] {
        check(said, "chart_from_table", json!({ "card_id": TOTALS, "block_id": "b1" })).await;
    }
    check("pie chart of it", "chart_from_table", json!({ "card_id": TOTALS, "kind": "pie" })).await;
    check("chart it as a line", "chart_from_table", json!({ "card_id": TOTALS, "kind": "line" })).await;
    check("show it as a bar chart", "chart_from_table", json!({ "card_id": TOTALS, "kind": "bar" })).await;
    check("chart Invoices", "chart_from_table", json!({ "card_id": INVOICES })).await;
    let sum = json!({ "op": "sum", "column": "Amount", "by": "Vendor" });
    for said in ["chart amount by vendor", "bar chart of amount by vendor", "Balkendiagramm Amount nach Vendor"] {
        check(said, "compute", json!({ "card_id": INVOICES, "expression": sum })).await;
    }
}

#[tokio::test]
async fn names_and_places() {
    check("rename it to Sums", "update_card", json!({ "card_id": TOTALS, "title": "Sums" })).await;
    check("rename Groceries to \"Food\"", "update_card", json!({ "card_id": GROCERIES, "title": "Food" })).await;
    check("call it Sums", "update_card", json!({ "card_id": TOTALS, "title": "Sums" })).await;
    check("benenne es in Summen um", "update_card", json!({ "card_id": TOTALS, "title": "Summen" })).await;
    check("rename stack Taxes to Taxes 2026", "rename_stack", json!({ "stack_id": TAXES, "name": "Taxes 2026" })).await;
    check("rename this stack to Office", "rename_stack", json!({ "stack_id": WORK, "name": "Office" })).await;
    check("move it to Taxes", "move_card", json!({ "card_id": TOTALS, "stack_id": TAXES })).await;
    check("move the card about Anna to the stack Taxes", "move_card", json!({ "card_id": NOTE, "stack_id": TAXES }))
        .await;
    check("verschiebe Groceries nach Taxes", "move_card", json!({ "card_id": GROCERIES, "stack_id": TAXES })).await;
}

#[tokio::test]
async fn the_drawer() {
    check("archive Groceries", "close_card", json!({ "card_id": GROCERIES })).await;
    check("close it", "close_card", json!({ "card_id": TOTALS })).await;
    check("archiviere die Karte Groceries", "close_card", json!({ "card_id": GROCERIES })).await;
    check("archive this stack", "archive_stack", json!({ "stack_id": WORK })).await;
    check("archive the stack Taxes", "archive_stack", json!({ "stack_id": TAXES })).await;
    check("archive Taxes", "archive_stack", json!({ "stack_id": TAXES })).await;
    check("restore it", "restore_card", json!({ "card_id": TOTALS })).await;
    check("restore Old plans", "find", json!({ "text": "Old plans", "archived": true })).await;
    check("bring back the stack Old plans", "find", json!({ "text": "Old plans", "archived": true })).await;
    check("stelle Pläne wieder her", "find", json!({ "text": "Pläne", "archived": true })).await;
    check("find the card about Acme that I archived", "find", json!({ "text": "Acme", "archived": true })).await;
    check("find acme invoices", "find", json!({ "text": "acme invoices", "archived": Value::Null })).await;
    check("wo ist die Karte über Acme?", "find", json!({ "text": "Acme" })).await;
}

#[tokio::test]
async fn stacks() {
    check("create a stack called Travel", "create_stack", json!({ "name": "Travel" })).await;
    check("new stack Travel", "create_stack", json!({ "name": "Travel" })).await;
    check("Erstelle einen Stapel Reisen", "create_stack", json!({ "name": "Reisen" })).await;
    check("list stacks", "list_stacks", json!({ "include_archived": false })).await;
    check("show all stacks", "list_stacks", json!({ "include_archived": true })).await;
    check("open stack Old", "find", json!({ "text": "Old", "archived": true })).await;
    says("open stack Taxes", "**Taxes** is on the desk").await;
    says("create a stack", "What should the stack be called").await;
}

#[tokio::test]
async fn what_is_not_understood_is_said_with_the_nearest_suggestion() {
    for said in ["/help", "help", "What can you do?"] {
        says(said, "`checklist groceries: milk, eggs, bread`").await;
    }
    says("/hilfe", "`notiz: Milch kaufen`").await;
    says("undo", "Ctrl+Z").await;
    says("write me a poem about the sea", "I'm no model").await;
    says("plese chekclist something", "`checklist groceries: milk, eggs, bread`").await;
    says("totl amount", "`total amount by vendor`").await;
    for said in ["", "???", "\u{0}", "🤷", "a".repeat(20_000).as_str()] {
        says(said, "").await;
    }
}

#[tokio::test]
async fn apps_are_opened() {
    for (said, app) in [
        ("open the calendar", "calendar"),
        ("open the calendar app", "calendar"),
        ("please start snake", "snake"),
        ("launch Todo List", "Todo List"),
        ("play tic-tac-toe", "tic-tac-toe"),
        ("öffne den Kalender", "calendar"),
        ("Starte den Taschenrechner!", "calculator"),
        ("öffne die App Wetter", "weather"),
    ] {
        check(said, "open_app", json!({ "app": app })).await;
    }
    says("open Taxes", "**Taxes** is on the desk").await;
}
