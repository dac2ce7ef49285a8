//! Two on one branch: they see each other, and what a third one pushes, at once.

use std::{path::Path, process::Command};

use serde_json::json;

use super::support::{Device, PASSWORD, Story, Tab, axe, story};

const MAIN: &str = "/local/Ada/site/main/code";

/// Makes a repository that everybody here may read, with a file in it.
async fn begin(it: &Story) {
    it.at_desk().await;
    it.tab.post("/api/repositories", &json!({ "name": "site", "visibility": "server" })).await;
    commit(&it.tab, "index.html", "<h1>Hello</h1>\n").await;
}

async fn commit(tab: &Tab, path: &str, content: &str) {
    let body = json!({ "branch": "main", "message": "Change", "changes": [{ "path": path, "content": content }] });
    tab.post("/api/local/Ada/site/commit", &body).await;
}

/// What a page shows after a form was sent, as far as the pattern finds it.
async fn sent(tab: &Tab, path: &str, fields: &str, pattern: &str) -> String {
    let script = format!(
        "const done = arguments[0]; const headers = {{ 'content-type': 'application/x-www-form-urlencoded' }}; \
         fetch('{path}', {{ method: 'POST', headers, body: '{fields}' }}).then((answer) => answer.text()) \
         .then((text) => done(text.match(/{pattern}/)[0]))"
    );
    tab.ask_later(&script).await.as_str().expect("a text").to_owned()
}

/// Somebody pushes with git, from a folder of their own.
fn push(folder: &Path, base: &str, token: &str) {
    let url = format!("{}/git/Ada/site.git", base.replacen("http://", &format!("http://x:{token}@"), 1));
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=Grace", "-c", "user.email=grace@example.org"];
        let mut git = Command::new("git");
        git.args(who).args(arguments).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("no_proxy", "*");
        assert!(git.output().expect("git runs").status.success(), "git {arguments:?}");
    };
    git(&["clone", "-q", &url, "."]);
    std::fs::write(folder.join("pushed.txt"), "by git\n").expect("a file");
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "Push"]);
    git(&["push", "-q", "origin", "main"]);
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_on_one_branch_see_each_other_and_what_a_third_one_pushes() {
    story(async |it: &mut Story| {
        begin(it).await;
        let ada = &it.tab;
        let invitation = sent(ada, "/settings/invitations", "tier=free", "\\/invitations\\/[0-9a-f]{64}").await;
        let form = "name=Editor&scopes=read+write&days=30";
        let token = sent(ada, "/settings/api-tokens", form, "stackhouse_[0-9a-f]{64}").await;
        ada.open(MAIN).await;
        it.elsewhere(Device::Phone { width: 375, height: 812 }, async |bob| {
            bob.open(&invitation).await;
            bob.fill("#name", "Bob").await;
            bob.fill("#password", PASSWORD).await;
            bob.click("form .primary").await;
            bob.arrive("/").await;
            bob.open(MAIN).await;
            bob.see(".live-people img[alt^='Ada, ']").await;
            ada.see(".live-people img[alt^='Bob, ']").await;
            axe::check(ada, "a branch with somebody else on it").await;

            ada.ask("document.querySelector('.code-entries a').focus()").await;
            let folder = tempfile::tempdir().expect("a folder");
            push(folder.path(), &it.house.base(), &token);
            for tab in [ada, bob] {
                let script = "return [...document.querySelectorAll('.code-entries a')].some((a) => a.textContent === 'pushed.txt')";
                tab.until("what was pushed is there", script).await;
            }
            assert_eq!(ada.ask("return document.activeElement.textContent").await, "index.html", "the focus stays");

            bob.open("/").await;
            ada.miss(".live-people li").await;
            ada.read(".live-last", "Bob was here").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_text_that_somebody_types_is_never_touched() {
    story(async |it: &mut Story| {
        begin(it).await;
        let tab = &it.tab;
        let other = it.second_tab("/local/Ada/site/main/history").await;
        tab.open(&format!("{MAIN}/index.html?edit=1")).await;
        tab.fill("#text", "my words\n").await;
        commit(&other, "index.html", "<h1>Theirs</h1>\n").await;
        tab.read(".live-notice", "Ada has just saved this file").await;
        assert_eq!(tab.ask("return document.querySelector('#text').value").await, "my words\n");
        other.count("main .commit", 2).await;

        // A branch that goes away takes no text with it.
        tab.post("/api/local/Ada/site/branches", &json!({ "name": "side" })).await;
        tab.open("/local/Ada/site/side/code/index.html?edit=1").await;
        tab.fill("#text", "still mine\n").await;
        sent(&other, "/local/Ada/site/-/branches/delete", "name=side", "<h1").await;
        tab.read(".live-notice", "This branch is gone").await;
        assert_eq!(tab.ask("return document.querySelector('#text').value").await, "still mine\n");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_page_whose_stream_breaks_off_catches_up() {
    story(async |it: &mut Story| {
        begin(it).await;
        it.tab.open(MAIN).await;
        it.tab.until("the page follows", "return document.querySelector('[data-state=live]') !== null").await;
        it.lose_server();
        it.tab.read(".live-state", "Not connected").await;
        it.house.come_back();
        it.tab.until("the page follows again", "return document.querySelector('[data-state=offline]') === null").await;
        commit(&it.tab, "later.txt", "there\n").await;
        let script =
            "return [...document.querySelectorAll('.code-entries a')].some((a) => a.textContent === 'later.txt')";
        it.tab.until("what was saved since is there", script).await;
    })
    .await;
}
