//! Scenes: made, changed by mouse and keys, saved, played, and changed by two at once.

use serde_json::{Value, json};

use super::support::{Device, PASSWORD, Story, Tab, axe, story};

const LEVEL: &str = "/local/Ada/site/main/scenes/level.scene.json";
const API: &str = "/api/local/Ada/site/scenes/level.scene.json";

/// A scene with a red box and a blue ball.
async fn level(tab: &Tab) {
    tab.post("/api/repositories", &json!({ "name": "site" })).await;
    let scene = json!({ "format": "scene", "version": 1, "entities": {
        "000000aa": { "kind": "rectangle", "name": "Box", "at": [400, 300], "size": [200, 200], "fill": "#d63b3b" },
        "f00000bb": { "kind": "ellipse", "name": "Ball", "at": [900, 300], "size": [160, 160], "fill": "#2c6be0" },
    } });
    let changes = json!([{ "path": "level.scene.json", "content": scene.to_string() }]);
    tab.post("/api/local/Ada/site/commit", &json!({ "branch": "main", "message": "Begin", "changes": changes })).await;
}

async fn open(tab: &Tab) {
    tab.open(LEVEL).await;
    tab.see("#scene-editor[data-ready]").await;
    tab.see("#scene-tree [data-id]").await;
}

async fn at(tab: &Tab, id: &str) -> Value {
    tab.get(API).await["scene"]["entities"][id]["at"].clone()
}

async fn save(tab: &Tab) {
    tab.read("#scene-state", "Not saved yet").await;
    tab.click("[data-scene-do=save]").await;
    tab.read("#scene-state", "Saved").await;
}

async fn sign_in(tab: &Tab) {
    tab.open("/sign-in").await;
    tab.fill("#name", "Ada").await;
    tab.fill("#password", PASSWORD).await;
    tab.click("form .primary").await;
    tab.arrive("/").await;
}

