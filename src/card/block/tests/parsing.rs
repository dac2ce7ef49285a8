//! What [`parse`] takes, renames and refuses.

use super::*;

fn check(input: Value, expected: Value) {
    assert_eq!(wire(&blocks(&input)), expected, "{input}");
}

fn check_refused(input: Value, field: &str, message: &str) {
    let refused = parse(&input).unwrap_err();
    assert_eq!((refused.field.as_str(), refused.message.as_str()), (field, message), "{:.300}", input.to_string());
}

#[test]
fn every_kind_comes_back_as_it_was_sent() {
    check(every_kind(), every_kind());
}

#[test]
fn the_wire_word_of_every_kind_is_its_type() {
    for block in blocks(&every_kind()) {
        assert_eq!(serde_json::to_value(&block).unwrap()["type"], block.body.kind());
    }
}

#[test]
fn a_list_may_be_a_text_of_json() {
    check(json!(every_kind().to_string()), every_kind());
    check(json!("[]"), json!([]));
    check_refused(json!("hello"), "blocks", "must be a list; this text is not JSON");
    check_refused(json!("{}"), "blocks", "must be a list, not an object");
    check_refused(json!(null), "blocks", "must be a list, not null");
}

#[test]
fn what_is_kept_is_read_from_its_text() {
    assert_eq!(wire(&from_json(&every_kind().to_string()).unwrap()), every_kind());
    assert_eq!(from_json("[").unwrap_err().field, "blocks");
    assert_eq!(from_json("[{}]").unwrap_err().field, "blocks[0].type");
}

#[test]
fn missing_ids_are_made_around_those_that_are_taken() {
    check(
        json!([{ "type": "separator" }, { "type": "separator", "id": "b1" }, { "type": "separator", "id": null }]),
        json!([{ "id": "b2", "type": "separator" }, { "id": "b1", "type": "separator" }, { "id": "b3", "type": "separator" }]),
    );
}

#[test]
fn ids_are_short_plain_and_unique() {
    check_refused(
        json!([{ "id": "a", "type": "separator" }, { "id": "a", "type": "separator" }]),
        "blocks[1].id",
        "\"a\" is used twice in one list",
    );
    let plain = "must be 1 to 64 letters, digits, underscores, dots, colons or hyphens";
    for bad in ["", "a b", "ä", "a/b", ".", "..", &"a".repeat(65)] {
        check_refused(json!([{ "id": bad, "type": "separator" }]), "blocks[0].id", plain);
    }
    check_refused(json!([{ "id": 7, "type": "separator" }]), "blocks[0].id", "must be a text, not a number");
    check(json!([{ "id": "A-z_0.9:", "type": "hr" }]), json!([{ "id": "A-z_0.9:", "type": "separator" }]));
}

#[test]
fn synonyms_of_kinds_are_renamed() {
    for (said, meant) in [
        (json!({ "type": "header", "text": "x" }), json!({ "id": "b1", "type": "heading", "text": "x" })),
        (json!({ "type": "Title", "title": "x" }), json!({ "id": "b1", "type": "heading", "text": "x" })),
        (json!({ "type": "heading", "content": "x" }), json!({ "id": "b1", "type": "heading", "text": "x" })),
        (json!({ "type": "divider" }), json!({ "id": "b1", "type": "separator" })),
        (json!({ "type": "paragraph", "text": "x" }), json!({ "id": "b1", "type": "text", "content": "x" })),
        (json!({ "type": "markdown", "content": "x" }), json!({ "id": "b1", "type": "text", "content": "x" })),
        (
            json!({ "type": "code", "text": "x", "language": "C++" }),
            json!({ "id": "b1", "type": "code", "content": "x", "lang": "c++" }),
        ),
        (
            json!({ "type": "metric", "value": 4, "label": "x" }),
            json!({ "id": "b1", "type": "stat", "value": "4", "label": "x" }),
        ),
    ] {
        check(json!([said]), json!([meant]));
    }
    for said in ["kv", "key_value", "keyvalue", "KV"] {
        check(json!([{ "type": said, "pairs": [] }]), json!([{ "id": "b1", "type": "key-value", "pairs": [] }]));
    }
    for said in ["todo", "tasks"] {
        check(json!([{ "type": said, "items": [] }]), json!([{ "id": "b1", "type": "checklist", "items": [] }]));
    }
}

#[test]
fn an_unknown_kind_is_refused_with_the_kinds_there_are() {
    let kinds = "must be heading, text, stat, key-value, table, badge, progress, chart, image, document, code, \
                 checklist, app or separator";
    check_refused(json!([{ "type": "separator" }, { "type": "iframe" }]), "blocks[1].type", kinds);
    check_refused(json!([{ "text": "x" }]), "blocks[0].type", "is missing");
    check_refused(json!(["x"]), "blocks[0]", "must be an object, not a text");
    assert_eq!(parse(&json!([{ "type": "separator" }, 3])).unwrap_err().index, Some(1));
}

