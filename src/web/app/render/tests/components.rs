//! What each component looks like, by example.

use super::*;

#[test]
fn a_value_that_is_text_is_a_number_all_the_same() {
    check(Kind::Progress, json!({ "value": "5", "max": 10 }), &["value=\"5\"", "50%"]);
}

#[test]
fn numbers_read_as_people_write_them() {
    for (value, text) in [
        (json!(3.0), "3"),
        (json!(-0.0), "0"),
        (json!(2.5), "2.5"),
        (json!(1_000_000.0), "1000000"),
        (json!(7), "7"),
        (json!(0.1), "0.1"),
        (json!(true), "true"),
        (json!(null), ""),
        (json!(["x"]), ""),
    ] {
        assert_eq!(value::words_of(&value), text, "{value}");
    }
}

#[test]
fn an_element_carries_its_address_and_what_it_tells() {
    let address = Address { node: "done".to_owned(), key: "7/x".to_owned() };
    let tells = vec![Happening::Input, Happening::Change];
    let props = BTreeMap::from([(Prop::Tip, "Mark".into()), (Prop::W, 120.4.into()), (Prop::Hidden, true.into())]);
    let html = html(&Shown::new(address, Kind::Textarea, props, None, tells, Vec::new(), Arc::default()));
    assert!(html.contains("data-node=\"done\" data-key=\"7/x\" data-on=\"input change\""), "{html}");
    assert!(html.contains("data-w=\"120\" title=\"Mark\" hidden>"), "{html}");
}

#[test]
fn a_copy_button_that_may_not_copy_says_so_and_cannot_be_pressed() {
    check(Kind::Copy, json!({ "value": "tea" }), &["data-copy=\"tea\""]);
    check(Kind::Copy, json!({ "value": null }), &[" disabled>", "not allowed this app"]);
}

#[test]
fn words_that_we_know_become_classes_and_no_others() {
    check(
        Kind::Row,
        json!({ "gap": "small", "align": "between", "grow": true }),
        &["class=\"app-row gap-small align-between is-grown\""],
    );
    check(Kind::Grid, json!({ "columns": 40 }), &["class=\"app-grid columns-12\""]);
    check(Kind::Text, json!({ "tone": "evil\" onclick=\"", "size": "huge" }), &["class=\"app-text size-huge\""]);
    check(Kind::Text, json!({ "value": "x", "color": "purple" }), &["data-color=\"violet\""]);
}

#[test]
fn a_group_that_is_chosen_whole_can_be_chosen_with_the_keyboard() {
    check(Kind::Row, json!({}), &["<button type=\"button\" class=\"app-hit hidden\" aria-labelledby=\"a"]);
    let quiet = Shown::new(
        Address { node: "n".to_owned(), key: String::new() },
        Kind::Row,
        BTreeMap::new(),
        None,
        Vec::new(),
        Vec::new(),
        Arc::default(),
    );
    assert!(!html(&quiet).contains("app-hit"));
}

#[test]
fn items_of_a_list_are_known_by_the_last_of_their_keys() {
    let item = |key: &str| {
        let address = Address { node: "item".to_owned(), key: key.to_owned() };
        Arc::new(Shown::new(address, Kind::Text, BTreeMap::new(), None, Vec::new(), Vec::new(), Arc::default()))
    };
    let address = Address { node: "list".to_owned(), key: "outer".to_owned() };
    let props = BTreeMap::from([(Prop::Sortable, true.into())]);
    let children = vec![item("outer/a/b"), item("outer")];
    let html = html(&Shown::new(address, Kind::List, props, None, vec![Happening::Move], children, Arc::default()));
    assert!(html.contains("data-item=\"&#34;a/b&#34;\""), "{html}");
    assert_eq!(html.matches("data-grab").count(), 1, "what has no key can't be moved");
}

#[test]
fn a_tab_is_chosen_and_another_can_be() {
    let html = html(&shown(
        Kind::Tabs,
        "n",
        json!({ "items": [{ "id": "a", "label": "Open" }, { "id": 2, "label": "Done" }], "value": 2 }),
        Vec::new(),
    ));
    assert!(
        html.contains("aria-selected=\"false\"") && html.contains("tabindex=\"-1\" data-value=\"&#34;a&#34;\">Open")
    );
    assert!(html.contains("tabindex=\"0\" data-value=\"2\">Done"), "a number stays one: {html}");
}

#[test]
fn a_dialog_waits_for_its_helper_to_open_it() {
    check(
        Kind::Modal,
        json!({ "title": "Sure?", "open": true }),
        &["<dialog ", " data-open>", "data-close aria-label=\"Close\""],
    );
}

#[test]
fn a_picture_is_one_of_the_users_own() {
    let id = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    check(
        Kind::Image,
        json!({ "src": id, "alt": "A cat" }),
        &[&format!("src=\"/api/documents/{id}/content\" alt=\"A cat\"")],
    );
    for src in ["https://example.com/x.png", "//example.com", "../../etc", "data:image/png;base64,AA", ""] {
        assert!(!html(&shown(Kind::Image, "n", json!({ "src": src }), Vec::new())).contains("<img"), "{src}");
    }
}

