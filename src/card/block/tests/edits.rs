//! What patches, cell edits and ticks do.

use super::*;

fn check(input: Value, change: Value, expected: Value) {
    let Value::Object(change) = change else { panic!("a patch is an object") };
    let patched = patch(&blocks(&input), &change).unwrap();
    assert_eq!(wire(&patched), expected, "{change:?}");
}

fn check_refused(change: Value, field: &str, message: &str) {
    let Value::Object(change) = change else { panic!("a patch is an object") };
    let refused = patch(&blocks(&every_kind()), &change).unwrap_err();
    assert_eq!((refused.field.as_str(), refused.message.as_str()), (field, message), "{change:?}");
}

fn table() -> Value {
    json!([
        { "id": "n", "type": "separator" },
        { "id": "t", "type": "table", "columns": ["who", "sum"], "rows": [{ "who": "Oak", "sum": 1 }, { "who": "Elm" }] },
    ])
}

#[test]
fn a_patch_merges_fields_over_the_block() {
    check(
        json!([{ "id": "s", "type": "stat", "value": "1", "label": "Open", "trend": "up" }]),
        json!({ "s": { "value": 2 } }),
        json!([{ "id": "s", "type": "stat", "value": "2", "label": "Open", "trend": "up" }]),
    );
}

#[test]
fn a_patch_takes_synonyms_for_the_kind_of_the_block() {
    check(
        json!([{ "id": "t", "type": "text", "content": "old" }]),
        json!({ "t": { "text": "new" } }),
        json!([{ "id": "t", "type": "text", "content": "new" }]),
    );
    check(
        json!([{ "id": "t", "type": "text", "content": "old" }]),
        json!({ "t": { "type": "markdown", "text": "new", "id": "t" } }),
        json!([{ "id": "t", "type": "text", "content": "new" }]),
    );
}

#[test]
fn a_null_field_is_taken_away_and_a_null_block_removed() {
    check(
        json!([{ "id": "h", "type": "heading", "text": "a", "subtitle": "b" }, { "id": "s", "type": "separator" }]),
        json!({ "h": { "subtitle": null }, "s": null }),
        json!([{ "id": "h", "type": "heading", "text": "a" }]),
    );
}

#[test]
fn a_new_id_is_appended() {
    check(
        json!([{ "id": "s", "type": "separator" }]),
        json!({ "b9": { "type": "divider" } }),
        json!([{ "id": "s", "type": "separator" }, { "id": "b9", "type": "separator" }]),
    );
}

#[test]
fn another_type_replaces_the_block_in_its_place() {
    check(
        table(),
        json!({ "n": { "type": "badge", "text": "x" } }),
        json!([{ "id": "n", "type": "badge", "text": "x", "variant": "default" }, table()[1]]),
    );
}

#[test]
fn a_wrong_patch_names_its_field() {
    check_refused(
        json!({ "tb": { "rows": [{ "amount": [] }] } }),
        "patch.tb.rows[0].amount",
        "must be a text, a number, true, false or null, not a list",
    );
    check_refused(json!({ "none": null }), "patch.none", "there is no such block to remove");
    check_refused(json!({ "none": { "text": "x" } }), "patch.none.type", "is missing");
    check_refused(json!({ "h": 3 }), "patch.h", "must be an object, not a number");
    check_refused(json!({ "h": { "id": "x" } }), "patch.h.id", "must be \"h\" or absent: a block keeps its id");
    check_refused(json!({ "h": { "color": "red" } }), "patch.h.color", "is not a field of this block");
    check_refused(
        json!({ "a b": {} }),
        "patch.a b",
        "must be 1 to 64 letters, digits, underscores, dots, colons or hyphens",
    );
}

#[test]
fn a_patch_keeps_the_limits_of_a_card() {
    let full = blocks(&json!(vec![json!({ "type": "hr" }); BLOCKS_MAX]));
    let Value::Object(more) = json!({ "more": { "type": "hr" } }) else { unreachable!() };
    let refused = patch(&full, &more).unwrap_err();
    assert_eq!(refused.message, "a card has at most 100 blocks; this one would have 101");
}

#[test]
fn one_cell_is_edited() {
    let check = |row, column, value: Value, expected: Value| {
        let edited = edit_cell(&blocks(&table()), "t", row, column, &value).unwrap();
        assert_eq!(wire(&edited)[1]["rows"][row], expected, "{value}");
    };
    check(0, "who", json!("Ash"), json!({ "who": "Ash", "sum": 1 }));
    check(1, "sum", json!(2.5), json!({ "who": "Elm", "sum": 2.5 }));
    check(0, "sum", json!(null), json!({ "who": "Oak" }));
    check(0, "sum", json!(""), json!({ "who": "Oak" }));
    check(0, "who", json!(true), json!({ "who": true, "sum": 1 }));
}

#[test]
fn a_text_becomes_a_number_only_in_a_column_of_numbers() {
    let edited = edit_cell(&blocks(&table()), "t", 1, "sum", &json!(" 12.50 ")).unwrap();
    assert_eq!(wire(&edited)[1]["rows"][1], json!({ "who": "Elm", "sum": 12.5 }));
    let edited = edit_cell(&blocks(&table()), "t", 1, "sum", &json!("about 12")).unwrap();
    assert_eq!(wire(&edited)[1]["rows"][1], json!({ "who": "Elm", "sum": "about 12" }));
    let edited = edit_cell(&blocks(&table()), "t", 1, "who", &json!("12")).unwrap();
    assert_eq!(wire(&edited)[1]["rows"][1], json!({ "who": "12" }));
}

#[test]
fn what_is_not_there_is_not_edited() {
    let check = |block: &str, row, column: &str, value: Value, expected: &str| {
        let refused = edit_cell(&blocks(&table()), block, row, column, &value).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    };
    check("x", 0, "who", json!(1), "this card has no block \"x\"");
    check("n", 0, "who", json!(1), "the block \"n\" is not a table");
    check("t", 2, "who", json!(1), "the table has no row 2: it has 2, counted from 0");
    check("t", usize::MAX, "who", json!(1), "the table has no row 18446744073709551615: it has 2, counted from 0");
    check("t", 0, "when", json!(1), "the table has no column \"when\"");
    check("t", 0, "who", json!([]), "value: must be a text, a number, true, false or null, not a list");
}

#[test]
fn an_item_is_ticked_and_unticked() {
    let list = blocks(&json!([{ "id": "c", "type": "todo", "items": ["a", "b"] }, { "id": "n", "type": "hr" }]));
    let ticked = tick(&list, "c", "i2", true).unwrap();
    assert_eq!(wire(&ticked)[0]["items"][1]["done"], true);
    assert_eq!(wire(&ticked)[0]["items"][0]["done"], false);
    assert_eq!(tick(&ticked, "c", "i2", false).unwrap(), list);

    assert_eq!(tick(&list, "x", "i1", true), Err(EditError::NoBlock("x".into())));
    assert_eq!(tick(&list, "n", "i1", true), Err(EditError::NotAChecklist("n".into())));
    assert_eq!(tick(&list, "c", "i3", true), Err(EditError::NoItem("i3".into())));
}
