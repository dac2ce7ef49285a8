//! Repositories: made, written in, and saved by two at once.

use serde_json::json;

use super::support::{Device, Story, axe, story, story_on};

const FILE: &str = "/local/Ada/site/main/code/index.html";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_who_edit_one_file_lose_nothing() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        it.expected.push("409 (Conflict)");
        it.make_account().await;
        let tab = &it.tab;
        tab.click("a[data-place=workspace]").await;
        tab.arrive("/workspace").await;
        tab.fill("#name", "site").await;
        tab.click_saying("main form .primary", "Create repository").await;
        tab.arrive("/local/Ada/site").await;
        tab.fill("#path", "index.html").await;
        tab.fill("#text", "<h1>Hello</h1>\n<p>One</p>\n<p>Two</p>\n").await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;
        tab.read(".code-text", "<p>Two</p>").await;

        let other = it.second_tab(&format!("{FILE}?edit=1")).await;
        other.see("#text").await;
        tab.open(&format!("{FILE}?edit=1")).await;
        tab.fill("#text", "<h1>Hello, you</h1>\n<p>One</p>\n<p>Two</p>\n").await;
        tab.fill("#message", "Greet you").await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;

        other.fill("#text", "<h1>Hello</h1>\n<p>One</p>\n<p>Two and three</p>\n").await;
        other.click("main form .primary").await;
        other.read(".notice", "Both changes fit together").await;
        other.click("main form .primary").await;
        other.read(".code-text", "<h1>Hello, you</h1>").await;
        other.read(".code-text", "<p>Two and three</p>").await;

        // The same line on both sides: both are shown, and what is saved is what the second one decides.
        tab.open(&format!("{FILE}?edit=1")).await;
        other.open(&format!("{FILE}?edit=1")).await;
        tab.fill("#text", "mine\n").await;
        other.fill("#text", "theirs\n").await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;
        other.click("main form .primary").await;
        other.read(".notice", "the same lines").await;
        let offered = other.ask("return document.querySelector('#text').value").await;
        assert!(offered.as_str().is_some_and(|text| text.contains("mine") && text.contains("theirs")), "{offered}");
        other.fill("#text", "ours\n").await;
        other.click("main form .primary").await;
        other.read(".code-text", "ours").await;

        tab.open("/local/Ada/site/main/history").await;
        tab.count("main .commit", 5).await;
        tab.read("main .rows", "Greet you").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_branch_that_is_gone_keeps_what_was_written() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        it.expected.push("410 (Gone)");
        it.make_account().await;
        let tab = &it.tab;
        tab.open("/workspace").await;
        tab.fill("#name", "site").await;
        tab.click_saying("main form .primary", "Create repository").await;
        tab.fill("#path", "a.txt").await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;
        tab.open("/local/Ada/site/-/branches").await;
        tab.fill("#prefix", "feature").await;
        tab.fill("#branch-name", "login").await;
        tab.click("main form.panel .primary").await;
        tab.arrive("/local/Ada/site/feature%2Flogin/code").await;
        // Plain slashes lead there too.
        tab.open("/local/Ada/site/feature/login/code/a.txt?edit=1").await;
        tab.fill("#text", "my work\n").await;
        let other = it.second_tab("/local/Ada/site/-/branches").await;
        other.click("[aria-label='Delete the branch feature/login']").await;
        other.read(".notice", "Deleted").await;
        tab.click("main form .primary").await;
        tab.read("main h1", "not there").await;
        let kept = tab.ask("return document.querySelector('textarea').value").await;
        assert_eq!(kept, json!("my work\n"));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn every_page_of_a_repository_is_accessible_and_fits_a_phone() {
    story(async |it: &mut Story| {
        it.expected.push("410 (Gone)");
        it.at_desk().await;
        let tab = &it.tab;
        tab.post("/api/repositories", &json!({ "name": "site", "description": "Our site" })).await;
        tab.open("/local/Ada/site").await;
        axe::check(tab, "an empty repository").await;
        let changes = json!([{ "path": "README.md", "content": "# Site\n\nHello." }, { "path": "src/a.rs", "content": "fn a() {}\n" }]);
        let body = json!({ "branch": "main", "message": "Begin", "changes": changes });
        tab.post("/api/local/Ada/site/commit", &body).await;
        tab.resize(375, 812).await;
        for path in [
            "/workspace",
            "/local/Ada/site/main/code",
            "/local/Ada/site/main/code/src/a.rs",
            "/local/Ada/site/main/code/src/a.rs?edit=1",
            "/local/Ada/site/main/code?new=file",
            "/local/Ada/site/main/history",
            "/local/Ada/site/-/branches",
            "/local/Ada/site/-/settings",
            "/local/Ada/site/gone/code",
        ] {
            tab.open(path).await;
            axe::check(tab, path).await;
            let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{path} is {wider} px too wide");
        }
    })
    .await;
}