#[test]
fn a_table_has_its_columns_and_a_button_for_each_row() {
    check(
        Kind::Table,
        json!({ "items": [{ "key": "n", "label": "Name" }, "sum"], "data": [{ "n": "Oak", "sum": 3.0 }, { "sum": 4 }] }),
        &[
            "<th scope=\"col\" class=\"words\">Name</th><th scope=\"col\" class=\"number\">sum</th>",
            "data-value=\"0\">Oak</button>",
            "data-value=\"1\" aria-label=\"Row 2\"></button>",
            "<td class=\"number\">3</td>",
        ],
    );
    let rows = vec![json!({ "a": 1 }); 600];
    check(Kind::Table, json!({ "data": rows }), &["The first 500 of 600 rows"]);
}

#[test]
fn a_chart_is_drawn_and_its_numbers_stand_beside_it() {
    check(
        Kind::Chart,
        json!({ "kind": "bar", "title": "Spent", "x": "m", "y": ["sum"], "data": [{ "m": "May", "sum": 3.0 }, { "m": "June", "sum": 4 }] }),
        &[
            "<h3 class=\"app-card-title\">Spent</h3>",
            "<svg class=\"chart\"",
            "<td class=\"words\">May</td><td class=\"number\">3</td>",
        ],
    );
    check(Kind::Chart, json!({ "x": "m", "y": ["sum"], "data": [{ "m": "May" }] }), &["no numbers to draw"]);
}

#[test]
fn a_month_begins_on_its_day_and_ends_on_its_last() {
    let html = html(&shown(
        Kind::Calendar,
        "n",
        json!({ "month": "2026-11", "selected": "2026-11-21", "events": [
            { "id": 7, "date": "2026-11-21T09:00", "title": "Tea", "color": "green" },
            { "id": 8, "date": "2026-12-01", "title": "Later" }, { "id": 9, "date": "soon", "title": "Never" }] }),
        Vec::new(),
    ));
    assert!(html.contains("<caption>November 2026</caption>"), "{html}");
    assert_eq!(html.matches("data-day=").count(), 30);
    assert_eq!(html.matches("class=\"is-blank\"").count(), 12, "the first is a Sunday, the last a Monday");
    assert!(html.contains(
        "data-value=\"&#34;2026-11-21&#34;\" aria-label=\"21 November, one entry\" aria-pressed=\"true\">21<"
    ));
    assert!(html.contains("data-color=\"green\" data-item=\"7\" data-value=\"&#34;2026-11-21&#34;\" data-grab"));
    assert!(!html.contains("Later") && !html.contains("Never"));
    check(Kind::Calendar, json!({ "month": "2026-13" }), &["No month to show"]);
    check(Kind::Calendar, json!({ "month": "2024-02" }), &["data-day=\"2024-02-29\""]);
}

#[test]
fn tiles_are_packed() {
    check(
        Kind::Tiles,
        json!({ "columns": 2, "items": ["X", { "text": "O", "tone": "ok" }, "X", { "color": "yellow", "disabled": true, "evil": 1 }] }),
        &[
            "data-columns=\"2\"",
            "data-palette=\"[{&#34;text&#34;:&#34;X&#34;},{&#34;text&#34;:&#34;O&#34;,&#34;tone&#34;:&#34;ok&#34;},\
             {&#34;text&#34;:&#34;&#34;,&#34;color&#34;:&#34;amber&#34;,&#34;disabled&#34;:true}]\"",
            "data-cells=\"[0,1,0,2]\"",
            "data-clickable",
        ],
    );
    let html = html(&shown(Kind::Tiles, "n", json!({ "items": vec![""; 5_000] }), Vec::new()));
    assert_eq!(html.matches("0,0").count() * 2, 2_500, "no more than can be told apart");
}

#[test]
fn a_board_has_its_cards_in_their_lanes() {
    let html = html(&shown(
        Kind::Board,
        "n",
        json!({ "lanes": [{ "id": "todo", "title": "To do" }, { "id": "done" }],
            "cards": [{ "id": 1, "lane": "todo", "title": "Tea", "text": "Green", "color": "green" }, { "id": 2, "lane": "gone" }] }),
        Vec::new(),
    ));
    assert!(html.contains("To do</span> <span class=\"app-count\">1</span>"), "{html}");
    assert!(html.contains("data-item=\"1\" data-color=\"green\" data-grab"));
    assert!(html.contains("aria-label=\"Move Tea\""));
    assert!(!html.contains("data-item=\"2\""));
}

