use serde_json::json;

use super::support::{Story, activity, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_change_made_while_the_server_is_away_is_sent_once_when_it_is_back() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = it.tab.clone();
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;
        let before = activity(&tab).await.len();

        it.lose_server();
        tab.drag("article.card [data-title]", 80, 40).await;
        tab.read("#connection", "1").await;

        it.house.come_back();
        tab.miss("#connection").await;
        tab.saved().await;
        assert_eq!(activity(&tab).await[before..], ["card_moved"]);
        let there = tab.ask("return document.querySelector('article.card').dataset.x").await;
        tab.reload().await;
        tab.ready().await;
        assert_eq!(tab.ask("return document.querySelector('article.card').dataset.x").await, there);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_ended_sign_in_sends_its_page_to_sign_in() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let other = it.second_tab("/").await;
        other.ready().await;

        it.tab.click("[popovertarget=account-menu]").await;
        it.tab.click("form[action='/sign-out'] button").await;
        it.tab.arrive("/sign-in").await;
        other.arrive("/sign-in").await;
    })
    .await;
}
