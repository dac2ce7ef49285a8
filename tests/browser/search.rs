use serde_json::json;

use super::support::{Device, Story, story, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_palette_finds_what_cards_say_and_what_lies_in_the_drawer() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread and pumpernickel" }])).await;
        let old = tab.card("Old list", json!([{ "type": "text", "content": "Marmalade" }])).await;
        tab.post(&format!("/api/cards/{old}/archive"), &json!({})).await;
        tab.count("article.card", 1).await;

        tab.press("Control+k").await;
        tab.fill("#palette-input", "pumper").await;
        tab.read("#palette-list .palette-label", "Shopping").await;
        tab.press("Enter").await;
        tab.until("the card has the focus", "return document.activeElement.matches('article.card')").await;

        tab.press("Control+k").await;
        tab.fill("#palette-input", "marmalade").await;
        tab.read("#palette-list .palette-label", "Old list").await;
        tab.read("#palette-list .palette-kind", "In the Drawer").await;
        tab.press("Enter").await;
        tab.arrive(&format!("/cards/{old}")).await;
        tab.read(".card-body", "Marmalade").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_page_of_a_search_follows_what_is_typed() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread and pumpernickel" }])).await;
        tab.open("/search").await;
        tab.fill("input[name=q]", "pumper").await;
        tab.read(".finding .line-name", "Shopping").await;
        tab.read(".finding mark", "pumper").await;
        tab.ask(
            "const kind = document.querySelector('select[name=type]'); kind.value = 'stack'; \
                 kind.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
        tab.read("#search-results", "Nothing found").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_a_search_is_a_form() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.arrive("/").await;
        tab.click(".search-button").await;
        tab.arrive("/search").await;
        tab.fill("input[name=q]", "stack").await;
        tab.click("form[role=search] button").await;
        tab.read(".finding .line-name", "My Stack").await;
    })
    .await;
}
