use serde_json::json;

use super::support::{Device, PASSWORD, Story, activity, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_newcomer_makes_an_account_and_a_card_and_finds_both_again() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.count("#tabs .tab", 1).await;
        tab.read(".empty", "Nothing lies on this stack yet").await;

        tab.press("n").await;
        tab.see("article.card [data-title] input").await;
        tab.write("Shopping").await;
        tab.press("Enter").await;
        tab.read("article.card [data-title]", "Shopping").await;
        tab.press("Enter").await;
        tab.see("article.card textarea").await;
        tab.write("For **Sunday**").await;
        tab.press("Control+Enter").await;
        tab.read("article.card .card-body strong", "Sunday").await;
        tab.saved().await;

        tab.reload().await;
        tab.ready().await;
        tab.read("article.card [data-title]", "Shopping").await;
        tab.read("article.card .card-body strong", "Sunday").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn signing_in_elsewhere_shows_the_same_desk() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        it.tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;

        it.elsewhere(Device::Phone { width: 375, height: 812 }, async |phone| {
            phone.open("/").await;
            phone.arrive("/sign-in").await;
            phone.fill("#name", "ada").await;
            phone.fill("#password", PASSWORD).await;
            phone.click("form .primary").await;
            phone.ready().await;
            phone.read("article.card [data-title]", "Shopping").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_item_of_a_checklist_is_ticked_with_one_click() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        let items = json!([{ "text": "Bread", "done": false }, { "text": "Milk", "done": false }]);
        tab.card("Shopping", json!([{ "type": "checklist", "items": items }])).await;

        tab.click("li[data-item]:first-child [role=checkbox]").await;
        tab.see("li[data-item]:first-child [role=checkbox][aria-checked=true]").await;
        tab.saved().await;

        tab.reload().await;
        tab.ready().await;
        tab.count("[role=checkbox][aria-checked=true]", 1).await;
        tab.see("li[data-item]:first-child [role=checkbox][aria-checked=true]").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_card_is_dragged_by_its_header_and_that_is_one_move() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;
        let (before, count) = (place(it).await, activity(tab).await.len());

        tab.drag("article.card [data-title]", 160, 80).await;
        tab.saved().await;

        assert_eq!(activity(tab).await[count..], ["card_moved"]);
        let there = (before.0 + 160, before.1 + 80);
        assert_eq!(place(it).await, there);
        tab.reload().await;
        tab.ready().await;
        assert_eq!(place(it).await, there, "and it lies there after a reload");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn whatever_is_dragged_has_keys_too() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;
        let (before, count) = (place(it).await, activity(tab).await.len());

        // From the canvas an arrow leads to the first card.
        tab.click("#canvas").await;
        tab.press("ArrowDown").await;
        tab.press("m").await;
        for _ in 0..3 {
            tab.press("ArrowRight").await;
        }
        tab.press("ArrowDown").await;
        tab.press("Enter").await;
        tab.saved().await;
        assert_eq!(place(it).await, (before.0 + 24, before.1 + 8));
        assert_eq!(activity(tab).await[count..], ["card_moved"]);

        let width = tab.ask("return document.querySelector('article.card').offsetWidth").await;
        tab.press("r").await;
        tab.press("ArrowRight").await;
        tab.press("Enter").await;
        tab.saved().await;
        assert_eq!(activity(tab).await[count..], ["card_moved", "card_resized"]);
        let wider = tab.ask("return document.querySelector('article.card').offsetWidth").await;
        assert!(wider.as_i64() > width.as_i64(), "{wider} from {width}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_menu_of_a_card_gives_it_a_colour_and_a_size() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;

        tab.click("article.card .card-more").await;
        tab.click(".menu .choice[data-color=green]").await;
        tab.see("article.card[data-color=green]").await;
        tab.click("article.card .card-more").await;
        tab.click_saying(".menu .segments .choice", "Large").await;
        tab.see("article.card[data-size=large]").await;
        tab.saved().await;

        tab.reload().await;
        tab.ready().await;
        tab.see("article.card[data-color=green][data-size=large]").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_archived_card_comes_back_by_the_toast_and_by_a_key() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;

        tab.click("article.card [data-title]").await;
        tab.press("e").await;
        tab.miss("article.card").await;
        tab.read(".toast", "Shopping").await;
        tab.click(".toast-action").await;
        tab.read("article.card [data-title]", "Shopping").await;

        tab.click("article.card [data-title]").await;
        tab.press("e").await;
        tab.miss("article.card").await;
        tab.saved().await;
        tab.press("z").await;
        tab.read("article.card [data-title]", "Shopping").await;
        tab.saved().await;

        tab.reload().await;
        tab.ready().await;
        tab.read("article.card [data-title]", "Shopping").await;
    })
    .await;
}

/// Where the only card lies.
async fn place(it: &Story) -> (i64, i64) {
    let data = it
        .tab
        .ask("const { x, y } = document.querySelector('article.card').dataset; return [Number(x), Number(y)]")
        .await;
    (data[0].as_i64().expect("a whole number"), data[1].as_i64().expect("a whole number"))
}