#[test]
fn an_app_is_named_by_its_instance() {
    let instance = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    check(
        json!([{ "type": "app", "instance_id": instance, "name": "" }]),
        json!([{ "id": "b1", "type": "app", "instance_id": instance }]),
    );
    check_refused(json!([{ "type": "app" }]), "blocks[0].instance_id", "is missing");
    check_refused(
        json!([{ "type": "app", "instance_id": 7 }]),
        "blocks[0].instance_id",
        "must be the id of a running app",
    );
    let html = json!([{ "type": "app", "instance_id": instance, "html": "x" }]);
    check_refused(html, "blocks[0].html", "is not a field of this block");
}

#[test]
fn unknown_fields_are_refused() {
    let unknown = "is not a field of this block";
    check_refused(json!([{ "type": "separator", "style": "x" }]), "blocks[0].style", unknown);
    check_refused(json!([{ "type": "text", "content": "x", "text": "y" }]), "blocks[0].text", unknown);
    check_refused(
        json!([{ "type": "checklist", "items": [{ "text": "x", "due": "today" }] }]),
        "blocks[0].items[0].due",
        unknown,
    );
    check_refused(
        json!([{ "type": "kv", "pairs": [{ "label": "x", "html": "y" }] }]),
        "blocks[0].pairs[0].html",
        unknown,
    );
}

#[test]
fn null_counts_as_absent() {
    check(
        json!([{ "type": "heading", "text": "x", "subtitle": null, "anything": null }]),
        json!([{ "id": "b1", "type": "heading", "text": "x" }]),
    );
    check_refused(json!([{ "type": "heading", "text": null }]), "blocks[0].text", "is missing");
}

#[test]
fn lines_are_trimmed_and_hold_no_line_breaks() {
    check(
        json!([{ "type": "heading", "text": "  a\nb\t ", "subtitle": "  " }]),
        json!([{ "id": "b1", "type": "heading", "text": "a b" }]),
    );
    check_refused(json!([{ "type": "badge", "text": " " }]), "blocks[0].text", "must not be empty");
    check_refused(json!([{ "type": "badge", "text": [] }]), "blocks[0].text", "must be a text, not a list");
}

#[test]
fn text_keeps_its_lines_and_loses_control_characters() {
    check(
        json!([{ "type": "text", "content": "a\r\nb\rc\u{0}\u{7}\td" }]),
        json!([{ "id": "b1", "type": "text", "content": "a\nb\nc\td" }]),
    );
}

#[test]
fn rows_may_be_lists_and_lists_may_be_texts() {
    let table =
        json!([{ "id": "b1", "type": "table", "columns": ["a", "b"], "rows": [{ "a": 1, "b": "x" }, { "b": "y" }] }]);
    check(json!([{ "type": "table", "columns": ["a", "b"], "rows": [[1, "x"], [null, "y"]] }]), table.clone());
    check(
        json!([{ "type": "table", "columns": "[\"a\", \" b \"]", "rows": "[{\"a\": 1, \" b \": \"x\"}, {\"b\": \"y\", \"a\": \"\"}]" }]),
        table,
    );
}

#[test]
fn cells_are_scalars_under_known_columns() {
    let table = |rows: Value| json!([{ "type": "table", "columns": ["a", "amount"], "rows": rows }]);
    check_refused(
        table(json!([{}, {}, { "amount": {} }])),
        "blocks[0].rows[2].amount",
        "must be a text, a number, true, false or null, not an object",
    );
    check_refused(table(json!([{ "b": 1 }])), "blocks[0].rows[0].b", "is not one of the columns");
    check_refused(table(json!([[1, 2, 3]])), "blocks[0].rows[0]", "has 3 cells for 2 columns");
    check_refused(table(json!([7])), "blocks[0].rows[0]", "must be an object by column, not a number");
    check_refused(table(json!("x")), "blocks[0].rows", "must be a list; this text is not JSON");
    check_refused(
        json!([{ "type": "table", "columns": ["a", " a"], "rows": [] }]),
        "blocks[0].columns[1]",
        "\"a\" is named twice",
    );
    check_refused(
        json!([{ "type": "table", "columns": [], "rows": [] }]),
        "blocks[0].columns",
        "must name at least one",
    );
}

