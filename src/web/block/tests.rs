//! Every kind of block as HTML.

use serde_json::{Value, json};

use super::*;
use crate::{
    card::block::parse,
    web::{samples::each_tag, words::Lang},
};

const CARD: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
const DOCUMENT: &str = "0197b7a0-8c5e-7cc3-9d4f-00000000d0c5";

/// Text that is markup wherever somebody forgets to escape it.
const SHARP: &str = "<script>\"'&</td>{{x}}";

fn html(block: &Value) -> String {
    let blocks = parse(&json!([block])).unwrap();
    BlocksView::on_desk(CARD, &blocks, Words::new(Lang::En)).to_string()
}

fn check(block: &Value, expected: &[&str]) {
    let html = html(block);
    check_sound(&html);
    for part in expected {
        assert!(html.contains(part), "{part} in {html}");
    }
}

/// Tags are balanced, and nothing acts, styles or loads by itself.
fn check_sound(html: &str) {
    each_tag(html, |name, tag| {
        assert!(!tag.split('"').step_by(2).any(|outside| outside.contains('{')), "<{tag}>");
        assert!(name != "img" || tag.starts_with("img src=\"/documents/"), "only the user's own: <{tag}>");
    });
}

/// A block of every kind, with `text` wherever a text may stand.
fn samples(text: &str) -> Vec<Value> {
    vec![
        json!({ "type": "heading", "text": text, "subtitle": text }),
        json!({ "type": "text", "content": text }),
        json!({ "type": "stat", "value": text, "label": text, "trend": text }),
        json!({ "type": "kv", "pairs": [{ "label": text, "value": text }] }),
        json!({ "type": "table", "columns": [text, "n"], "rows": [[text, 1], [null, 2.5]] }),
        json!({ "type": "badge", "text": text, "variant": "destructive" }),
        json!({ "type": "progress", "value": 40, "label": text }),
        json!({ "type": "chart", "kind": "bar", "x": "x", "y": [text, "n"], "data": [{ "x": text, text: 3, "n": 4 }] }),
        json!({ "type": "chart", "kind": "pie", "x": text, "y": "n", "data": [{ text: text, "n": 4 }, { "n": 1 }] }),
        json!({ "type": "image", "document_id": DOCUMENT, "alt": text }),
        json!({ "type": "document", "document_id": DOCUMENT }),
        json!({ "type": "code", "content": text, "lang": "c++" }),
        json!({ "type": "todo", "items": [text, { "text": text, "done": true }] }),
        json!({ "type": "app", "instance_id": DOCUMENT, "name": text }),
        json!({ "type": "hr" }),
    ]
}

#[test]
fn every_kind_is_sound_in_every_language() {
    let blocks = parse(&json!(samples("Plain words"))).unwrap();
    for lang in Lang::ALL {
        check_sound(&BlocksView::on_desk(CARD, &blocks, Words::new(lang)).to_string());
        check_sound(&BlocksView::whole(CARD, &blocks, Words::new(lang)).to_string());
    }
}

#[test]
fn everything_that_is_said_is_escaped() {
    for sample in samples(SHARP) {
        let html = html(&sample);
        check_sound(&html);
        assert!(!html.contains("<script>"), "{html}");
    }
}

#[test]
fn only_cleaned_markdown_is_written_as_it_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/components/block");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let expected = usize::from(path.ends_with("text.html"));
        assert_eq!(source.matches("|safe").count(), expected, "{}", path.display());
    }
}

#[test]
fn a_page_takes_the_blocks_as_they_are() {
    #[derive(Template)]
    #[template(source = "{{ blocks }}|{{ blocks|safe }}", ext = "html")]
    struct Page {
        blocks: BlocksView,
    }
    let blocks = parse(&json!([{ "type": "heading", "text": "A & B" }])).unwrap();
    let page = Page { blocks: BlocksView::on_desk(CARD, &blocks, Words::new(Lang::En)) }.to_string();
    let (once, again) = page.split_once('|').unwrap();
    assert_eq!(once, again);
    assert!(once.contains("<h3>A &#38; B</h3>"), "{once}");
}

#[test]
fn a_block_is_found_by_its_id() {
    check(
        &json!({ "id": "b.1", "type": "hr" }),
        &[&format!(
            "<div class=\"block block-separator\" id=\"block-{CARD}-b.1\" data-block=\"b.1\" data-kind=\"separator\">"
        )],
    );
}

