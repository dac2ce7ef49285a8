use serde_json::json;

use super::support::{Device, Story, Tab, story, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_newcomer_installs_an_app_with_a_click_and_opens_it() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.click("a[data-place='apps']").await;
        tab.read(".empty", "You have no apps yet").await;
        tab.click("button[aria-label='Install Habits']").await;
        tab.read(".notice", "Installed").await;
        tab.click("button[aria-label='Open Habits']").await;
        tab.read(".card-title", "Habits").await;

        tab.open("/apps").await;
        tab.read(".tile-note", "one window").await;
    })
    .await;
}

/// Installs apps of the catalogue.
async fn install(tab: &Tab, packages: &[&str]) {
    for package in packages {
        tab.post(&format!("/api/catalog/{package}/install"), &json!({ "permissions": [] })).await;
    }
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_launcher_is_used_with_keys_alone() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        install(tab, &["calculator", "habit-tracker", "notes", "snake", "timer", "todo-list", "weather"]).await;
        tab.open("/apps").await;
        let at = "const tile = document.activeElement.closest('.tile'); \
                  return [...document.querySelectorAll('#apps-results .tile')].indexOf(tile) === arguments[0]";
        tab.until("one tile is a stop", "return document.querySelectorAll('.tile-open[tabindex=\"0\"]').length === 1")
            .await;
        tab.click(".apps-bar input").await;
        for (key, place) in [
            ("ArrowDown", 0),
            ("ArrowRight", 1),
            ("ArrowLeft", 0),
            ("End", 6),
            ("ArrowUp", 2),
            ("Home", 0),
            ("ArrowDown", 4),
        ] {
            tab.press(key).await;
            tab.until_with(&format!("{key} leads to {place}"), at, &[json!(place)]).await;
        }
        tab.press("w").await;
        tab.until("a letter searches", "return document.activeElement.value === 'w'").await;
        tab.write("eath").await;
        tab.count("#apps-results .tile", 1).await;
        tab.press("ArrowDown").await;
        tab.until_with("what was found has the focus", at, &[json!(0)]).await;
        tab.press("ArrowUp").await;
        tab.until("above the first row is the search", "return document.activeElement.matches('.apps-bar input')")
            .await;
        tab.press("ArrowDown").await;
        tab.press("Enter").await;
        tab.read(".card-title", "Weather").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_dock_is_put_in_another_order_and_keeps_it() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        install(tab, &["notes", "snake", "timer"]).await;
        for package in ["notes", "snake", "timer"] {
            let answer = "const done = arguments[0]; fetch(`/api/apps/PACKAGE`, { method: 'PUT', \
                headers: { 'content-type': 'application/json' }, body: '{\"pinned\":true}' }).then(({ ok }) => done(ok))";
            assert_eq!(tab.ask_later(&answer.replace("PACKAGE", package)).await, true);
        }
        tab.reload().await;
        tab.ready().await;
        let order = "return [...document.querySelectorAll('.dock-app')].map((each) => each.dataset.name).join()";
        let first = tab.ask(order).await.as_str().expect("names").to_owned();
        let [one, two, three]: [&str; 3] = first.split(',').collect::<Vec<_>>().try_into().expect("three apps");
        let is = |names: [&str; 3]| format!("{} === '{}'", order, names.join(","));
        tab.drag(".dock > :first-child", 100, 0).await;
        tab.until("the first is the last", &is([two, three, one])).await;
        tab.count("article.card", 0).await;
        tab.ask("document.querySelector('.dock-app').focus()").await;
        tab.press("Alt+ArrowRight").await;
        tab.until("the first is the second", &is([three, two, one])).await;
        let kept = "const done = arguments[0]; fetch('/').then((answer) => answer.text()).then((page) => \
            done([...page.matchAll(/dock-app\" data-name=\"([^\"]*)\"/g)].map((each) => each[1]).join()))";
        let wanted = json!([three, two, one].join(","));
        for _ in 0..200 {
            if tab.ask_later(kept).await == wanted {
                break;
            }
        }
        tab.reload().await;
        tab.until("the order is kept", &is([three, two, one])).await;

        tab.open(&format!("/apps/{}", "notes")).await;
        tab.click_saying("form button", "Earlier in the dock").await;
        tab.read(".notice", "Saved").await;
        tab.open("/").await;
        tab.ready().await;
        let names = tab.ask(order).await;
        assert_ne!(names, json!([three, two, one].join(",")), "the form moves it, too");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_an_app_is_installed_rated_and_uninstalled() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.open("/apps/catalogue/habit-tracker").await;
        tab.fill("#review", "Does what it says").await;
        tab.click_saying("#reviews button", "Say it").await;
        tab.read(".review-text", "Does what it says").await;
        tab.click("#install button").await;
        tab.read(".notice", "Installed").await;
        tab.click("a[aria-label='Settings of Habits']").await;
        tab.click_saying("form button", "Put it in the dock").await;
        tab.read(".notice", "Saved").await;
        tab.click_saying("form button", "Uninstall, and keep its data").await;
        tab.read(".notice", "Uninstalled").await;
    })
    .await;
}
