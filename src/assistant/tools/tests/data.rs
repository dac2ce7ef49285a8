//! Rows, sums and charts.

use serde_json::{Value, json};

use super::World;

/// Reckons over a table of vendors and amounts.
fn check(amounts: Value, expression: Value, rows: Value, overall: Value) {
    let world = World::new();
    let rows_in: Vec<Value> = amounts.as_array().unwrap().iter().map(|pair| json!([pair[0], pair[1]])).collect();
    let card = world.table(json!(["Vendor", "Amount"]), json!(rows_in));
    let answer = world.did("compute", json!({ "card_id": card, "expression": expression }));
    assert_eq!(answer["rows"], rows, "{expression}");
    assert_eq!(answer["overall"], overall, "{expression}");
}

#[test]
fn sums_are_exact() {
    let amounts = json!([["Acme", 0.1], ["Acme", 0.2], ["Bolt", 1.005], ["Bolt", 2]]);
    let by = |op: &str| json!({ "op": op, "column": "amount", "by": "vendor" });
    check(amounts.clone(), by("sum"), json!([["Bolt", 3.005], ["Acme", 0.3]]), json!(3.305));
    check(amounts.clone(), by("mean"), json!([["Bolt", 1.5025], ["Acme", 0.15]]), json!(0.8262));
    check(amounts.clone(), by("max"), json!([["Bolt", 2], ["Acme", 0.2]]), json!(2));
    check(amounts.clone(), by("min"), json!([["Bolt", 1.005], ["Acme", 0.1]]), json!(0.1));
    check(amounts.clone(), json!({ "op": "count", "by": "vendor" }), json!([["Acme", 2], ["Bolt", 2]]), json!(4));
    check(amounts, json!({ "op": "sum", "column": "Am" }), Value::Null, json!(3.305));
}

#[test]
fn money_is_read_as_it_is_written() {
    let sum = json!({ "op": "sum", "column": "Amount", "by": "Vendor" });
    let german = json!([["Müller", "1.234,50 €"], ["Müller", "0,50 €"], ["Ünal", "-5,00 €"]]);
    check(german, sum.clone(), json!([["Müller", 1235], ["Ünal", -5]]), json!(1230));
    let english = json!([["Acme", "$1,234.50"], ["Acme", "($4.50)"], ["", "$1"]]);
    check(english, sum.clone(), json!([["Acme", 1230], ["(blank)", 1]]), json!(1231));
    let long = json!([["A", "99999999999999999999.01"], ["A", "0.01"]]);
    check(long, sum, json!([["A", "99999999999999999999.02"]]), json!("99999999999999999999.02"));
}

#[test]
fn two_thousand_cents_lose_none() {
    let amounts: Vec<Value> = (0..2_000).map(|n: i32| json!([format!("V{}", n % 3), 0.01])).collect();
    let rows = json!([["V0", 6.67], ["V1", 6.67], ["V2", 6.66]]);
    check(json!(amounts), json!({ "op": "sum", "column": "Amount", "by": "Vendor" }), rows, json!(20));
}

#[test]
fn months_stay_in_their_order() {
    let amounts = json!([["2026-02", 1], ["2026-01", 5], ["2026-10", 9]]);
    let sum = json!({ "op": "sum", "column": "Amount", "by": "Vendor" });
    check(amounts, sum, json!([["2026-01", 5], ["2026-02", 1], ["2026-10", 9]]), json!(15));
}

#[test]
fn what_is_no_number_is_counted_and_left_out() {
    let world = World::new();
    let card = world.table(json!(["V", "A"]), json!([["x", "12"], ["x", "n/a"], ["x", ""], ["y", "3"]]));
    let answer = world.did("compute", json!({ "card_id": card, "expression": { "op": "sum", "column": "A" } }));
    assert_eq!((&answer["overall"], &answer["skipped"]), (&json!(15), &json!(1)));
    let count = world.did("compute", json!({ "card_id": card, "expression": { "op": "count", "column": "A" } }));
    assert_eq!(count["overall"], 3);
}