#[test]
fn progress_goes_from_0_to_100() {
    for good in [json!(0), json!(100), json!(33.3)] {
        check(
            json!([{ "type": "progress", "value": good }]),
            json!([{ "id": "b1", "type": "progress", "value": good }]),
        );
    }
    check(json!([{ "type": "progress", "value": "40" }]), json!([{ "id": "b1", "type": "progress", "value": 40 }]));
    for bad in [json!(-1), json!(100.1)] {
        check_refused(
            json!([{ "type": "progress", "value": bad }]),
            "blocks[0].value",
            "must be a number from 0 to 100",
        );
    }
    check_refused(
        json!([{ "type": "progress", "value": "NaN" }]),
        "blocks[0].value",
        "must be a number; this text is not one",
    );
}

#[test]
fn a_badge_without_a_variant_is_a_default_one() {
    check(
        json!([{ "type": "badge", "text": "x" }]),
        json!([{ "id": "b1", "type": "badge", "text": "x", "variant": "default" }]),
    );
    check_refused(
        json!([{ "type": "badge", "text": "x", "variant": "pink" }]),
        "blocks[0].variant",
        "must be one of default, success, warning, destructive",
    );
}

#[test]
fn a_chart_takes_one_series_as_a_text_and_numbers_as_texts() {
    check(
        json!([{ "type": "chart", "kind": "Line", "x": "m", "y": "n", "data": [{ "m": "May", "n": "1.5", "more": true }, { "n": "" }] }]),
        json!([{ "id": "b1", "type": "chart", "kind": "line", "x": "m", "y": ["n"],
                 "data": [{ "m": "May", "n": 1.5, "more": true }, {}] }]),
    );
}

#[test]
fn a_chart_draws_numbers_of_named_series() {
    let chart = |y: Value, data: Value| json!([{ "type": "chart", "kind": "pie", "x": "m", "y": y, "data": data }]);
    check_refused(
        chart(json!(["n"]), json!([{ "n": 1 }, { "n": "many" }])),
        "blocks[0].data[1].n",
        "must be a number; this text is not one",
    );
    check_refused(
        chart(json!(["n"]), json!([{ "n": true }])),
        "blocks[0].data[0].n",
        "must be a number, not true or false",
    );
    check_refused(
        chart(json!(["n", "o"]), json!([{ "n": 1 }])),
        "blocks[0].y[1]",
        "no entry of data has a number for \"o\"",
    );
    check_refused(chart(json!([]), json!([])), "blocks[0].y", "must name at least one");
    check_refused(
        json!([{ "type": "chart", "kind": "radar", "x": "m", "y": ["n"], "data": [] }]),
        "blocks[0].kind",
        "must be one of line, bar, area, pie",
    );
}

#[test]
fn checklist_items_may_be_texts_and_get_ids() {
    check(
        json!([{ "type": "todo", "items": ["Call", { "text": "Pay", "done": true, "id": "i1" }] }]),
        json!([{ "id": "b1", "type": "checklist", "items": [
            { "id": "i2", "text": "Call", "done": false }, { "id": "i1", "text": "Pay", "done": true }] }]),
    );
    check_refused(
        json!([{ "type": "todo", "items": [{ "text": "x", "done": "yes" }] }]),
        "blocks[0].items[0].done",
        "must be true or false, not a text",
    );
    check_refused(
        json!([{ "type": "todo", "items": [{ "text": "x", "id": "a" }, { "text": "y", "id": "a" }] }]),
        "blocks[0].items[1].id",
        "\"a\" is used twice in one list",
    );
}

#[test]
fn values_of_pairs_are_scalars_and_may_be_blank() {
    check(
        json!([{ "type": "kv", "pairs": [{ "label": "a", "value": 1.5 }, { "label": "b", "value": true }, { "label": "c" }] }]),
        json!([{ "id": "b1", "type": "key-value", "pairs": [
            { "label": "a", "value": "1.5" }, { "label": "b", "value": "true" }, { "label": "c", "value": "" }] }]),
    );
}

#[test]
fn pictures_and_files_are_named_by_id() {
    let uuid = "not an id: expected a UUID such as 0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    check_refused(
        json!([{ "type": "image", "alt": "x", "document_id": "https://a.b/c.png" }]),
        "blocks[0].document_id",
        uuid,
    );
    check_refused(
        json!([{ "type": "image", "alt": "x", "document_id": "0197b7a0-8c5e-7cc3-9d4f-0123456789ab", "src": "x" }]),
        "blocks[0].src",
        "is not a field of this block",
    );
    check_refused(
        json!([{ "type": "image", "document_id": "0197b7a0-8c5e-7cc3-9d4f-0123456789ab" }]),
        "blocks[0].alt",
        "is missing",
    );
}