/// Chooses something in the tree.
async fn choose(tab: &Tab, id: &str) {
    tab.click(&format!("#scene-tree [data-id='{id}'] .scene-item-name")).await;
    tab.see(&format!("#scene-tree [data-id='{id}'][aria-selected=true]")).await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_scene_is_made_changed_saved_and_there_again() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.resize(1280, 900).await;
        tab.post("/api/repositories", &json!({ "name": "site" })).await;
        let begin = json!({ "branch": "main", "message": "Begin", "changes": [{ "path": "a.txt", "content": "a" }] });
        tab.post("/api/local/Ada/site/commit", &begin).await;
        tab.open("/local/Ada/site/main/code").await;
        tab.click_saying(".segments a", "Scenes").await;
        tab.read("main", "No scenes yet").await;
        tab.fill("#scene-name", "level").await;
        tab.click("main form .primary").await;
        tab.arrive(LEVEL).await;
        tab.see("#scene-editor[data-ready]").await;

        tab.click("[data-scene-do='add.rectangle']").await;
        tab.click("[data-scene-do='add.text']").await;
        tab.count("#scene-tree [data-id]", 2).await;
        tab.fill("#scene-f-text", "Hello").await;
        tab.press("Tab").await;
        tab.until("it is drawn", "return document.querySelector('#scene-svg text')?.textContent === 'Hello'").await;

        // By mouse, by keys, and undone.
        tab.click("[data-scene-do='order.back']").await;
        tab.drag("#scene-svg rect[width='120']", 80, 48).await;
        let moved = tab.until("it is chosen", "return document.querySelector('#scene-f-at-0').value").await;
        tab.press("Escape").await;
        tab.press("Tab").await;
        tab.press("Tab").await;
        tab.press("Shift+ArrowRight").await;
        tab.until_with(
            "keys move it",
            "return document.querySelector('#scene-f-at-0').value === String(Number(arguments[0]) + 10)",
            std::slice::from_ref(&moved),
        )
        .await;
        tab.press("Control+z").await;
        tab.until_with("it is back", "return document.querySelector('#scene-f-at-0').value === arguments[0]", &[moved])
            .await;

        tab.fill("#scene-message", "Greet in a box").await;
        save(tab).await;
        tab.reload().await;
        tab.see("#scene-editor[data-ready]").await;
        tab.count("#scene-tree [data-id]", 2).await;
        tab.until("it is drawn", "return document.querySelector('#scene-svg text')?.textContent === 'Hello'").await;
        tab.open("/local/Ada/site/main/history").await;
        tab.read("main .rows", "Greet in a box").await;

        // Deleted from the list, and brought back.
        tab.open("/local/Ada/site/main/scenes").await;
        tab.read(".scene-list", "2 things").await;
        tab.click("[aria-label='Delete level']").await;
        tab.read("main", "No scenes yet").await;
        tab.click_saying("main button", "Undo").await;
        tab.read(".scene-list", "level").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_who_change_different_things_both_see_what_they_did() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        level(&it.tab).await;
        open(&it.tab).await;
        let here = &it.tab;
        it.elsewhere(Device::Desktop, async |there: &Tab| {
            sign_in(there).await;
            open(there).await;

            choose(here, "000000aa").await;
            here.fill("#scene-f-at-0", "500").await;
            here.press("Tab").await;
            save(here).await;

            choose(there, "f00000bb").await;
            there.fill("#scene-f-at-1", "400").await;
            there.press("Tab").await;
            save(there).await;
            assert_eq!(at(there, "000000aa").await, json!([500, 300]));
            assert_eq!(at(there, "f00000bb").await, json!([900, 400]));
            there.until("the box is where it was moved", "return document.querySelector('#scene-svg [data-thing=\"000000aa\"]').getAttribute('transform').includes('500 300')").await;
        })
        .await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn two_on_one_scene_see_each_other_and_what_is_saved() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        level(&it.tab).await;
        open(&it.tab).await;
        let here = &it.tab;
        choose(here, "000000aa").await;
        here.fill("#scene-f-at-0", "450").await;
        here.press("Tab").await;
        here.read("#scene-state", "Not saved yet").await;
        it.elsewhere(Device::Desktop, async |there: &Tab| {
            sign_in(there).await;
            open(there).await;
            choose(there, "f00000bb").await;
            here.see("#scene-svg .scene-other").await;
            there.see("#scene-svg .scene-other").await;
            there.drag("#scene-svg .scene-paper", 8, 8).await;
            here.see("#scene-svg .scene-cursor").await;
            choose(there, "f00000bb").await;

            there.fill("#scene-f-at-1", "400").await;
            there.press("Tab").await;
            save(there).await;
            // It comes in at once, beside what is not saved here.
            let place = |id: &str| {
                format!("document.querySelector('#scene-svg [data-thing=\"{id}\"]').getAttribute('transform')")
            };
            here.until("the ball comes", &format!("return {}.includes('900 400')", place("f00000bb"))).await;
            here.until("the box stays", &format!("return {}.includes('450 300')", place("000000aa"))).await;
            here.read("#scene-state", "Not saved yet").await;
            save(here).await;
            there.until("the box comes", &format!("return {}.includes('450 300')", place("000000aa"))).await;
            assert_eq!(at(there, "f00000bb").await, json!([900, 400]));
        })
        .await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_was_not_saved_is_back_and_what_is_played_stays_as_it_was() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        level(tab).await;
        open(tab).await;
        choose(tab, "f00000bb").await;
        tab.fill("#scene-custom-new", "vx").await;
        tab.click("[data-scene-do='custom.add']").await;
        tab.fill("[data-custom=vx]", "50").await;
        tab.press("Tab").await;
        tab.read("#scene-state", "Not saved yet").await;
        tab.until("it is kept", "return Object.keys(localStorage).some((key) => key.startsWith('scene ') && localStorage[key].includes('vx'))").await;
        tab.reload().await;
        tab.see("#scene-editor[data-ready]").await;
        tab.read(".toast", "is back").await;
        tab.read("#scene-state", "Not saved yet").await;

        let place = "document.querySelector('#scene-svg [data-thing=f00000bb]').getAttribute('transform')";
        tab.click("[data-scene-do=play]").await;
        tab.until("it moves", &format!("return !{place}.includes('(900 300)')")).await;
        tab.click("[data-scene-do=play]").await;
        tab.until("it is back", &format!("return {place}.includes('(900 300)')")).await;
        save(tab).await;
        assert_eq!(tab.get(API).await["scene"]["entities"]["f00000bb"]["custom"], json!({ "vx": 50 }));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn groups_and_the_tree_work_by_keys_alone() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        level(tab).await;
        open(tab).await;
        choose(tab, "f00000bb").await;
        tab.press("Control+a").await;
        tab.press("Control+g").await;
        tab.see("#scene-tree [data-id] [data-id='000000aa']").await;
        tab.see("#scene-tree [data-id] [data-id='f00000bb']").await;
        choose(tab, "000000aa").await;
        tab.press("F2").await;
        tab.write("Crate").await;
        tab.press("Enter").await;
        tab.read("#scene-tree", "Crate").await;
        tab.press("h").await;
        tab.see("#scene-tree [data-id='000000aa'].is-hidden").await;
        tab.press("Alt+ArrowLeft").await;
        tab.see("#scene-tree > [data-id='000000aa']").await;
        save(tab).await;
        let things = tab.get(API).await["scene"]["entities"].clone();
        let crate_ = &things["000000aa"];
        let told = (&crate_["at"], &crate_["name"], &crate_["visible"], &crate_["parent"]);
        assert_eq!(told, (&json!([400, 300]), &json!("Crate"), &json!(false), &Value::Null));
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn scenes_are_accessible_and_fit_a_phone() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        level(tab).await;
        for (width, height) in [(1280, 900), (375, 812)] {
            tab.resize(width, height).await;
            tab.open("/local/Ada/site/main/scenes").await;
            axe::check(tab, "the list of scenes").await;
            open(tab).await;
            if width < 900 {
                tab.click("[data-scene-do='drawer.tree']").await;
            }
            choose(tab, "000000aa").await;
            axe::check(tab, "the editor of scenes").await;
            if width < 900 {
                tab.click("[data-scene-do='drawer.panel']").await;
                tab.see("#scene-f-at-0").await;
                axe::check(tab, "the properties on a phone").await;
            }
            let wider = tab.ask("return document.documentElement.scrollWidth - innerWidth").await;
            assert!(wider.as_i64().is_some_and(|wider| wider <= 0), "{wider} px too wide at {width}");
            let edge = tab
                .ask("return document.querySelector('#scene-stage').getBoundingClientRect().right - innerWidth")
                .await;
            assert!(edge.as_f64().is_some_and(|edge| edge < 0.0), "the canvas is {edge} px too wide at {width}");
            tab.picture(&format!("scene-{width}")).await;
        }
    })
    .await;
}
