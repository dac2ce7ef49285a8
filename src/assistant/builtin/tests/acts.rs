//! Answers of several steps, and the sentences at their end.

use serde_json::json;

use super::{INVOICES, TOTALS, WORK, desk, empty_desk, perform, reply};
use crate::llm::{Message, ToolCall, ToolResult};

#[tokio::test]
async fn totals_become_a_card_of_their_own() {
    let sums = json!({ "rows": [["Acme", 300.5], ["Bolt", 20]], "overall": 320.5, "skipped": 1 });
    let made = json!({ "card_id": TOTALS, "title": "Total Amount by Vendor" });
    let (calls, text) = perform(&desk(), "total amount by vendor", &[sums, made]).await;

    assert_eq!(calls[1].0, "create_card");
    assert_eq!(calls[1].1["title"], "Total Amount by Vendor");
    let table =
        json!([{ "type": "table", "columns": ["Vendor", "Total Amount"], "rows": [["Acme", 300.5], ["Bolt", 20]] }]);
    assert_eq!(calls[1].1["blocks"], table);
    assert_eq!(
        text,
        "I put **Total Amount by Vendor** beside it: 2 groups, 320.5 in all. One cell is no number and was left out."
    );
}

#[tokio::test]
async fn a_sum_is_said_with_the_cents_of_its_parts() {
    for (parts, overall, said) in [
        (json!([["Acme", 2381.25], ["Bolt", 415.25]]), json!(2796.5), "2796.50 in all"),
        (json!([["Acme", 0.5], ["Bolt", 1.5]]), json!(2), "2.0 in all"),
        (json!([["Acme", 1], ["Bolt", 2]]), json!(3), "3 in all"),
    ] {
        let sums = json!({ "rows": parts, "overall": overall, "skipped": 0 });
        let made = json!({ "card_id": TOTALS, "title": "Total Amount by Vendor" });
        let (_, text) = perform(&desk(), "total amount by vendor", &[sums, made]).await;
        assert!(text.contains(said), "{text}");
    }
}

#[tokio::test]
async fn a_single_sum_becomes_a_stat() {
    let (calls, text) =
        perform(&desk(), "average amount", &[json!({ "overall": 12.5 }), json!({ "title": "Average Amount" })]).await;
    assert_eq!(calls[1].1["blocks"], json!([{ "type": "stat", "label": "Average Amount", "value": "12.5" }]));
    assert_eq!(text, "**Average Amount**: 12.5.");
}

#[tokio::test]
async fn columns_are_drawn_from_their_sums() {
    let sums = json!({ "rows": [["Acme", 300.5]], "overall": 300.5, "skipped": 0 });
    let (calls, text) =
        perform(&desk(), "pie chart of amount by vendor", &[sums, json!({ "title": "Amount by Vendor" })]).await;
    let chart = json!([
        { "type": "chart", "kind": "pie", "x": "Vendor", "y": ["Amount"], "data": [{ "Vendor": "Acme", "Amount": 300.5 }] },
    ]);
    assert_eq!(calls[1].1["blocks"], chart);
    assert_eq!(text, "I drew **Amount by Vendor**.");
}

#[tokio::test]
async fn what_is_not_on_the_stack_is_looked_for() {
    let found = json!({ "cards": [{ "card_id": INVOICES, "title": "Old plans" }], "stacks": [] });
    let back = json!({ "title": "Old plans", "stack": "Work" });
    let (calls, text) = perform(&desk(), "restore old plans", &[found, back]).await;
    assert_eq!(calls[1], ("restore_card".to_owned(), json!({ "card_id": INVOICES })));
    assert_eq!(text, "**Old plans** is back on **Work**.");

    let none = json!({ "cards": [], "stacks": [] });
    let (_, text) = perform(&desk(), "archive nothing like it", std::slice::from_ref(&none)).await;
    assert!(text.starts_with("I find no card called “nothing like it”"), "{text}");

    let two =
        json!({ "cards": [{ "card_id": INVOICES, "title": "Plan A" }, { "card_id": TOTALS, "title": "Plan B" }] });
    let (_, text) = perform(&desk(), "restore plan", &[two]).await;
    assert_eq!(text, "Which one do you mean: **Plan A** or **Plan B**?");
}

#[tokio::test]
async fn findings_are_listed_with_their_places() {
    let found = json!({
        "cards": [{ "title": "Acme *deal*", "stack": "Work", "archived": true }],
        "stacks": [{ "stack_id": WORK, "name": "Acme", "archived": false }],
    });
    let (_, text) = perform(&desk(), "find acme", &[found]).await;
    assert_eq!(text, "I found:\n\n- **Acme \\*deal\\*** on the stack **Work**, in the Drawer\n- the stack **Acme**");
}

#[tokio::test]
async fn the_answer_comes_in_the_language_of_the_question() {
    let (_, text) = perform(&desk(), "notiz: Milch kaufen", &[json!({ "title": "Milch kaufen" })]).await;
    assert_eq!(text, "Ich habe die Notiz **Milch kaufen** angelegt.");
}

#[tokio::test]
async fn a_refused_tool_ends_the_answer_with_its_reason() {
    let call = ToolCall { id: "builtin-1".to_owned(), name: "create_stack".to_owned(), input: json!({}) };
    let refusal = json!("the tier \"free\" allows 3 active stacks: archive one first");
    let result = ToolResult { call_id: call.id.clone(), output: refusal, is_error: true };
    let messages = vec![
        Message::User("new stack Travel".to_owned()),
        Message::Assistant { text: String::new(), calls: vec![call] },
        Message::ToolResults(vec![result]),
    ];
    let (calls, text) = reply(&desk(), messages).await;
    assert_eq!(calls, []);
    assert_eq!(text, "That did not work: the tier \"free\" allows 3 active stacks: archive one first.");
}

#[tokio::test]
async fn a_table_may_have_been_pasted_one_message_earlier() {
    let messages = vec![
        Message::User("a,b\n1,2\n3,4".to_owned()),
        Message::Assistant { text: "Well.".to_owned(), calls: Vec::new() },
        Message::User("make a table of this".to_owned()),
    ];
    let (calls, _) = reply(&empty_desk(), messages).await;
    assert_eq!(calls[0].input["blocks"][0]["columns"], json!(["a", "b"]));
}

#[tokio::test]
async fn on_an_empty_desk_nothing_is_guessed() {
    for (said, words) in [
        ("chart it", "There is no table here yet"),
        ("total amount by vendor", "There is no table here yet"),
        ("add row: 1, 2", "There is no table here yet"),
        ("archive it", "I don't know which card you mean"),
        ("restore it", "I don't know which card you mean"),
        ("archive this stack", "I don't know which card you mean"),
    ] {
        let (calls, text) = reply(&empty_desk(), vec![Message::User(said.to_owned())]).await;
        assert_eq!(calls, [], "{said:?}");
        assert!(text.contains(words), "{said:?}: {text}");
    }
}
