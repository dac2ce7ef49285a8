use serde_json::json;

use super::support::{Device, Story, Tab, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn on_a_phone_everything_fits_and_can_be_reached() {
    story_on(Device::Phone { width: 375, height: 812 }, on_a_phone).await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn on_the_narrowest_screen_everything_fits_and_can_be_reached() {
    story_on(Device::Phone { width: 320, height: 640 }, on_a_phone).await;
}

async fn on_a_phone(it: &mut Story) {
    let tab = &it.tab;
    tab.open("/sign-in").await;
    fits(tab, "signing in").await;
    it.at_desk().await;
    fits(tab, "an empty desk").await;
    for (title, block) in [
        (
            "Shopping",
            json!({ "type": "checklist", "items": [{ "text": "Bread", "done": true }, { "text": "Milk", "done": false }] }),
        ),
        ("Invoices", wide_table()),
        (
            "A title that is longer than any phone of the world is wide, and then some more of it",
            json!({ "type": "text", "content": "Peas" }),
        ),
    ] {
        tab.card(title, json!([block])).await;
    }
    fits(tab, "a desk with cards").await;
    tab.picture(&format!("phone-{}", tab.ask("return innerWidth").await)).await;

    tab.click(".rail [data-place=search]").await;
    tab.see("#palette").await;
    fits(tab, "the palette").await;
    tab.escape("#palette").await;

    tab.click(".rail [data-place=chat]").await;
    tab.see("#composer-text").await;
    tab.fill("#composer-text", "note: Call Grace").await;
    tab.click(".composer-send").await;
    tab.read(".message.by-user", "Call Grace").await;
    fits(tab, "the conversation").await;

    tab.click(".rail-more").await;
    tab.see("#places:popover-open").await;
    fits(tab, "the places that are one touch further").await;
    tab.picture(&format!("phone-more-{}", tab.ask("return innerWidth").await)).await;
    tab.click("#places [href='/drawer']").await;
    tab.arrive("/drawer").await;
    fits(tab, "the Drawer").await;
    tab.post("/api/catalog/snake/install", &json!({ "permissions": [] })).await;
    tab.open("/apps/snake").await;
    fits(tab, "an app's page").await;
    tab.click_saying("form button", "Put it in the dock").await;
    tab.read(".notice", "Saved").await;
    tab.open("/").await;
    tab.ready().await;
    tab.see(".dock .dock-app").await;
    fits(tab, "a desk with a dock").await;
    tab.picture(&format!("phone-dock-{}", tab.ask("return innerWidth").await)).await;
    tab.open("/settings").await;
    fits(tab, "the settings").await;
    tab.open("/settings/memory").await;
    fits(tab, "the memory").await;
    tab.click(".rail [data-place=desk], a.brand").await;
    tab.ready().await;
    let card = tab.ask("return document.querySelector('article.card').dataset.card").await;
    tab.open(&format!("/cards/{}", card.as_str().expect("an id"))).await;
    fits(tab, "a card's page").await;
}

/// A page must not have to be pushed sideways to be read.
async fn fits(tab: &Tab, what: &str) {
    let script = "const page = document.scrollingElement; \
        const wide = [...document.body.querySelectorAll('*')].filter((each) => each.checkVisibility() && \
        each.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map((each) => each.outerHTML.slice(0, 120)); \
        return page.scrollWidth > innerWidth ? [page.scrollWidth, innerWidth, ...wide] : null";
    let wide = tab.ask(script).await;
    assert!(wide.is_null(), "{what} is wider than the screen: {wide:#}");
}

fn wide_table() -> serde_json::Value {
    let columns = ["Number", "Vendor", "Date", "Amount", "Tax", "Due", "Note"];
    let rows: Vec<_> = (1..20).map(|number| json!({ "Number": number, "Vendor": "Miller & Daughters", "Date": "2026-01-02", "Amount": "1200.50", "Tax": "228.10", "Due": "2026-02-01", "Note": "paid" })).collect();
    json!({ "type": "table", "columns": columns, "rows": rows })
}
