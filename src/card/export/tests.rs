//! What a card looks like outside.

use serde_json::{Value, json};

use super::*;
use crate::card::block::parse;

fn text(export: &Export) -> &str {
    std::str::from_utf8(&export.bytes).unwrap()
}

fn check_csv(columns: &Value, rows: &Value, expected: &str) {
    let blocks = parse(&json!([{ "type": "table", "columns": columns, "rows": rows }])).unwrap();
    assert_eq!(text(&csv("t", &blocks, None).unwrap()), expected);
}

fn check_markdown(block: &Value, expected: &str) {
    let blocks = parse(&json!([block])).unwrap();
    assert_eq!(text(&markdown("T", &blocks)), format!("# T\n\n{expected}\n"));
}

#[test]
fn a_table_becomes_csv() {
    check_csv(
        &json!(["vendor", "amount"]),
        &json!([["Oak, \"Sons\"", 12.5], ["two\nlines", null], [true, -3]]),
        "vendor,amount\r\n\"Oak, \"\"Sons\"\"\",12.5\r\n\"two\nlines\",\r\ntrue,-3\r\n",
    );
    check_csv(&json!(["a"]), &json!([]), "a\r\n");
}

#[test]
fn no_cell_is_a_formula() {
    for (said, written) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("-", "'-"),
        ("--1", "'--1"),
        ("-1.2.3", "'-1.2.3"),
        ("\t=1", "'\t=1"),
        ("-12", "-12"),
        ("-12.50", "-12.50"),
        ("a=b", "a=b"),
    ] {
        check_csv(&json!(["a"]), &json!([[said]]), &format!("a\r\n{written}\r\n"));
    }
    check_csv(&json!(["=a"]), &json!([]), "'=a\r\n");
}

#[test]
fn a_table_is_chosen_by_its_block() {
    let table = |id: &str| json!({ "id": id, "type": "table", "columns": [id], "rows": [] });
    let blocks = parse(&json!([table("a"), { "id": "h", "type": "hr" }, table("b")])).unwrap();
    assert_eq!(text(&csv("t", &blocks, Some("b")).unwrap()), "b\r\n");
    assert_eq!(csv("t", &blocks, None), Err(Error::SeveralTables));
    assert_eq!(csv("t", &blocks, Some("h")), Err(Error::NoTable));
    assert_eq!(csv("t", &[], None), Err(Error::NoTable));
}

#[test]
fn json_holds_the_title_and_the_blocks_of_the_wire() {
    let input = json!([{ "id": "x", "type": "badge", "text": "a", "variant": "default" }]);
    let export = json("Überschrift", &parse(&input).unwrap()).unwrap();
    let read: Value = serde_json::from_slice(&export.bytes).unwrap();
    assert_eq!(read, json!({ "title": "Überschrift", "blocks": input }));
}

#[test]
fn every_kind_has_a_markdown_form() {
    let id = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    check_markdown(&json!({ "type": "heading", "text": "A*b", "subtitle": "c" }), "## A\\*b\n\nc");
    check_markdown(&json!({ "type": "text", "content": "**x**" }), "**x**");
    check_markdown(&json!({ "type": "stat", "value": 4, "label": "Open", "trend": "up" }), "**Open**: 4 (up)");
    check_markdown(&json!({ "type": "kv", "pairs": [{ "label": "a", "value": "b" }] }), "- **a**: b");
    check_markdown(
        &json!({ "type": "table", "columns": ["a|b", "c"], "rows": [["x\ny", 1], [null, "<b>"]] }),
        "| a\\|b | c |\n| --- | --- |\n| x y | 1 |\n|  | \\<b> |",
    );
    check_markdown(&json!({ "type": "badge", "text": "late" }), "**late**");
    check_markdown(&json!({ "type": "progress", "value": 40, "label": "Sorted" }), "Sorted: 40%");
    check_markdown(
        &json!({ "type": "chart", "kind": "pie", "x": "m", "y": "n", "data": [{ "m": "May", "n": 2 }, { "m": "June" }] }),
        "| m | n |\n| --- | --- |\n| May | 2 |\n| June |  |",
    );
    check_markdown(
        &json!({ "type": "image", "document_id": id, "alt": "A" }),
        &format!("![A](/documents/{id}/content)"),
    );
    check_markdown(&json!({ "type": "document", "document_id": id }), &format!("</documents/{id}>"));
    check_markdown(
        &json!({ "type": "app", "instance_id": id, "name": "To_do" }),
        &format!("[To\\_do](/apps/run/{id})"),
    );
    check_markdown(&json!({ "type": "app", "instance_id": id }), &format!("</apps/run/{id}>"));
    check_markdown(&json!({ "type": "code", "content": "a ``` b", "lang": "rust" }), "````rust\na ``` b\n````");
    check_markdown(&json!({ "type": "todo", "items": ["a", { "text": "b", "done": true }] }), "- [ ] a\n- [x] b");
    check_markdown(&json!({ "type": "hr" }), "---");
}

#[test]
fn the_name_of_the_file_is_plain() {
    for (title, expected) in [
        ("Invoices of May", "invoices-of-may"),
        ("../../etc/passwd", "etc-passwd"),
        ("Größe: 5 %", "größe-5"),
        ("…", "card"),
        ("", "card"),
    ] {
        assert_eq!(stem(title), expected);
    }
    assert_eq!(stem(&"a".repeat(200)).len(), 60);
}
