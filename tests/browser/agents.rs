//! Tasks of agents: given, followed while they are done, answered, and read afterwards.

use serde_json::json;

use super::support::{Device, Story, axe, story, story_on};

const BEGIN: &str = "/api/local/Ada/site/commit";

async fn begin(it: &mut Story) {
    it.at_desk().await;
    it.tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let changes = json!([{ "path": "index.html", "content": "<h1>Hello</h1>\n" }]);
    it.tab.post(BEGIN, &json!({ "branch": "main", "message": "Begin", "changes": changes })).await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_task_is_given_answered_and_read_while_it_is_done() {
    story(async |it: &mut Story| {
        begin(it).await;
        let tab = &it.tab;
        tab.open("/local/Ada/site/main/code").await;
        tab.click_saying(".repo-ways .button", "New task").await;
        tab.fill("#task", "ask Which greeting?").await;
        tab.click_saying("main form .primary", "Give the task").await;
        // Nobody loads the page again: what happens is shown as it does.
        tab.read(".agent-asks", "It asks").await;
        tab.fill("#answer", "replace \"Hello\" with \"Welcome\" in index.html").await;
        tab.click_saying("main form .primary", "Answer").await;
        tab.read(".agent-done", "done").await;
        tab.read(".agent-log", "Edits").await;
        tab.click_saying(".agent-ways .button", "Open its branch").await;
        tab.open("/agents?state=over").await;
        tab.read("main .rows", "ask Which greeting?").await;
        tab.resize(375, 812).await;
        let first = tab.ask("return document.querySelector('main .line-name').getAttribute('href')").await;
        for path in ["/agents", first.as_str().expect("an address")] {
            tab.open(path).await;
            axe::check(tab, path).await;
            let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{path} is {wider} px too wide");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_has_become_of_a_task_is_seen_on_every_page_without_loading_it_again() {
    story(async |it: &mut Story| {
        begin(it).await;
        let tab = &it.tab;
        let task =
            json!({ "task": "replace \"Hello\" with \"Hi\" in index.html", "owner": "Ada", "repository": "site" });
        for place in ["/", "/documents", "/local/Ada/site/main/code"] {
            tab.open(place).await;
            tab.miss(".rail .news:not([hidden])").await;
            tab.post("/api/agents", &task).await;
            tab.read(".rail [data-place=agents] .news", "1").await;
            axe::check(tab, place).await;
            tab.click("a[data-place=agents]").await;
            tab.read(".rows .tone-primary", "new").await;
            tab.click(".rows .line-name").await;
            tab.see(".agent-log").await;
            tab.miss(".rail .news:not([hidden])").await;
        }
        // On a phone it stands where the way to the tasks is.
        tab.resize(375, 812).await;
        tab.open("/documents").await;
        tab.post("/api/agents", &task).await;
        tab.read(".rail-more .news", "1").await;
        tab.click(".rail-more").await;
        tab.read("#places .news", "1").await;
        axe::check(tab, "the places of a phone").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn tasks_are_given_and_steered_without_scripts() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        it.make_account().await;
        let tab = &it.tab;
        tab.open("/workspace").await;
        tab.fill("#name", "site").await;
        tab.click_saying("main form .primary", "Create repository").await;
        tab.fill("#path", "index.html").await;
        tab.fill("#text", "<h1>Hello</h1>\n").await;
        tab.click("main form .primary").await;
        tab.read(".notice", "Saved").await;
        tab.open("/agents").await;
        tab.fill("#task", "ask Which greeting?").await;
        tab.click_saying("main form .primary", "Give the task").await;
        tab.see("h1").await;
        let place = tab.ask("return location.pathname").await;
        for _ in 0..100 {
            tab.open(place.as_str().expect("an address")).await;
            if tab.ask("return document.querySelector('#answer') !== null").await == json!(true) {
                break;
            }
        }
        tab.click_saying(".agent-ways .button", "Cancel").await;
        tab.read(".agent-cancelled", "cancelled").await;
        tab.see("button[value=retry]").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_admin_turns_the_shell_on_and_a_task_runs_a_command() {
    story(async |it: &mut Story| {
        begin(it).await;
        let tab = &it.tab;
        tab.open("/settings").await;
        tab.click_saying(".sections a", "Shell of agents").await;
        tab.read("main .notice", "It is off").await;
        tab.click_saying("main form .primary", "Turn on").await;
        tab.read("main .hint", "Ada has turned it on").await;
        axe::check(tab, "/settings/shell").await;
        let said = tab.ask("return document.querySelector('main .notice').textContent").await;
        if !said.as_str().is_some_and(|said| said.contains("has passed")) {
            eprintln!("NOT RUN: a command in the browser: {said}");
            return;
        }
        tab.open("/agents").await;
        tab.read("main", "Commands can be run here").await;
        tab.fill("#task", "run echo hello > hello.txt && cat hello.txt").await;
        tab.click_saying("main form .primary", "Give the task").await;
        tab.read(".agent-done", "done").await;
        tab.read(".agent-log", "Runs").await;
        tab.read("main", "It has changed").await;
        tab.open("/settings/shell").await;
        tab.click_saying("main form .danger", "Turn off").await;
        tab.read("main .notice", "It is off").await;
    })
    .await;
}
