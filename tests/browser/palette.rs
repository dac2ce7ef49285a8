//! The palette and the keys on the pages that are not the desk.

use serde_json::json;

use super::support::{Device, Story, Tab, axe, story, story_on};

const REST: &str = "/api/local/Ada/site";
const CODE: &str = "/local/Ada/site/main/code";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn everything_of_a_repository_is_a_few_keys_away() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        // From the desk to the repository, by its name.
        find(tab, "ada/site", "Ada/site").await;
        tab.press("Enter").await;
        tab.arrive(CODE).await;
        tab.see("[data-code][data-ready]").await;

        // To a file of the branch: in Code without leaving the page, elsewhere in the tab for its kind.
        find(tab, "apjs", "src/app.js").await;
        tab.press("Enter").await;
        tab.see(".cm-content[aria-label='src/app.js']").await;
        tab.open("/local/Ada/site/main/sounds").await;
        find(tab, "dot", "art/dot.svg").await;
        tab.press("Enter").await;
        tab.arrive("/local/Ada/site/main/images/art/dot.svg").await;
        tab.see("html.has-keys").await;

        // To another tab, to another branch in the same tab, and to what the page itself can do.
        tab.press("Alt+7").await;
        tab.arrive("/local/Ada/site/main/history").await;
        find(tab, "feature/login", "feature/login").await;
        tab.press("Enter").await;
        tab.arrive("/local/Ada/site/feature%2Flogin/history").await;
        find(tab, "compare", "Compare").await;
        tab.press("Enter").await;
        tab.arrive("/local/Ada/site/-/compare").await;
        find(tab, "look and", "Look and language").await;
        tab.press("Enter").await;
        tab.arrive("/settings").await;
        find(tab, "main ada", "main").await;
        tab.press("Enter").await;
        tab.arrive(CODE).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_page_lists_its_keys_and_obeys_the_switch_for_single_ones() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        go(tab, CODE).await;
        tab.see("[data-code][data-ready]").await;
        tab.press("n").await;
        tab.read(".code-ask", "New file").await;
        tab.escape(".code-ask").await;
        tab.press("?").await;
        for label in ["New file", "Select new branch", "Search and commands"] {
            tab.read("#sheet", label).await;
        }
        // Every key of the page is on the sheet, and none is there twice.
        let twice = "const keys = [...document.querySelectorAll('#sheet kbd')].map((key) => key.textContent); \
                     return keys.length > 8 && new Set(keys).size === keys.length";
        assert_eq!(tab.ask(twice).await, true);
        tab.click("#sheet .sheet-toggle input").await;
        tab.escape("#sheet").await;
        tab.press("b").await;
        tab.press("Alt+7").await;
        tab.arrive("/local/Ada/site/main/history").await;

        // The desk and the next page know it, too.
        go(tab, "/workspace").await;
        tab.press("o").await;
        tab.press("Control+k").await;
        tab.see("#palette").await;
        tab.escape("#palette").await;
        tab.arrive("/workspace").await;
        tab.patch("/api/preferences", &json!({ "single_keys": true })).await;
        go(tab, "/workspace").await;
        tab.press("o").await;
        tab.arrive("/workspace/new").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn typing_is_typing() {
    story(async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        go(tab, "/workspace").await;
        tab.press("n").await;
        tab.see("#name").await;
        tab.fill("#name", "one").await;
        tab.arrive("/workspace").await;
        assert_eq!(tab.ask("return document.querySelector('#name').value").await, "one");
        tab.miss("#sheet").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_palette_of_a_page_is_accessible_and_fits_a_phone() {
    story_on(Device::Phone { width: 375, height: 812 }, async |it: &mut Story| {
        site(it).await;
        let tab = &it.tab;
        for (path, theme) in [("/local/Ada/site/main/images", "light"), ("/settings", "dark")] {
            go(tab, path).await;
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            tab.press("Control+k").await;
            tab.read("#palette-list", "Ada/site").await;
            axe::check(tab, &format!("the palette of {path}, {theme}")).await;
            let fits = "return document.documentElement.scrollWidth <= innerWidth";
            assert_eq!(tab.ask(fits).await, true, "{path}");
            tab.escape("#palette").await;
        }
    })
    .await;
}

async fn site(it: &mut Story) {
    it.at_desk().await;
    let tab = &it.tab;
    tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let changes = json!([
        { "path": "index.html", "content": "<h1>Hello</h1>\n" },
        { "path": "src/app.js", "content": "let x;\n" },
        { "path": "art/dot.svg", "content": "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n" },
    ]);
    tab.post(&format!("{REST}/commit"), &json!({ "branch": "main", "message": "Begin", "changes": changes })).await;
    tab.post(&format!("{REST}/branches"), &json!({ "name": "feature/login" })).await;
}

/// Opens a page, and waits until it hears its keys.
async fn go(tab: &Tab, path: &str) {
    tab.open(path).await;
    tab.see("html.has-keys").await;
}

/// Opens the palette, types, and waits until what is wanted is the first.
async fn find(tab: &Tab, text: &str, label: &str) {
    tab.see("html.has-keys, #canvas").await;
    tab.press("Control+k").await;
    tab.see("#palette").await;
    tab.fill("#palette-input", text).await;
    tab.read("#palette-list [aria-selected=true] .palette-label", label).await;
}
