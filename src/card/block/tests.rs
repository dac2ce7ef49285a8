//! What a list of blocks is, by example.

mod edits;
mod parsing;
mod properties;
mod sizes;

use serde_json::{Value, json};

use super::*;

/// The blocks of an input that is right.
fn blocks(input: &Value) -> Vec<Block> {
    parse(input).unwrap()
}

/// Blocks as they go over the wire.
fn wire(blocks: &[Block]) -> Value {
    serde_json::to_value(blocks).unwrap()
}

/// One block of every kind, as the wire has it.
fn every_kind() -> Value {
    let document = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    json!([
        { "id": "h", "type": "heading", "text": "Invoices", "subtitle": "of May" },
        { "id": "t", "type": "text", "content": "Paid **late**.\n" },
        { "id": "s", "type": "stat", "value": "€ 1,200", "label": "Open", "trend": "+4 %" },
        { "id": "k", "type": "key-value", "pairs": [{ "label": "Vendor", "value": "Oak & Sons" }] },
        { "id": "tb", "type": "table", "columns": ["vendor", "amount", "paid"], "rows": [
            { "vendor": "Oak", "amount": 12.5, "paid": true }, { "vendor": "Elm", "amount": -3 }] },
        { "id": "bg", "type": "badge", "text": "late", "variant": "warning" },
        { "id": "p", "type": "progress", "value": 40, "label": "Sorted" },
        { "id": "c", "type": "chart", "kind": "bar", "x": "month", "y": ["sum"], "data": [
            { "month": "May", "sum": 3 }, { "month": "June", "sum": 4.5 }] },
        { "id": "im", "type": "image", "document_id": document, "alt": "A receipt" },
        { "id": "d", "type": "document", "document_id": document },
        { "id": "co", "type": "code", "content": "let x = 1;", "lang": "rust" },
        { "id": "cl", "type": "checklist", "items": [{ "id": "i1", "text": "Call", "done": false }] },
        { "id": "ap", "type": "app", "instance_id": document, "name": "Todo" },
        { "id": "se", "type": "separator" },
    ])
}
