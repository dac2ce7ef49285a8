use serde_json::json;

use super::support::{Story, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_one_tab_does_to_cards_the_other_follows() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let (one, other) = (it.tab.clone(), it.second_tab("/").await);
        other.ready().await;

        one.press("n").await;
        one.see("article.card [data-title] input").await;
        one.write("Shopping").await;
        one.press("Enter").await;
        other.read("article.card [data-title]", "Shopping").await;

        one.press("Enter").await;
        one.see("article.card textarea").await;
        one.write("Bread and *milk*").await;
        one.press("Control+Enter").await;
        other.read("article.card .card-body em", "milk").await;

        one.drag("article.card [data-title]", 80, 40).await;
        let place = one.ask("return document.querySelector('article.card').dataset.x").await;
        let script = "return document.querySelector('article.card')?.dataset.x === arguments[0]";
        other.until_with("the card lies there too", script, &[place]).await;

        other.click("article.card .card-close").await;
        one.miss("article.card").await;
        one.press("z").await;
        other.read("article.card [data-title]", "Shopping").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_one_tab_does_to_stacks_the_other_follows() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let (one, other) = (it.tab.clone(), it.second_tab("/").await);
        other.ready().await;

        one.press("Shift+n").await;
        one.see(".tab-name input").await;
        one.write("Garden").await;
        one.press("Enter").await;
        other.read("#tabs .tab:nth-child(2)", "Garden").await;
        other.see(".tab:first-child.is-active").await;

        one.double_click(".tab.is-active .tab-name").await;
        one.see(".tab-name input").await;
        one.write("House").await;
        one.press("Enter").await;
        other.read("#tabs .tab:nth-child(2)", "House").await;

        one.click(".tab.is-active .tab-more").await;
        one.click(".menu .choice[data-color=teal]").await;
        other.see(".tab[data-color=teal]").await;

        one.click(".tab.is-active .tab-more").await;
        one.click_saying(".menu-item", "left").await;
        other.read("#tabs .tab:first-child", "House").await;

        one.drag("#tabs .tab:first-child .tab-link", 160, 0).await;
        other.read("#tabs .tab:nth-child(2)", "House").await;

        one.click("#tabs .tab:nth-child(2) .tab-close").await;
        other.count("#tabs .tab", 1).await;
        one.read(".toast", "House").await;
        one.click(".toast-action").await;
        other.read("#tabs .tab:nth-child(2)", "House").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn keys_lead_from_stack_to_stack() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        for name in ["Garden", "House"] {
            tab.post("/api/stacks", &json!({ "name": name })).await;
        }
        tab.count("#tabs .tab", 3).await;

        for (keys, number) in [("Alt+3", 3), ("Alt+2", 2), ("[", 1), ("[", 3), ("]", 1), ("]", 2)] {
            tab.press(keys).await;
            tab.see(&format!(".tab:nth-child({number}) [aria-current=page]")).await;
        }
        tab.read("#stack-name", "Garden").await;
        tab.saved().await;
        let garden = tab.ask("return `/stacks/${document.body.dataset.active}`").await;
        tab.arrive(garden.as_str().expect("a path")).await;
        tab.open("/").await;
        tab.see(".tab:nth-child(2) [aria-current=page]").await;
    })
    .await;
}