#[test]
fn a_card_without_blocks_says_so() {
    let html = BlocksView::on_desk(CARD, &[], Words::new(Lang::En)).to_string();
    check_sound(&html);
    assert!(html.contains("This card is empty."));
}

#[test]
fn an_app_has_a_place_for_itself_and_a_link_for_those_without_scripts() {
    check(
        &json!({ "type": "app", "instance_id": DOCUMENT, "name": "Todo" }),
        &[
            &format!("<div class=\"app\" data-instance=\"{DOCUMENT}\" role=\"region\" aria-label=\"Todo\">"),
            &format!("<a href=\"/apps/run/{DOCUMENT}\">Open Todo</a>"),
        ],
    );
}

#[test]
fn absent_parts_leave_nothing_behind() {
    assert!(!html(&json!({ "type": "heading", "text": "a" })).contains("block-subtitle"));
    assert!(!html(&json!({ "type": "stat", "value": 1, "label": "a" })).contains("stat-trend"));
    assert!(!html(&json!({ "type": "code", "content": "a" })).contains("language-"));
}

#[test]
fn text_is_markdown() {
    check(&json!({ "type": "text", "content": "**a** <b>" }), &["<p><strong>a</strong> &lt;b&gt;</p>"]);
}

#[test]
fn cells_know_their_place_and_numbers_stand_right() {
    check(
        &json!({ "type": "table", "columns": ["who", "sum"], "rows": [["Oak", 12.5], ["Elm", null]] }),
        &[
            "<caption class=\"hidden\">Table of who, sum</caption>",
            "role=\"region\" tabindex=\"0\" aria-label=\"Table of who, sum\"",
            "<th scope=\"col\" class=\"words\">who</th><th scope=\"col\" class=\"number\">sum</th>",
            "<td class=\"words\" data-row=\"0\" data-column=\"who\">Oak</td>",
            "<td class=\"number\" data-row=\"0\" data-column=\"sum\">12.5</td>",
            "<td class=\"number\" data-row=\"1\" data-column=\"sum\"></td>",
        ],
    );
    check(&json!({ "type": "table", "columns": ["a"], "rows": [] }), &["No rows yet."]);
}

#[test]
fn a_large_table_is_begun_on_the_desk_and_whole_on_its_page() {
    let rows: Vec<_> = (0..201).map(|number| json!([number])).collect();
    let blocks = parse(&json!([{ "type": "table", "columns": ["n"], "rows": rows }])).unwrap();
    let desk = BlocksView::on_desk(CARD, &blocks, Words::new(Lang::En)).to_string();
    assert_eq!(desk.matches("<tr>").count(), 1 + 200);
    assert!(desk.contains(&format!("<a href=\"/cards/{CARD}\">Show all 201 rows</a>")), "{desk}");

    let whole = BlocksView::whole(CARD, &blocks, Words::new(Lang::En)).to_string();
    assert_eq!(whole.matches("<tr>").count(), 1 + 201);
    assert!(!whole.contains("Show all"));
}

#[test]
fn a_wide_table_shows_fewer_rows() {
    let columns: Vec<_> = (0..60).map(|number| number.to_string()).collect();
    let blocks = parse(&json!([{ "type": "table", "columns": columns, "rows": vec![json!({}); 5_000] }])).unwrap();
    let desk = BlocksView::on_desk(CARD, &blocks, Words::new(Lang::En)).to_string();
    assert_eq!(desk.matches("<tr>").count(), 1 + 66);
    let whole = BlocksView::whole(CARD, &blocks, Words::new(Lang::En)).to_string();
    assert!(whole.contains("The first 1000 of 5000 rows are shown here."));
}

#[test]
fn an_item_ticks_without_any_script() {
    let item = format!("action=\"/cards/{CARD}/blocks/b1/items/i1\"");
    check(
        &json!({ "type": "todo", "items": ["Call", { "text": "Pay", "done": true }] }),
        &[
            "<ul aria-label=\"1 of 2 done\">",
            &format!("<form method=\"post\" {item}>\n<input type=\"hidden\" name=\"done\" value=\"true\">"),
            "<button role=\"checkbox\" aria-checked=\"false\" data-action=\"tick\" data-block=\"b1\" data-item=\"i1\">",
            "<button role=\"checkbox\" aria-checked=\"true\" data-action=\"tick\" data-block=\"b1\" data-item=\"i2\">",
            "<input type=\"hidden\" name=\"done\" value=\"false\">",
        ],
    );
    check(&json!({ "type": "todo", "items": [] }), &["Nothing on the list yet."]);
}

