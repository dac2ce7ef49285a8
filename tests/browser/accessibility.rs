use serde_json::json;

use super::support::{Story, axe, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_desk_is_accessible_in_every_theme() {
    story(async |it: &mut Story| {
        it.full_desk().await;
        let tab = &it.tab;
        for theme in ["light", "dark", "contrast"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(tab, &format!("the desk, {theme}")).await;
            tab.picture(&format!("desk-{theme}")).await;
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_opens_over_the_desk_is_accessible() {
    story(async |it: &mut Story| {
        it.full_desk().await;
        let tab = &it.tab;
        for theme in ["light", "dark"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            tab.press("Control+k").await;
            tab.see("#palette-list li").await;
            axe::check(tab, &format!("the palette, {theme}")).await;
            tab.picture(&format!("palette-{theme}")).await;
            tab.escape("#palette").await;

            tab.press("?").await;
            tab.see("#sheet").await;
            axe::check(tab, &format!("the sheet of keys, {theme}")).await;
            tab.picture(&format!("sheet-{theme}")).await;
            tab.escape("#sheet").await;

            tab.click("article.card .card-more").await;
            tab.see(".menu .menu-item").await;
            axe::check(tab, &format!("the menu of a card, {theme}")).await;
            tab.picture(&format!("menu-{theme}")).await;
            tab.escape(".menu").await;
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_open_conversation_is_accessible() {
    story(async |it: &mut Story| {
        it.full_desk().await;
        let tab = &it.tab;
        tab.press("/").await;
        tab.write("note: Call Grace").await;
        tab.press("Enter").await;
        tab.read(".message.by-user", "Call Grace").await;
        for theme in ["light", "dark"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(tab, &format!("the conversation, {theme}")).await;
            tab.picture(&format!("conversation-{theme}")).await;
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn every_page_beside_the_desk_is_accessible() {
    story(async |it: &mut Story| {
        it.tab.open("/sign-in").await;
        axe::check(&it.tab, "signing in").await;
        it.tab.open(&it.house.setup_path()).await;
        axe::check(&it.tab, "making an account").await;
        it.tab.picture("setup").await;

        it.full_desk().await;
        let tab = &it.tab;
        let card = tab.ask("return document.querySelector('article.card').dataset.card").await;
        let stack = tab.ask("return document.body.dataset.active").await;
        let (card, stack) = (card.as_str().expect("an id"), stack.as_str().expect("an id"));
        tab.post(&format!("/api/cards/{card}/archive"), &json!({})).await;
        tab.post(&format!("/api/cards/{card}/restore"), &json!({})).await;
        let other = tab.card("Old list", json!([{ "type": "text", "content": "Done" }])).await;
        tab.post(&format!("/api/cards/{other}/archive"), &json!({})).await;
        for path in [
            "/apps",
            "/apps/catalogue",
            "/apps/catalogue/todo-list",
            "/drawer",
            "/search?q=old",
            "/settings",
            "/settings/memory",
            "/settings/memory/files/soul.md",
            "/settings/models/new",
            "/chat",
            &format!("/cards/{card}"),
            &format!("/cards/{other}"),
            &format!("/stacks/{stack}/edit"),
        ] {
            for theme in ["light", "dark"] {
                tab.open(path).await;
                tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
                axe::check(tab, &format!("{path}, {theme}")).await;
                let name = path.split('/').nth(1).expect("a place");
                tab.picture(&format!("{name}-{theme}")).await;
            }
        }
    })
    .await;
}
