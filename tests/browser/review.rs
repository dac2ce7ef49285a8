//! From a task in words to its merge, with the agent that needs no model.

use serde_json::json;

use super::support::{Device, Story, axe, story, story_on};

const REST: &str = "/api/local/Ada/site";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_task_is_given_watched_read_remarked_on_and_merged() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        site(it).await;
        let tab = &it.tab;
        tab.open("/agents").await;
        tab.fill("#task", "replace \"two\" with \"2\" in a.txt").await;
        tab.click("main form.panel .primary").await;
        tab.see(".agent-done").await;
        tab.click_saying(".agent-ways a", "Review").await;
        tab.read(".diff .added", "2").await;
        tab.read(".diff .removed", "two").await;
        for theme in ["light", "dark"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(tab, &format!("a review, {theme}")).await;
        }

        // A click on a line begins a remark on it.
        tab.see("html.has-remarks").await;
        tab.click(".diff [data-line='3']").await;
        tab.see(".review-remark textarea:focus").await;
        assert_eq!(tab.ask("return document.querySelector('.review-remark [name=line]').value").await, "3");
        tab.fill(".review-remark textarea", "replace \"three\" with \"3\"").await;
        tab.click(".review-remark button").await;
        tab.read(".agent-log", "replace \"three\" with \"3\"").await;
        tab.until(
            "it is done again",
            "return document.querySelectorAll('.agent-log .is-commit').length === 2 && \
                   Boolean(document.querySelector('.agent-done'))",
        )
        .await;

        tab.click_saying(".agent-ways a", "Review").await;
        tab.read(".diff .removed", "three").await;
        tab.click_saying("main .primary", "Update from the base").await;
        tab.read(".notice", "Merged into main").await;
        let text = tab.get(&format!("{REST}/contents/a.txt?at=main")).await;
        assert_eq!(text["content"], "one\n2\n3\n");
        let branches = tab.get(&format!("{REST}/branches")).await;
        assert_eq!(branches["branches"].as_array().map(Vec::len), Some(1), "{branches}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn on_a_phone_a_review_fits() {
    story_on(Device::Phone { width: 375, height: 812 }, async |it: &mut Story| {
        it.at_desk().await;
        site(it).await;
        let tab = &it.tab;
        let task = json!({ "owner": "Ada", "repository": "site", "task": "replace \"two\" with \"2\" in a.txt" });
        let made = tab.post("/api/agents", &task).await;
        let id = made["agent_id"].as_str().expect("an id").to_owned();
        tab.open(&format!("/agents/{id}")).await;
        tab.see(".agent-done").await;
        tab.open(&format!("/agents/{id}/review")).await;
        tab.read(".diff .added", "2").await;
        assert_eq!(tab.ask("return document.documentElement.scrollWidth <= innerWidth").await, true);
        tab.picture("review-phone").await;
    })
    .await;
}

async fn site(it: &Story) {
    it.tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let changes = json!([{ "path": "a.txt", "content": "one\ntwo\nthree\n" }]);
    it.tab.post(&format!("{REST}/commit"), &json!({ "branch": "main", "message": "Begin", "changes": changes })).await;
}
