use serde_json::json;

use super::support::{Story, story};

/// Chooses files in the field, as its dialog does: each a name and a text.
const CHOOSE: &str = "const field = document.querySelector('#files'), chosen = new DataTransfer(); \
     for (const [name, text] of arguments[0]) chosen.items.add(new File([text], name)); \
     field.files = chosen.files; field.dispatchEvent(new Event('change', { bubbles: true })); return true";

/// Whether no two cards lie on each other.
const APART: &str = "const cards = [...document.querySelectorAll('article.card')].map((card) => card.getBoundingClientRect()); \
     return cards.every((one, at) => cards.slice(at + 1).every((other) => one.right <= other.left || other.right <= one.left \
     || one.bottom <= other.top || other.bottom <= one.top))";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn files_that_are_chosen_are_sent_at_once_and_read() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.open("/documents").await;
        tab.see("[data-here=documents] .rail [data-place=documents]").await;
        let rows: String = (0..300).map(|row| format!("Vendor {row};{row}.5\n")).collect();
        let notes = "# Notes\n\nBuy milk\n\n".repeat(40);
        let files = json!([["books.csv", format!("Vendor;Sum\n{rows}")], ["notes.md", notes], ["empty.txt", ""]]);
        tab.until_with("files are chosen", CHOOSE, &[files]).await;
        tab.read("#toasts", "empty.txt").await;
        tab.count("#documents-results .badge-success", 2).await;
        tab.picture("documents").await;

        tab.open("/").await;
        tab.ready().await;
        tab.read(".document-preview", "Vendor 0 · 0.5").await;
        tab.count("article.card", 2).await;
        tab.until("cards lie apart", APART).await;
        tab.picture("documents-on-desk").await;

        tab.press("Control+k").await;
        tab.fill("#palette-input", "milk").await;
        tab.until(
            "the document is found",
            "return [...document.querySelectorAll('#palette-list .palette-kind')]\
             .some((kind) => kind.textContent === 'Document')",
        )
        .await;
    })
    .await;
}