#[test]
fn what_can_t_be_reckoned_is_refused() {
    let world = World::new();
    let card = world.table(json!(["Vendor", "Amount", "Mixed"]), json!([["x", 1, "1.5"], ["y", 2, "2,5"]]));
    let ask = |expression: Value| json!({ "card_id": card, "expression": expression });
    world.refuses("compute", ask(json!({ "op": "sum" })), "name the column to reckon with");
    world.refuses("compute", ask(json!({ "op": "sum", "column": "Weight" })), "there is no column \"Weight\"");
    world.refuses("compute", ask(json!({ "op": "sum", "column": "Vendor" })), "holds no numbers");
    world.refuses("compute", ask(json!({ "op": "sum", "column": "Mixed" })), "\"1.5\" with a decimal point");
    world.refuses("compute", ask(json!({ "op": "median", "column": "Amount" })), "unknown variant `median`");
    let note = world.did("create_card", json!({ "title": "a" }))["card_id"].clone();
    world.refuses("compute", json!({ "card_id": note, "expression": { "op": "count" } }), "has no table");
    let tables =
        json!([{ "type": "table", "columns": ["a"], "rows": [] }, { "type": "table", "columns": ["a"], "rows": [] }]);
    let two = world.did("create_card", json!({ "title": "a", "blocks": tables }))["card_id"].clone();
    world.refuses("compute", json!({ "card_id": two, "expression": { "op": "count" } }), "several tables");
    world.did("compute", json!({ "card_id": two, "block_id": "b2", "expression": { "op": "count" } }));
    world.refuses(
        "compute",
        json!({ "card_id": two, "block_id": "b3", "expression": { "op": "count" } }),
        "no table with",
    );
}

#[test]
fn a_row_is_added_in_order_or_by_column() {
    let world = World::new();
    let card = world.table(json!(["Vendor", "Amount", "Paid"]), json!([["Acme", 1, "yes"]]));
    let added = world.did("add_row", json!({ "card_id": card, "values": ["Bolt", "2.50"] }));
    assert_eq!(added["rows"], 2);
    world.did("add_row", json!({ "card_id": card, "values": { "amount": 3, "Vendor": "Cog" } }));
    let rows = world.blocks(&card)[0]["rows"].clone();
    assert_eq!(rows[1], json!({ "Vendor": "Bolt", "Amount": 2.5 }));
    assert_eq!(rows[2], json!({ "Vendor": "Cog", "Amount": 3 }));

    world.refuses("add_row", json!({ "card_id": card, "values": ["a", "b", "c", "d"] }), "4 values are too many");
    world.refuses("add_row", json!({ "card_id": card, "values": { "Weight": 1 } }), "there is no column \"Weight\"");
    world.refuses("add_row", json!({ "card_id": card, "values": [] }), "at least one value");
    world.refuses("add_row", json!({ "card_id": card, "values": [{ "a": 1 }] }), "must be a text, a number");
}

#[test]
fn a_chart_chooses_its_columns_and_kind() {
    let world = World::new();
    let rows = json!([["2026-01", 1, "1,5 €", "x"], ["2026-02", 2, "", "y"]]);
    let card = world.table(json!(["Month", "Invoice No", "Amount", "Status"]), rows);
    let drawn = world.did("chart_from_table", json!({ "card_id": card }));
    assert_eq!(drawn["title"], "Chart of Invoices");
    let chart = world.blocks(&drawn["card_id"])[0].clone();
    assert_eq!((&chart["kind"], &chart["x"], &chart["y"]), (&json!("line"), &json!("Month"), &json!(["Amount"])));
    assert_eq!(chart["data"], json!([{ "Month": "2026-01", "Amount": 1.5 }, { "Month": "2026-02" }]));

    let chosen = json!({ "card_id": card, "x": "status", "y": "invoice", "kind": "pie" });
    let drawn = world.did("chart_from_table", chosen);
    let chart = world.blocks(&drawn["card_id"])[0].clone();
    assert_eq!((&chart["kind"], &chart["y"]), (&json!("pie"), &json!(["Invoice No"])));

    world.refuses("chart_from_table", json!({ "card_id": card, "y": ["Status"] }), "no entry of data has a number");
    world.refuses("chart_from_table", json!({ "card_id": card, "kind": "radar" }), "unknown variant `radar`");
    let words = world.table(json!(["a", "b"]), json!([["x", "y"]]));
    world.refuses("chart_from_table", json!({ "card_id": words }), "columns with numbers as y");
}
