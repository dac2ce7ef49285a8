use serde_json::{Value, json};

use super::support::{Story, Tab, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_palette_finds_commands_stacks_and_cards() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.card("Shopping", json!([{ "type": "text", "content": "Bread" }])).await;
        tab.post("/api/stacks", &json!({ "name": "Garden" })).await;
        tab.count("#tabs .tab", 2).await;

        find(tab, "garden", "Garden").await;
        tab.press("Enter").await;
        tab.see(".tab:nth-child(2) [aria-current=page]").await;

        find(tab, "shop", "Shopping").await;
        tab.press("Enter").await;
        tab.see(".tab:first-child [aria-current=page]").await;
        tab.until("the card has the focus", "return document.activeElement.matches('article.card')").await;

        find(tab, "new card", "New card").await;
        tab.press("Enter").await;
        tab.see("article.card [data-title] input").await;
        tab.press("Escape").await;
        tab.count("article.card", 2).await;

        tab.press("Control+k").await;
        tab.fill("#palette-input", "no such thing").await;
        tab.see(".palette-none").await;
        tab.escape("#palette").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_sheet_of_keys_lists_every_action_that_has_keys() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.press("?").await;
        tab.see("#sheet").await;
        let keys = registered(tab).await;
        assert!(keys.len() > 25, "{keys:?}");
        for (id, text) in &keys {
            let script =
                "return [...document.querySelectorAll('#sheet kbd')].some((key) => key.textContent === arguments[0])";
            tab.until_with(&format!("{id} is on the sheet"), script, &[json!(text)]).await;
        }
        tab.escape("#sheet").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn no_two_actions_share_their_keys() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let keys = registered(&it.tab).await;
        for (at, (id, text)) in keys.iter().enumerate() {
            let other = keys[at + 1..].iter().find(|(_, other)| other == text);
            assert!(other.is_none(), "{id} and {other:?} are both {text}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn single_keys_can_be_switched_off() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.press("?").await;
        tab.click("#sheet .sheet-toggle input").await;
        tab.escape("#sheet").await;

        tab.press("n").await;
        tab.press("Control+k").await;
        tab.see("#palette").await;
        tab.press("Escape").await;
        tab.count("article.card", 0).await;
    })
    .await;
}

async fn find(tab: &Tab, text: &str, label: &str) {
    tab.press("Control+k").await;
    tab.fill("#palette-input", text).await;
    tab.read("#palette-list [aria-selected=true] .palette-label", label).await;
}

/// The actions of the registry that have keys, and how their first keys are written.
async fn registered(tab: &Tab) -> Vec<(String, String)> {
    let script = "const done = arguments[0]; \
        const base = document.querySelector('script[type=module]').src.replace('main.js', ''); \
        Promise.all([import(`${base}actions.js`), import(`${base}lib/keys.js`)]).then(([{ actions }, { keysText }]) => \
        done(actions.filter(({ keys }) => keys).map(({ id, keys }) => [id, keysText(keys[0])])))";
    let list = tab.ask_later(script).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    list.as_array().expect("a list").iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}
