//! The Code tab as an editor: several files in one commit, two who meet in one file, and what a crash leaves.

use serde_json::{Value, json};

use super::support::{Device, PASSWORD, Story, Tab, axe, story};

const CODE: &str = "/local/Ada/site/main/code";
const REST: &str = "/api/local/Ada/site";

/// Makes a repository and opens its Code tab.
async fn site(it: &Story) -> Tab {
    it.make_account().await;
    let tab = it.tab.clone();
    tab.post("/api/repositories", &json!({ "name": "site" })).await;
    commit(
        &tab,
        json!([
            { "path": "README.md", "content": "Hello\n" },
            { "path": "src/a.txt", "content": "one\ntwo\nthree\n" },
            { "path": "src/b.txt", "content": "bee\r\nbeetle\r\n" },
            { "path": "run.sh", "content": "#!/bin/sh\n", "is_executable": true },
            { "path": "data.bin", "content_base64": "AAEC" },
        ]),
    )
    .await;
    open(&tab, CODE).await;
    tab
}

async fn commit(tab: &Tab, changes: Value) {
    tab.post(&format!("{REST}/commit"), &json!({ "branch": "main", "message": "Elsewhere", "changes": changes })).await;
}

async fn open(tab: &Tab, path: &str) {
    tab.open(path).await;
    tab.see("[data-code][data-ready]").await;
}

/// Opens a file from the tree and puts a text in the place of its own.
async fn rewrite(tab: &Tab, path: &str, text: &str) {
    tab.click_saying(".code-side .choice", "Files").await;
    tab.click(&format!(".code-tree [data-path='{path}']")).await;
    tab.see(&format!(".cm-content[aria-label='{path}']")).await;
    tab.click(".cm-content").await;
    tab.write(text).await;
    tab.see(&format!(".code-tab[data-path='{path}'] .code-dot")).await;
}

async fn save(tab: &Tab) {
    tab.click_saying(".code-side .choice", "Changes").await;
    tab.click(".code-commit .primary").await;
}

async fn text(tab: &Tab, path: &str) -> String {
    let file = tab.get(&format!("{REST}/contents/{path}?at=main")).await;
    file["content"].as_str().unwrap_or_default().to_owned()
}