#[test]
fn a_chart_has_a_name_and_its_numbers() {
    let chart = json!({ "type": "chart", "kind": "bar", "x": "who", "y": "sum", "data": [{ "who": "Oak", "sum": 3, "note": "x" }] });
    check(
        &chart,
        &[
            "viewBox=\"0 0 360 225\" role=\"img\" aria-label=\"Bar chart: sum by who\"",
            "<title>Bar chart: sum by who</title>",
            "<details><summary>Numbers</summary>",
            "<td class=\"words\">Oak</td><td class=\"number\">3</td>",
        ],
    );
    assert!(!html(&chart).contains("data-row"), "the numbers of a chart are not edited as cells");
    check(
        &json!({ "type": "chart", "kind": "line", "x": "a", "y": "b", "data": [] }),
        &["There are no numbers to draw yet.", "No rows yet."],
    );
}

#[test]
fn a_chart_of_a_thousand_points_stays_small() {
    let data: Vec<_> = (0..1_000).map(|number| json!({ "x": format!("day {number}"), "y": number })).collect();
    let html = html(&json!({ "type": "chart", "kind": "line", "x": "x", "y": "y", "data": data }));
    check_sound(&html);
    assert!(html.len() < 40_000, "{} bytes", html.len());
}

#[test]
fn code_is_shown_as_it_is() {
    check(
        &json!({ "type": "code", "content": "a < b\n\tc", "lang": "rust" }),
        &["aria-label=\"Code in rust\"><code class=\"language-rust\">a &#60; b\n\tc</code></pre>"],
    );
}

#[test]
fn pictures_are_shown_and_documents_are_links_by_name() {
    let link = format!("<a href=\"/documents/{DOCUMENT}\">");
    check(
        &json!({ "type": "image", "document_id": DOCUMENT, "alt": "A receipt" }),
        &[&format!("<img src=\"/documents/{DOCUMENT}/thumbnail\" alt=\"A receipt\"")],
    );
    check(&json!({ "type": "document", "document_id": DOCUMENT }), &[&format!("{link}Document</a>")]);
    check(
        &json!({ "type": "document", "document_id": DOCUMENT, "name": "a.pdf", "status": "processing", "preview": "One" }),
        &[&format!("{link}a.pdf</a>"), "badge-warning\">being read</span>", "<p class=\"document-preview\">One</p>"],
    );
}

#[test]
fn progress_and_badges_say_in_words_what_they_show() {
    check(
        &json!({ "id": "p", "type": "progress", "value": 40 }),
        &[
            &format!("<span id=\"label-{CARD}-p\">Progress</span>"),
            &format!("<progress max=\"100\" value=\"40\" aria-labelledby=\"label-{CARD}-p\">"),
        ],
    );
    check(
        &json!({ "type": "badge", "text": "late", "variant": "warning" }),
        &["<span class=\"badge badge-warning\">late</span>"],
    );
}

#[test]
fn numbers_of_a_column_have_the_same_digits_after_the_point() {
    let table = serde_json::json!([{ "type": "table", "columns": ["amount", "count", "share", "name"], "rows": [
        { "amount": 12.5, "count": 3, "share": 0.333_333_333, "name": "a" },
        { "amount": 1240, "count": 10, "share": 0.5, "name": 7 },
        { "amount": -0.25, "count": 2, "share": 1, "name": null },
        { "amount": 1e30, "count": null, "share": 2, "name": 1.5 },
    ]}]);
    let blocks = crate::card::block::parse(&table).unwrap();
    let html = super::BlocksView::on_desk("card", &blocks, Words::default()).to_string();
    for shown in [">12.50<", ">1240.00<", ">-0.25<", ">1e+30<", ">3<", ">10<", ">0.333333333<", ">0.5<", ">7<", ">1.5<"]
    {
        assert!(html.contains(shown), "{shown} in {html}");
    }
}
