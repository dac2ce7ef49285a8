//! What happens in a turn that goes well.

use serde_json::json;

use super::{World, makes};
use crate::{
    assistant::{Status, TurnEvent},
    chat::Role,
};

#[tokio::test]
async fn an_answer_is_streamed_then_stored() {
    let world = World::new();
    let turn = world.play("hello", "{\"text\": \"Hi\"}\n{\"delay_ms\": 80}\n{\"text\": \" there\"}").await;

    assert_eq!(turn.status, Status::Completed);
    assert_eq!(turn.partial, "Hi there");
    let said = world.messages().pop().unwrap();
    assert_eq!((said.role, said.content.as_str(), said.turn), (Role::Agent, "Hi there", Some(turn.id)));
    let text = |delta: &str| TurnEvent::Text { delta: delta.to_owned() };
    let complete = TurnEvent::Complete { message: Some(said.id) };
    assert_eq!(world.told(), [TurnEvent::Queued { position: 0 }, text("Hi"), text(" there"), complete]);
}

#[tokio::test]
async fn a_flood_of_pieces_is_told_in_portions() {
    let world = World::new();
    let script = "{\"text\": \"a\"}\n".repeat(1_000);
    world.play("hello", &script).await;
    assert_eq!(world.heard().len(), 1_000);
    assert!(world.told().len() < 20, "{}", world.told().len());
}

#[tokio::test]
async fn tools_work_between_two_answers() {
    let world = World::new();
    let script = format!(
        "{{\"text\": \"First.\"}}\n{}\n{}\n{{\"next\": true}}\n{{\"text\": \"Done.\"}}",
        makes("A"),
        makes("B")
    );
    let turn = world.play("make two", &script).await;

    assert_eq!(turn.partial, "First.\n\nDone.");
    assert_eq!(world.heard(), "First.\n\nDone.");
    assert_eq!(world.titles(), ["A", "B"]);
    let cards: Vec<_> = world.cards().into_iter().map(|card| card.id).collect();
    assert_eq!(world.messages().pop().unwrap().cards, cards);
    let detail = "made the card “A”".to_owned();
    assert!(world.told().contains(&TurnEvent::Tool { name: "create_card".to_owned(), detail }));
}

#[tokio::test]
async fn a_refused_tool_changes_nothing_and_the_model_goes_on() {
    let world = World::new();
    let bad = json!({ "tool": { "name": "create_card", "input": { "title": "x", "blocks": [{ "type": "iframe" }] } } });
    let script = format!("{bad}\n{}\n{{\"next\": true}}\n{{\"text\": \"One of two.\"}}", makes("A"));
    let turn = world.play("make two", &script).await;
    assert_eq!(turn.status, Status::Completed);
    assert_eq!(world.titles(), ["A"]);
}

#[tokio::test]
async fn the_story_of_the_invoices_with_the_built_in_assistant() {
    let world = World::new();
    let csv = "Vendor,Amount\n\"Acme, Inc.\",0.10\nBolt,5.25\n\"Acme, Inc.\",0.20\n";
    let answer = world.ask(&format!("make a table of this\n{csv}")).await;
    assert_eq!(answer, "I made the table **Table: Vendor, Amount**: 3 rows and 2 columns.");

    let answer = world.ask("total amount by vendor").await;
    assert_eq!(answer, "I put **Total Amount by Vendor** beside it: 2 groups, 5.55 in all.");
    let sums = world.blocks("Total Amount by Vendor")[0]["rows"].clone();
    assert_eq!(
        sums,
        json!([{ "Vendor": "Bolt", "Total Amount": 5.25 }, { "Vendor": "Acme, Inc.", "Total Amount": 0.3 }])
    );

    assert_eq!(world.ask("chart it").await, "I drew **Chart of Total Amount by Vendor**.");
    let chart = world.blocks("Chart of Total Amount by Vendor")[0].clone();
    assert_eq!((&chart["x"], &chart["y"]), (&json!("Vendor"), &json!(["Total Amount"])));

    world.ask("rename it to Spending").await;
    world.ask("archive it").await;
    assert_eq!(world.titles(), ["Table: Vendor, Amount", "Total Amount by Vendor"]);
    let found = world.ask("find the card about spending that I archived").await;
    assert_eq!(found, "I found **Spending** on the stack **My Stack**, in the Drawer");
    world.ask("restore spending").await;
    world.ask("add row to Table: Vendor, Amount: Cog, 1").await;
    assert_eq!(world.titles().len(), 3);
    let average = world.ask("average amount").await;
    assert!(average.starts_with("**Average Amount**"), "{average}");
}