async fn commits(tab: &Tab) -> Vec<Value> {
    tab.get(&format!("{REST}/history?at=main")).await["commits"].as_array().expect("commits").clone()
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn changes_of_many_files_are_one_commit() {
    story(async |it: &mut Story| {
        let tab = site(it).await;
        tab.click(".code-tree [data-path='src']").await;
        rewrite(&tab, "src/a.txt", "changed").await;
        rewrite(&tab, "src/b.txt", "first\nsecond").await;
        tab.click(".code-side [aria-label='New file']").await;
        tab.fill(".code-ask input", "docs/new.txt").await;
        tab.press("Enter").await;
        tab.see(".cm-content[aria-label='docs/new.txt']").await;
        tab.click(".cm-content").await;
        tab.write("brand new").await;
        tab.click(".code-tree [data-path='run.sh']").await;
        tab.see(".cm-content[aria-label='run.sh']").await;
        tab.click("[aria-label='Rename or move']").await;
        tab.fill(".code-ask input", "bin/run").await;
        tab.press("Enter").await;
        tab.see(".code-tree [data-path='bin']").await;
        tab.click(".code-tree [data-path='data.bin']").await;
        tab.read(".code-other", "3 B").await;
        tab.click(".code-file [aria-label='Delete']").await;
        tab.read(".code-count", "5").await;

        // What is changed can be looked at, and put back as it was, which can be undone.
        tab.click_saying(".code-side .choice", "Changes").await;
        tab.click(".code-change-list [data-path='src/a.txt'] .code-change-name").await;
        tab.read(".code-diff", "changed").await;
        tab.read(".code-diff .cm-deletedChunk", "two").await;
        tab.press("Escape").await;
        tab.miss(".code-ask").await;
        tab.click("[aria-label='Put src/a.txt back as it was']").await;
        tab.read(".code-count", "4").await;
        tab.click(".toast:last-child .toast-action").await;
        tab.read(".code-count", "5").await;

        tab.press("Control+s").await;
        tab.see("#code-message:focus").await;
        tab.fill("#code-message", "Five files").await;
        tab.press("Control+s").await;
        tab.read(".toast", "Saved").await;
        tab.miss(".code-dot").await;
        assert_eq!(commits(&tab).await.len(), 2);
        assert_eq!(commits(&tab).await[0]["summary"], "Five files");
        assert_eq!(text(&tab, "src/a.txt").await, "changed");
        assert_eq!(text(&tab, "src/b.txt").await, "first\r\nsecond", "line ends stay as they are");
        assert_eq!(text(&tab, "docs/new.txt").await, "brand new");
        let moved = tab.get(&format!("{REST}/contents/bin/run?at=main")).await;
        assert_eq!(moved["kind"], "executable");
        let top = tab.get(&format!("{REST}/tree?at=main")).await;
        assert!(!top.to_string().contains("data.bin") && !top.to_string().contains("run.sh"), "{top}");

        // The address leads to the same file, and the tabs are there again.
        tab.click(".code-tab[data-path='src/b.txt'] .code-tab-open").await;
        tab.arrive(&format!("{CODE}/src/b.txt")).await;
        tab.reload().await;
        tab.see(".cm-content[aria-label='src/b.txt']").await;
        tab.see(".code-tab[data-path='src/a.txt']").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn whoever_saves_second_gets_both_texts_made_one() {
    story(async |it: &mut Story| {
        it.expected.push("409 (Conflict)");
        let tab = site(it).await;
        tab.click(".code-tree [data-path='src']").await;
        rewrite(&tab, "src/a.txt", "one\ntwo\nthree\nfour").await;
        commit(&tab, json!([{ "path": "src/a.txt", "content": "zero\none\ntwo\nthree\n" }])).await;
        save(&tab).await;
        tab.read(".code-bars", "Both changes fit together").await;
        tab.read(".cm-content", "zero").await;
        tab.read(".cm-content", "four").await;
        save(&tab).await;
        tab.read(".toast", "Saved").await;
        assert_eq!(text(&tab, "src/a.txt").await, "zero\none\ntwo\nthree\nfour");

        // The same line on both sides: nothing is saved before somebody has chosen.
        rewrite(&tab, "src/a.txt", "mine").await;
        commit(&tab, json!([{ "path": "src/a.txt", "content": "theirs\n" }])).await;
        save(&tab).await;
        tab.read(".code-bars", "the same lines").await;
        tab.see(".code-choice").await;
        save(&tab).await;
        tab.read(".code-bars", "Marks of both sides").await;
        assert_eq!(text(&tab, "src/a.txt").await, "theirs\n");
        tab.click_saying(".code-choice button", "Keep yours").await;
        tab.miss(".code-choice").await;
        save(&tab).await;
        tab.miss(".code-dot").await;
        assert_eq!(text(&tab, "src/a.txt").await.trim(), "mine");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn unsaved_text_outlives_the_server_and_the_page() {
    story(async |it: &mut Story| {
        let tab = site(it).await;
        tab.click(".code-tree [data-path='src']").await;
        rewrite(&tab, "src/a.txt", "not saved yet").await;
        it.lose_server();
        save(&tab).await;
        tab.read(".code-bars", "the server can’t be reached").await;
        it.house.come_back();

        // Another page in the place of this one, as after a crash.
        tab.open("/workspace").await;
        open(&tab, CODE).await;
        tab.read(".code-bars", "Unsaved text of your last visit is back").await;
        tab.click(".code-tab[data-path='src/a.txt'] .code-tab-open").await;
        tab.read(".cm-content", "not saved yet").await;
        // Meanwhile somebody else was here.
        commit(&tab, json!([{ "path": "README.md", "content": "Hello, you\n" }])).await;
        save(&tab).await;
        tab.read(".toast", "Saved").await;
        assert_eq!(text(&tab, "src/a.txt").await, "not saved yet");
        assert_eq!(text(&tab, "README.md").await, "Hello, you\n");
        tab.reload().await;
        tab.see("[data-code][data-ready]").await;
        tab.miss(".code-bar-note").await;
        tab.miss(".code-dot").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_branch_that_is_gone_leaves_the_text_for_another_one() {
    story(async |it: &mut Story| {
        it.expected.push("409 (Conflict)");
        let tab = site(it).await;
        tab.post(&format!("{REST}/branches"), &json!({ "name": "feature/x" })).await;
        open(&tab, "/local/Ada/site/feature%2Fx/code").await;
        tab.click(".code-tree [data-path='src']").await;
        rewrite(&tab, "src/a.txt", "kept").await;
        tab.ask(&format!("return fetch('{REST}/branches/feature%2Fx', {{ method: 'DELETE' }}).then(() => 1)")).await;
        save(&tab).await;
        tab.read(".code-bars", "not there any more").await;
        tab.click_saying(".code-bars button", "Save on another branch").await;
        tab.click_saying(".code-ask button", "Go there with my text").await;
        tab.arrive(CODE).await;
        tab.read(".code-bars", "Unsaved text").await;
        save(&tab).await;
        tab.read(".toast", "Saved").await;
        assert_eq!(text(&tab, "src/a.txt").await, "kept");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn everything_is_found_with_the_keyboard_alone() {
    story(async |it: &mut Story| {
        let tab = site(it).await;
        tab.press("Control+Shift+f").await;
        tab.see("#code-search:focus").await;
        tab.write("beetle").await;
        tab.read(".code-search [role=status]", "One place").await;
        tab.click(".code-found button").await;
        tab.see(".cm-content[aria-label='src/b.txt']").await;
        tab.read(".code-place", "Line 2").await;

        tab.press("Control+p").await;
        tab.see("#quick:focus").await;
        tab.write("a.t:3").await;
        tab.see("[role=option][data-path='src/a.txt'][aria-selected=true]").await;
        tab.press("Enter").await;
        tab.see(".cm-content[aria-label='src/a.txt']").await;
        tab.read(".code-place", "Line 3").await;

        tab.click(".code-file [aria-label='Who has written which line']").await;
        tab.read(".code-blame", "Ada").await;
        tab.read(".code-by", "Elsewhere").await;

        // The tree: opened, walked and chosen with arrows.
        tab.click_saying(".code-side .choice", "Files").await;
        tab.ask("document.querySelector(\".code-tree [tabindex='0']\").focus()").await;
        tab.press("Home").await;
        tab.press("ArrowRight").await;
        tab.see(".code-tree [data-path='src/a.txt']").await;
        tab.press("r").await;
        tab.see(".code-tree [data-path='README.md']:focus").await;
        tab.press("Home").await;
        tab.see(".code-tree [data-path='src']:focus").await;
        tab.press("ArrowDown").await;
        tab.see(".code-tree [data-path='src/a.txt']:focus").await;
        tab.press("ArrowDown").await;
        tab.press("Enter").await;
        tab.see(".cm-content[aria-label='src/b.txt']").await;
        tab.see(".cm-editor.cm-focused").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_editor_is_accessible_and_fits_a_phone() {
    story(async |it: &mut Story| {
        let tab = site(it).await;
        open(&tab, &format!("{CODE}/src/a.txt")).await;
        tab.see(".cm-content").await;
        axe::check(&tab, "the editor").await;
        rewrite(&tab, "src/a.txt", "changed").await;
        tab.click_saying(".code-side .choice", "Changes").await;
        axe::check(&tab, "its changes").await;
        tab.click_saying(".code-side .choice", "Search").await;
        tab.write("one").await;
        tab.see(".code-found button").await;
        axe::check(&tab, "its search").await;
        tab.resize(375, 812).await;
        tab.reload().await;
        tab.see("[data-code][data-ready]").await;
        tab.miss(".code-side").await;
        axe::check(&tab, "the editor on a phone").await;
        let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
        assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{wider} px too wide");
        tab.click(".code-toggle").await;
        tab.see(".code-tree").await;
        axe::check(&tab, "its drawer").await;
        tab.click(".code-tree [data-path='README.md']").await;
        tab.see(".cm-content[aria-label='README.md']").await;
        tab.miss(".code-side").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_in_one_file_see_each_other_and_what_is_saved() {
    story(async |it: &mut Story| {
        let tab = site(it).await;
        let path = format!("{CODE}/src/a.txt");
        open(&tab, &path).await;
        it.elsewhere(Device::Desktop, async |other: &Tab| {
            other.open("/sign-in").await;
            other.fill("#name", "Ada").await;
            other.fill("#password", PASSWORD).await;
            other.click("form .primary").await;
            other.arrive("/").await;
            open(other, &path).await;
            other.click(".cm-content").await;
            tab.read(".code-caret-name", "Ada").await;
            other.press("Control+a").await;
            tab.see(".code-selected").await;

            // Where nothing was typed the text is renewed; where something was, it is told.
            other.write("from\nelsewhere\nlast").await;
            save(other).await;
            other.read(".toast", "Saved").await;
            tab.read(".cm-content", "elsewhere").await;
            tab.miss(".code-dot").await;
            tab.click(".cm-content").await;
            tab.press("Control+End").await;
            tab.press("Enter").await;
            tab.press("x").await;
            other.click(".cm-content").await;
            other.press("Control+Home").await;
            other.press("Enter").await;
            save(other).await;
            tab.read(".code-bars", "Ada has saved src/a.txt").await;
            assert_eq!(
                tab.ask("return document.querySelectorAll('.cm-line').length").await,
                4,
                "nothing is overwritten"
            );
            tab.click_saying(".code-bars button", "Merge").await;
            tab.read(".code-bars", "Both changes fit together").await;
            tab.until("five lines", "return document.querySelectorAll('.cm-line').length === 5").await;
        })
        .await;
    })
    .await;
}
