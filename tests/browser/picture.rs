use serde_json::{Value, json};

use super::support::{Story, Tab, story};

const INVOICES: &str = "make a table of this
Vendor,Date,Amount
Acme GmbH,2026-01-10,1240.00
Nordwind AG,2026-01-17,860.50
Kite & Sons,2026-02-02,415.25
Acme GmbH,2026-02-11,980.00
Nordwind AG,2026-03-05,1520.75";

/// The desk of the README, which is taken from `picture-desk.png` of this story.
#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_the_assistant_makes_covers_nothing_that_lies_there() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        for (name, color) in [("Invoices", "teal"), ("Reading list", "violet"), ("House", "amber")] {
            tab.post("/api/stacks", &json!({ "name": name, "color": color })).await;
        }
        tab.count("#tabs .tab", 4).await;
        tab.click("#tabs .tab:first-child .tab-close").await;
        tab.count("#tabs .tab", 3).await;
        tab.press("Alt+1").await;
        tab.read("#stack-name", "Invoices").await;

        made(tab, "Before paying", "amber", "medium", before_paying()).await;
        made(tab, "Terms", "violet", "medium", terms()).await;
        say(tab, INVOICES).await;
        tab.count("article.card tbody tr", 5).await;
        say(tab, "total amount by vendor").await;
        tab.read("article.card [data-title]", "Total Amount by Vendor").await;
        say(tab, "chart it").await;
        tab.see("article.card figure svg").await;
        tab.count("article.card", 5).await;

        tab.miss(".turn").await;
        tab.click(".toast-close").await;
        tab.press("Escape").await;
        tab.press("f").await;
        tab.still().await;
        assert_eq!(covered(tab).await, json!([]));
        tab.miss(".empty").await;

        arrange(tab).await;
        assert_eq!(covered(tab).await, json!([]));
        tab.picture("picture-desk").await;
    })
    .await;
}

async fn made(tab: &Tab, title: &str, color: &str, size: &str, blocks: Value) {
    let id = tab.card(title, blocks).await;
    tab.patch(&format!("/api/cards/{id}"), &json!({ "color": color, "size": size })).await;
    tab.see(&format!("[data-card='{id}'][data-color={color}]")).await;
}

async fn say(tab: &Tab, text: &str) {
    tab.paste("#composer-text", text).await;
    tab.press("Enter").await;
}

/// Lays the cards in two columns, as a person would, and looks at them in a larger window.
async fn arrange(tab: &Tab) {
    tab.resize(1440, 900).await;
    let places = [
        ("Before paying", 24, 24),
        ("Terms", 24, 200),
        ("Total Amount by Vendor", 24, 408),
        ("Table: Vendor, Date, Amount", 424, 24),
        ("Chart of Total Amount by Vendor", 424, 304),
    ];
    for (title, x, y) in places {
        let script = "return [...document.querySelectorAll('article.card')].find((card) => \
                      card.querySelector('[data-title]').textContent === arguments[0])?.dataset.card";
        let id = tab.until_with(title, script, &[json!(title)]).await;
        let id = id.as_str().expect("an id");
        tab.post(&format!("/api/cards/{id}/move"), &json!({ "position_x": x, "position_y": y })).await;
        tab.see(&format!("[data-card='{id}'][data-x='{x}'][data-y='{y}']")).await;
    }
    tab.press("0").await;
    tab.still().await;
}

/// Pairs of cards of which one lies on the other.
async fn covered(tab: &Tab) -> Value {
    let script = "const cards = [...document.querySelectorAll('article.card')].map((card) => \
        [card.querySelector('[data-title]').textContent, card.getBoundingClientRect()]); \
        const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; \
        return cards.flatMap(([one, a], at) => cards.slice(at + 1).filter(([, b]) => meet(a, b)).map(([other]) => [one, other]))";
    tab.ask(script).await
}

fn before_paying() -> Value {
    json!([{ "type": "checklist", "items": [
        { "text": "Check the VAT number", "done": true },
        { "text": "Ask Nordwind for page two", "done": false },
        { "text": "File the receipts", "done": false },
    ] }])
}

fn terms() -> Value {
    json!([
        { "type": "text", "content": "Payment within **30 days**, as agreed in March.\n\n- deliver to the back door\n- call first" },
        { "type": "progress", "value": 62, "label": "Delivered" },
    ])
}
