use serde_json::json;

use super::support::{Story, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_archived_stack_is_found_in_the_drawer_and_comes_back_with_its_cards() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.post("/api/stacks", &json!({ "name": "Garden" })).await;
        tab.count("#tabs .tab", 2).await;
        tab.press("Alt+2").await;
        tab.read("#stack-name", "Garden").await;
        tab.card("Seeds", json!([{ "type": "text", "content": "Peas" }])).await;
        tab.click(".tab.is-active .tab-close").await;
        tab.count("#tabs .tab", 1).await;
        tab.saved().await;

        tab.click("a[data-place=drawer]").await;
        tab.arrive("/drawer").await;
        tab.read(".line-name", "Garden").await;
        tab.fill("input[type=search]", "nothing like this").await;
        tab.read("#drawer-results", "Nothing in the Drawer").await;
        tab.fill("input[type=search]", "gard").await;
        tab.read(".line-name", "Garden").await;

        tab.click("form[action*='/stacks/'] button").await;
        tab.ready().await;
        tab.read("#stack-name", "Garden").await;
        tab.read("article.card [data-title]", "Seeds").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_archived_card_can_be_read_in_the_drawer_and_brought_back() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Seeds", json!([{ "type": "text", "content": "Peas" }])).await;
        tab.click("article.card .card-close").await;
        tab.miss("article.card").await;
        tab.saved().await;

        tab.open("/drawer").await;
        tab.click_saying("a.line-name", "Seeds").await;
        tab.read(".card-body", "Peas").await;
        tab.click_saying("form button", "Restore").await;
        tab.read("article.card [data-title]", "Seeds").await;
    })
    .await;
}
