//! Cards for a desk that has been used: one of every kind of block.

use serde_json::{Value, json};

/// Titles and blocks, in the order in which they are made.
pub fn cards() -> Vec<(&'static str, Value)> {
    vec![
        (
            "Trip to Lisbon",
            json!([
                { "type": "heading", "text": "Four days in May", "subtitle": "with Grace" },
                { "type": "text", "content": "Take the **early train**, then the tram up to the castle.\n\n- Museum of tiles\n- [Opening hours](https://example.org)" },
                { "type": "badge", "text": "booked", "variant": "success" },
                { "type": "badge", "text": "seats missing", "variant": "warning" },
            ]),
        ),
        (
            "Before we leave",
            json!([
                { "type": "checklist", "items": [
                    { "text": "Water the tomatoes", "done": true },
                    { "text": "Passports", "done": true },
                    { "text": "Ask Jo about the cat", "done": false },
                ] },
                { "type": "progress", "value": 66, "label": "Packed" },
            ]),
        ),
        ("Invoices by vendor", json!([invoices()])),
        (
            "Spending",
            json!([
                { "type": "stat", "value": "2,431.80", "label": "this month", "trend": "+4 %" },
                { "type": "chart", "kind": "bar", "x": "Vendor", "y": ["Amount"], "data": [
                    { "Vendor": "Miller", "Amount": 1204.5 }, { "Vendor": "Ostara", "Amount": 860 },
                    { "Vendor": "Bright", "Amount": 367.3 },
                ] },
            ]),
        ),
        (
            "Server",
            json!([
                { "type": "key-value", "pairs": [{ "label": "Address", "value": "10.0.0.7" }, { "label": "Disk", "value": "41 %" }] },
                { "type": "separator" },
                { "type": "code", "content": "stackhouse serve --data ./data", "lang": "sh" },
            ]),
        ),
    ]
}

fn invoices() -> Value {
    let rows = [
        ("Miller", "2026-05-02", "1204.50"),
        ("Ostara", "2026-05-03", "860.00"),
        ("Bright", "2026-05-09", "367.30"),
        ("Miller", "2026-05-11", "88.00"),
    ];
    let rows: Vec<_> =
        rows.iter().map(|(vendor, date, amount)| json!({ "Vendor": vendor, "Date": date, "Amount": amount })).collect();
    json!({ "type": "table", "columns": ["Vendor", "Date", "Amount"], "rows": rows })
}
