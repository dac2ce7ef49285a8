//! Repositories of GitHub: connected, looked into, brought here and worked on, while others work on them there.

use stackhouse::kit::Secret;

use super::{
    github_double::FakeGitHub,
    support::{Story, Tab, axe, story_with},
};

const THERE: &str = "grace/site";
const CODE: &str = "/github/grace/site/main/code";
const TOKEN: &str = "ghp_0123456789abcdefghij";
const CLIENT_ID: &str = "Ov23liTESTtest";
const SECRET: &str = "5ecre70f7hea99";

fn there() -> FakeGitHub {
    let there = FakeGitHub::start();
    there.add_token(TOKEN, "grace");
    there.add_repo("grace", "site");
    there.commit(THERE, "main", "a.txt", "one\ntwo\nthree\n");
    there
}

/// The settings of a server that asks `there`.
fn asking(there: &FakeGitHub) -> impl FnOnce(&mut stackhouse::config::Config) + use<> {
    let (api, git) = (there.api_base(), there.git_base());
    move |config| {
        config.github.enabled = true;
        config.github.api_url = api;
        config.github.git_url = git;
        config.github.client_id = Some(CLIENT_ID.to_owned());
        config.github.client_secret = Some(Secret::new(SECRET));
    }
}

/// Brings the repository here, from the list of those there, and opens its Code tab.
async fn bring(tab: &Tab) {
    tab.click("[aria-label='Open grace/site']").await;
    tab.click_saying("#importing .primary", "Open").await;
    tab.arrive(CODE).await;
    tab.see("[data-code][data-ready]").await;
}

/// Opens the file and puts a text in the place of its own.
async fn rewrite(tab: &Tab, text: &str) {
    tab.click_saying(".code-side .choice", "Files").await;
    tab.click(".code-tree [data-path='a.txt']").await;
    tab.see(".cm-content[aria-label='a.txt']").await;
    tab.click(".cm-content").await;
    tab.write(text).await;
    tab.see(".code-tab[data-path='a.txt'] .code-dot").await;
}

async fn save(tab: &Tab) {
    tab.click_saying(".code-side .choice", "Changes").await;
    tab.click(".code-commit .primary").await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_repository_of_github_is_brought_here_and_edited_by_two() {
    let there = there();
    story_with(asking(&there), async |it: &mut Story| {
        it.expected.push("409 (Conflict)");
        it.make_account().await;
        let tab = &it.tab;
        tab.open("/workspace/github").await;
        axe::check(tab, "connecting GitHub").await;
        tab.fill("#token", TOKEN).await;
        tab.click("form[action='/workspace/github/connect'] .button").await;
        tab.read(".notice", "Connected").await;
        axe::check(tab, "the repositories there").await;
        bring(tab).await;

        rewrite(tab, "one\ntwo\nthree\nfour").await;
        save(tab).await;
        tab.miss(".code-dot").await;
        assert_eq!(there.file(THERE, "main", "a.txt").as_deref(), Some("one\ntwo\nthree\nfour"));

        // Somebody on GitHub is faster: both changes are made one, in front of the one who came later.
        rewrite(tab, "one\ntwo\nthree\nfour\nfive").await;
        there.commit(THERE, "main", "a.txt", "zero\none\ntwo\nthree\nfour");
        save(tab).await;
        tab.read(".code-bars", "Both changes fit together").await;
        tab.read(".cm-content", "zero").await;
        tab.read(".cm-content", "five").await;
        save(tab).await;
        tab.miss(".code-dot").await;
        let both = there.file(THERE, "main", "a.txt").expect("the file");
        assert!(both.contains("zero") && both.contains("five"), "{both}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn with_a_click_github_lets_this_server_in_and_a_text_is_changed_there() {
    let there = there();
    story_with(asking(&there), async |it: &mut Story| {
        it.expected.extend(["409 (Conflict)", "favicon"]);
        it.neighbours.push(there.git_base());
        there.add_app(CLIENT_ID, SECRET, &format!("{}/workspace/github/callback", it.house.base()));
        it.make_account().await;
        let tab = &it.tab;
        let connect = async |decision: &str| {
            tab.open("/workspace/github").await;
            tab.click_saying("main a.primary", "Connect with GitHub").await;
            tab.click(&format!("button[value={decision}]")).await;
        };
        connect("cancel").await;
        tab.read(".notice", "said no").await;
        connect("authorize").await;
        tab.read(".notice", "Connected").await;
        tab.read("main", "grace/site").await;

        tab.click_saying("main .line .button", "Look").await;
        tab.read("main h1", "grace/site").await;
        axe::check(tab, "a repository there").await;
        tab.click_saying("main .line-name", "a.txt").await;
        tab.read(".code-text", "three").await;
        tab.click_saying("main .code-bar .button", "Edit").await;
        axe::check(tab, "a text there").await;
        tab.fill("#text", "mine\n").await;
        there.commit(THERE, "main", "a.txt", "theirs\n");
        tab.click_saying("main form .primary", "Save").await;
        tab.read(".code-text", "theirs").await;
        assert_eq!(tab.ask("return document.querySelector('#text').value").await, "mine\n");
        tab.fill("#text", "theirs and mine\n").await;
        tab.click_saying("main form .primary", "Save").await;
        tab.read(".notice", "Saved on GitHub").await;
        assert_eq!(there.file(THERE, "main", "a.txt").as_deref(), Some("theirs and mine\n"));

        tab.open("/workspace/github").await;
        tab.click_saying("main form .button", "Disconnect").await;
        tab.read(".notice", "taken back").await;
        assert_eq!(there.tokens(), [TOKEN], "only the one that was made by hand is good");
    })
    .await;
}