#[test]
fn a_field_has_a_name_in_any_case() {
    check(Kind::Input, json!({ "label": "Name" }), &["<label class=\"app-label\" for=\"a"]);
    check(
        Kind::Input,
        json!({ "placeholder": "What next?" }),
        &["aria-label=\"What next?\" placeholder=\"What next?\""],
    );
    check(Kind::Input, json!({}), &["aria-label=\"Field\""]);
    check(Kind::Input, json!({ "type": "file" }), &["<input type=\"text\""]);
    check(Kind::Radio, json!({ "label": "Size", "options": ["S", "M"] }), &["<fieldset ", "<legend>Size</legend>"]);
    check(Kind::Switch, json!({ "label": "Dark", "value": true }), &["role=\"switch\" checked><span>Dark</span>"]);
    check(
        Kind::Slider,
        json!({ "label": "Loud", "min": 0, "max": 10.0, "value": 3.0 }),
        &["min=\"0\" max=\"10\"", "value=\"3\"", ">3</output>"],
    );
}

#[test]
fn a_textarea_keeps_its_first_line_break() {
    check(Kind::Textarea, json!({ "value": "\na" }), &[">\n\na</textarea>"]);
}

#[test]
fn an_option_is_chosen_by_its_value_and_its_type() {
    check(
        Kind::Select,
        json!({ "options": [{ "value": 1, "label": "One" }, "2"], "value": "1" }),
        &["data-value=\"1\" selected>One", "data-value=\"&#34;2&#34;\">2<"],
    );
    check(Kind::Select, json!({ "options": ["a"], "value": "b" }), &["<option value=\"\" hidden selected></option>"]);
}

#[test]
fn a_value_that_came_as_text_is_what_it_spells() {
    check(Kind::Progress, json!({ "value": "3", "max": 8 }), &["max=\"8\" value=\"3\"", ">38%<"]);
    check(Kind::Checkbox, json!({ "value": "true" }), &[" checked"]);
    check(Kind::Select, json!({ "options": [1, 2], "value": "2" }), &["data-value=\"2\" selected>2"]);
    check(Kind::Slider, json!({ "value": "2.5" }), &["value=\"2.5\""]);
}

#[test]
fn a_number_in_a_field_is_told_as_one() {
    let address = Address { node: "n".to_owned(), key: String::new() };
    let props = BTreeMap::from([(Prop::Options, json!([1, "1"]))]);
    let bound = Shown::new(address, Kind::Select, props, Some("1".into()), Vec::new(), Vec::new(), Arc::default());
    assert!(html(&bound).contains("data-value=\"&#34;1&#34;\" selected"), "what is bound keeps its type");
    check(Kind::Input, json!({ "type": "number", "value": 4.0 }), &["value=\"4\"", " data-number"]);
    assert!(
        !html(&shown(Kind::Input, "n", json!({ "type": "number", "value": "4" }), Vec::new())).contains("data-number")
    );
}

#[test]
fn strokes_are_lines_and_bounded() {
    check(
        Kind::Canvas,
        json!({ "width": 9000, "strokes": [{ "points": [[1.4, 2], ["x"], [3, 4]], "color": "red", "width": 5000 }, [[7, 1e9]], "x"] }),
        &[
            "viewBox=\"0 0 4000 300\"",
            "<polyline data-color=\"red\" stroke-width=\"200\" points=\"1,2 3,4\"/>",
            "<polyline data-color=\"\" stroke-width=\"4\" points=\"7,100000 7,100000\"/>",
            "data-drawable",
        ],
    );
}

#[test]
fn a_sound_is_a_beep_or_one_of_the_users_own() {
    check(
        Kind::Audio,
        json!({ "src": "tone:440:200", "playing": true }),
        &["data-hertz=\"440\" data-ms=\"200\" data-volume=\"100\" data-playing"],
    );
    let id = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
    check(
        Kind::Audio,
        json!({ "src": id, "volume": 0.5, "loop": true }),
        &[&format!("src=\"/api/documents/{id}/content\""), "data-volume=\"50\" loop"],
    );
    for src in ["tone:9:200", "tone:440", "https://example.com/x.mp3", ""] {
        let html = html(&shown(Kind::Audio, "n", json!({ "src": src }), Vec::new()));
        assert!(!html.contains("<audio") && !html.contains("data-hertz"), "{src}");
    }
}

#[test]
fn a_clock_stands_where_it_was_stopped() {
    for (ms, format, text) in [
        (3_723_400, "hms", ">1:02:03<"),
        (3_723_400, "ms", ">62:03<"),
        (3_723_400, "tenths", ">62:03.4<"),
        (-5, "ms", ">00:00<"),
    ] {
        check(Kind::Clock, json!({ "value": ms.to_string(), "format": format }), &[text]);
    }
    check(
        Kind::Clock,
        json!({ "deadline": 1_795_269_720_000.0, "running": true }),
        &["data-deadline=\"1795269720000\"", "data-running"],
    );
}

#[test]
fn keys_have_buttons_for_those_without_a_keyboard() {
    check(
        Kind::Keys,
        json!({ "allowed": ["ArrowUp", "a"] }),
        &[
            "tabindex=\"0\" role=\"application\"",
            "data-press=\"ArrowUp\" aria-label=\"Up\">↑<",
            "data-press=\"a\" aria-label=\"a\">a<",
        ],
    );
    let idle = html(&shown(Kind::Keys, "n", json!({ "allowed": ["a"], "active": false }), Vec::new()));
    assert!(!idle.contains("tabindex") && !idle.contains("data-press"));
}
