//! Shortening, height and plain words.

use super::*;

fn bytes(blocks: &[Block]) -> usize {
    serde_json::to_vec(blocks).unwrap().len()
}

fn check_shortened(input: &Value, bytes_max: usize) -> Vec<Block> {
    let (short, cut) = shorten(&blocks(input), bytes_max);
    assert!(cut);
    assert!(bytes(&short) <= bytes_max, "{} bytes of {bytes_max}", bytes(&short));
    short
}

#[test]
fn what_fits_stays_whole() {
    let all = blocks(&every_kind());
    assert_eq!(shorten(&all, 64 * 1024), (all, false));
}

#[test]
fn a_large_table_keeps_its_first_rows_and_its_neighbours() {
    let rows: Vec<_> = (0..ROWS_MAX).map(|number| json!({ "n": number, "t": "some words" })).collect();
    let input = json!([
        { "id": "h", "type": "heading", "text": "Big" },
        { "id": "t", "type": "table", "columns": ["n", "t"], "rows": rows },
        { "id": "s", "type": "separator" },
    ]);
    let short = check_shortened(&input, 64 * 1024);
    assert_eq!(short.len(), 3);
    let Body::Table(table) = &short[1].body else { panic!("a table stays one") };
    assert!(table.rows().len() > 1_000);
    assert_eq!(table.rows()[0], blocks(&input)[1].body.clone().rows()[0]);
}

impl Body {
    fn rows(self) -> Vec<Vec<Cell>> {
        match self {
            Self::Table(table) => table.rows().to_vec(),
            _ => Vec::new(),
        }
    }
}

#[test]
fn texts_are_cut_between_characters_and_share_the_room() {
    let input = json!([
        { "type": "text", "content": "ä\"\u{1F980}".repeat(20_000) },
        { "type": "code", "content": "\\".repeat(50_000) },
        { "type": "text", "content": "short" },
    ]);
    let short = check_shortened(&input, 64 * 1024);
    assert_eq!(short.len(), 3);
    assert!(bytes(&short) > 63 * 1024, "the room is used");
}

#[test]
fn lists_and_charts_are_cut_too() {
    let input = json!([
        { "type": "todo", "items": vec!["a thing to do"; 1_000] },
        { "type": "kv", "pairs": vec![json!({ "label": "name", "value": "some value" }); 1_000] },
        { "type": "chart", "kind": "line", "x": "x", "y": "y", "data": vec![json!({ "x": "label", "y": 1 }); 5_000] },
    ]);
    assert_eq!(check_shortened(&input, 64 * 1024).len(), 3);
}

#[test]
fn blocks_without_content_to_cut_are_left_out_from_the_end() {
    let input = json!(vec![json!({ "type": "heading", "text": "x".repeat(LINE_CHARS_MAX) }); BLOCKS_MAX]);
    let short = check_shortened(&input, 10_000);
    assert_eq!(short[0].id.as_str(), "b1");
    assert_eq!(check_shortened(&input, 10).len(), 0);
}

#[test]
fn a_card_is_as_high_as_its_content_and_never_above_the_maximum() {
    let height = |input: Value, width| extent_px(&blocks(&input), width);
    let one = json!([{ "type": "heading", "text": "Hello" }]);
    assert_eq!(height(json!([]), 380), 32);
    assert_eq!(height(one.clone(), 380), 32 + 12 + 28);
    assert_eq!(height(json!([{ "type": "text", "content": "word ".repeat(10_000) }]), 380), BODY_HEIGHT_MAX_PX);
    assert_eq!(
        height(json!([{ "type": "table", "columns": ["a"], "rows": vec![[1]; 5_000] }]), 800),
        BODY_HEIGHT_MAX_PX
    );
    assert!(
        height(json!([{ "type": "text", "content": "word ".repeat(40) }]), 280)
            > height(json!([{ "type": "text", "content": "word ".repeat(40) }]), 800)
    );
    assert_eq!(height(one, 0), extent_px(&blocks(&json!([{ "type": "heading", "text": "Hello" }])), 1));
}

#[test]
fn the_words_of_a_card_are_what_a_person_reads() {
    assert_eq!(
        plain_text(&blocks(&every_kind())),
        "Invoices\nof May\nPaid **late**.\n\nOpen € 1,200 +4 %\nVendor Oak & Sons\nvendor amount paid\nOak 12.5 true\n\
         Elm -3\nlate\nSorted 40%\nmonth sum\nMay 3\nJune 4.5\nA receipt\nlet x = 1;\nCall\nTodo"
    );
}
