use serde_json::json;

use super::support::{Device, Story, story, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_session_is_saved_restored_and_taken_back() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        let plan = tab.card("Plan", json!([{ "type": "text", "content": "Peas" }])).await;
        tab.press("Shift+s").await;
        tab.fill("#session input[name=name]", "Work").await;
        tab.click("#session .primary").await;
        tab.read(".toast", "“Work” is saved").await;

        tab.post(&format!("/api/cards/{plan}/archive"), &json!({})).await;
        tab.miss("article.card").await;
        tab.card("Later", json!([])).await;
        tab.click("a[data-place=sessions]").await;
        tab.arrive("/desk/sessions").await;
        tab.read(".session .line-name", "Work").await;
        tab.read(".session .line-note", "1 stack, 1 card").await;
        let other = it.second_tab("/").await;
        other.ready().await;
        other.read("article.card [data-title]", "Later").await;

        tab.click("[popovertarget^='ask-']").await;
        tab.read(".ask:popover-open", "Restore “Work”?").await;
        tab.click(".ask:popover-open .primary").await;
        tab.ready().await;
        tab.read("article.card [data-title]", "Plan").await;
        tab.read(".toast", "Restored “Work”").await;
        other.read("article.card [data-title]", "Plan").await;
        other.count("article.card", 1).await;

        tab.click(".toast .toast-action").await;
        tab.ready().await;
        tab.read("article.card [data-title]", "Later").await;
        tab.count("article.card", 1).await;
        tab.read(".toast", "The desk is as it was").await;
        // The desk's own undo takes that back in turn.
        tab.press("z").await;
        tab.read("article.card [data-title]", "Plan").await;
        other.read("article.card [data-title]", "Plan").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_sessions_work_by_forms() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.click(".empty form button").await;
        tab.see("#card-title").await;
        tab.fill("#card-title", "Plan").await;
        tab.click_saying("form .primary", "Save").await;
        tab.read(".bar-title", "Plan").await;
        tab.open("/desk/sessions").await;
        tab.fill(".session-save input", "Work").await;
        tab.click(".session-save button").await;
        tab.read(".notice", "Saved.").await;
        tab.open("/").await;
        tab.click("article.card .card-close").await;
        tab.read(".empty", "Nothing lies on this stack").await;

        tab.open("/desk/sessions").await;
        tab.click("[popovertarget^='ask-']").await;
        tab.click(".ask:popover-open .primary").await;
        tab.read("article.card [data-title]", "Plan").await;
        tab.click(".toast .toast-action").await;
        tab.read(".empty", "Nothing lies on this stack").await;

        tab.open("/desk/sessions").await;
        tab.click("[popovertarget^='more-']").await;
        tab.fill(".ask:popover-open input[name=name]", "Office").await;
        tab.click(".ask:popover-open form[action$='/rename'] button").await;
        tab.read(".notice", "Renamed").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_window_whose_app_is_gone_offers_to_install_it_again() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        let package = json!({
            "aiapp": 1, "id": "hello", "name": "Hello", "icon": "H", "category": "utilities", "version": "1.0.0",
            "author": "Ada", "description": "Greets.",
            "ui_spec": { "view": [{ "type": "text", "id": "greeting", "props": { "value": "Good morning" } }] },
        });
        tab.post("/api/apps", &json!({ "package": package, "permissions": [] })).await;
        tab.post("/api/apps/hello/launch", &json!({})).await;
        tab.read("article.card .app", "Good morning").await;
        tab.post("/api/sessions", &json!({ "name": "Hello" })).await;
        tab.click("article.card .card-close").await;
        tab.miss("article.card").await;
        tab.saved().await;
        tab.until(
            "the app is gone",
            "return fetch('/api/apps/hello', { method: 'DELETE' }).then((answer) => answer.ok)",
        )
        .await;

        tab.open("/desk/sessions").await;
        tab.click("[popovertarget^='ask-']").await;
        tab.click(".ask:popover-open .primary").await;
        tab.read("article.card .app", "not installed any more").await;
        tab.click("[data-reinstall] button").await;
        tab.read("article.card .app", "Good morning").await;
    })
    .await;
}