#[test]
fn no_field_holds_an_encoded_file() {
    let message = "must not hold a data: address; upload the file and name its document_id";
    for held in [
        "data:image/png;base64,iVBOR",
        "![x](DATA:image/png;base64,iVBOR)",
        "see data:text/html,<b>",
        "a data:;base64,AAAA",
        "data:image/svg+xml;charset=utf-8,%3Csvg",
    ] {
        check_refused(json!([{ "type": "text", "content": held }]), "blocks[0].content", message);
        check_refused(json!([{ "type": "heading", "text": held }]), "blocks[0].text", message);
        check_refused(json!([{ "type": "table", "columns": ["a"], "rows": [[held]] }]), "blocks[0].rows[0].a", message);
    }
    for innocent in ["The data: one, two", "data:", "metadata:image/png", "data: a,b", "data:image/png"] {
        check(
            json!([{ "type": "text", "content": innocent }]),
            json!([{ "id": "b1", "type": "text", "content": innocent }]),
        );
    }
}

#[test]
fn the_language_of_code_is_a_plain_name() {
    check_refused(
        json!([{ "type": "code", "content": "", "lang": "x\" onload=\"" }]),
        "blocks[0].lang",
        "must be the name of a language, of up to 32 letters and digits",
    );
    check(
        json!([{ "type": "code", "content": "", "lang": "" }]),
        json!([{ "id": "b1", "type": "code", "content": "" }]),
    );
}

#[test]
fn every_limit_is_named_in_its_refusal() {
    let separators = |count| vec![json!({ "type": "hr" }); count];
    assert_eq!(blocks(&json!(separators(BLOCKS_MAX))).len(), BLOCKS_MAX);
    check_refused(json!(separators(BLOCKS_MAX + 1)), "blocks", "has 101 entries; at most 100 are allowed");

    let rows = |count| json!([{ "type": "table", "columns": ["a"], "rows": vec![[1]; count] }]);
    blocks(&rows(ROWS_MAX));
    check_refused(rows(ROWS_MAX + 1), "blocks[0].rows", "has 5001 entries; at most 5000 are allowed");

    let columns: Vec<_> = (0..=COLUMNS_MAX).map(|number| number.to_string()).collect();
    check_refused(
        json!([{ "type": "table", "columns": columns, "rows": [] }]),
        "blocks[0].columns",
        "has 61 entries; at most 60 are allowed",
    );
    check_refused(
        json!([{ "type": "todo", "items": vec!["x"; ITEMS_MAX + 1] }]),
        "blocks[0].items",
        "has 1001 entries; at most 1000 are allowed",
    );
    let text = |chars| json!([{ "type": "text", "content": "ä".repeat(chars) }]);
    blocks(&text(TEXT_CHARS_MAX));
    check_refused(text(TEXT_CHARS_MAX + 1), "blocks[0].content", "must have at most 100000 characters");
    let line = |chars| json!([{ "type": "badge", "text": "ä".repeat(chars) }]);
    blocks(&line(LINE_CHARS_MAX));
    check_refused(line(LINE_CHARS_MAX + 1), "blocks[0].text", "must have at most 500 characters");
    check_refused(
        json!([{ "type": "table", "columns": ["a"], "rows": [["x".repeat(CELL_CHARS_MAX + 1)]] }]),
        "blocks[0].rows[0].a",
        "must have at most 2000 characters",
    );
}

#[test]
fn a_card_has_at_most_512_kib() {
    let texts = |count| json!(vec![json!({ "type": "text", "content": "x".repeat(TEXT_CHARS_MAX) }); count]);
    blocks(&texts(5));
    check_refused(texts(6), "blocks", "a card has at most 524288 bytes; this one would have 600235");
}

#[test]
fn deep_nesting_is_refused_like_any_other_wrong_value() {
    let mut deep = json!("x");
    for _ in 0..100 {
        deep = json!([deep]);
    }
    check_refused(json!([{ "type": "text", "content": deep }]), "blocks[0].content", "must be a text, not a list");
    let text = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check_refused(json!(text), "blocks", "must be a list; this text is not JSON");
}

#[test]
fn a_refusal_does_not_repeat_a_long_name() {
    let refused = parse(&json!([{ "type": "hr", "x".repeat(1_000): 1 }])).unwrap_err();
    assert_eq!(refused.field, format!("blocks[0].{}", "x".repeat(60)));
}

#[test]
fn the_schema_lists_every_kind() {
    let schema = serde_json::to_string(&schemars::schema_for!(Vec<Block>)).unwrap();
    for block in blocks(&every_kind()) {
        assert!(schema.contains(&format!("\"const\":\"{}\"", block.body.kind())), "{}", block.body.kind());
    }
}
