//! Stacks: made within the tier, named, listed, archived, restored.

use serde_json::json;

use super::World;

#[test]
fn stacks_are_made_within_the_tier() {
    let world = World::new();
    world.did("create_stack", json!({ "name": "Taxes", "color": "teal" }));
    world.refuses("create_stack", json!({ "name": "Third" }), "the tier \"free\" allows 2 active stacks");
}

#[test]
fn a_stack_is_archived_with_its_cards_and_comes_back_with_them() {
    let world = World::new();
    let taxes = world.did("create_stack", json!({ "name": "Taxes" }))["stack_id"].clone();
    world.did("create_card", json!({ "title": "a", "stack_id": taxes }));
    assert_eq!(world.did("rename_stack", json!({ "stack_id": taxes, "name": "Tax 2026" }))["name"], "Tax 2026");

    assert_eq!(world.did("archive_stack", json!({ "stack_id": taxes }))["archived"], true);
    world.refuses("create_card", json!({ "title": "b", "stack_id": taxes }), "is in the Drawer");
    assert_eq!(world.did("list_stacks", json!({}))["stacks"].as_array().unwrap().len(), 1);
    let all = world.did("list_stacks", json!({ "include_archived": true }));
    assert_eq!(all["stacks"][1]["name"], "Tax 2026");
    assert_eq!(world.did("find", json!({ "text": "tax" }))["stacks"][0]["archived"], true);

    world.did("restore_stack", json!({ "stack_id": taxes }));
    let all = world.did("list_stacks", json!({}));
    assert_eq!(all["stacks"][1]["cards"], 1);
}
