//! The apps that come along, used as their readers use them.

use serde_json::json;

use super::support::{Story, Tab, axe, story};

/// More presses of the Tab key than any app has controls.
const STOPS_MAX: usize = 120;

/// Installs an app and opens it on the shown stack; answers the page that shows it alone.
async fn launch(tab: &Tab, package: &str) -> String {
    tab.post(&format!("/api/catalog/{package}/install"), &json!({ "permissions": [] })).await;
    let opened = tab.post(&format!("/api/apps/{package}/launch"), &json!({})).await;
    format!("/apps/run/{}", opened["instance_id"].as_str().expect("an id"))
}

/// The same on the desk, once it shows itself.
async fn at(it: &mut Story, package: &str) -> Tab {
    it.at_desk().await;
    launch(&it.tab, package).await;
    it.tab.see(".app > [data-node]").await;
    it.tab.clone()
}

/// The same on its own page, where nothing lies over it.
async fn alone(it: &mut Story, package: &str) -> Tab {
    it.at_desk().await;
    let page = launch(&it.tab, package).await;
    it.tab.open(&page).await;
    it.tab.see(".app > [data-node]").await;
    it.tab.clone()
}

/// Presses the Tab key until what fits the selector has the focus.
async fn reach(tab: &Tab, css: &str) {
    let script = format!("return document.activeElement.matches({})", json!(css));
    for _ in 0..STOPS_MAX {
        if tab.ask(&script).await == true {
            return;
        }
        tab.press("Tab").await;
    }
    panic!("{css} is not reached with the Tab key");
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_task_is_written_done_and_brought_back() {
    story(async |it: &mut Story| {
        let tab = at(it, "todo-list").await;
        for task in ["Milk", "Pay the rent !"] {
            tab.paste("[data-node=draft] input", task).await;
            tab.press("Enter").await;
            tab.read("[data-node=tasks]", &task.replace(" !", "")).await;
        }
        tab.read("[data-node=left]", "2").await;
        tab.click("[data-node=done] label, [data-node=done]").await;
        tab.read("[data-node=left]", "1").await;
        tab.click("[data-node=clear]").await;
        tab.count("[data-node=task]", 1).await;
        tab.click("[data-node=undo]").await;
        tab.count("[data-node=task]", 2).await;
        tab.saved().await;
        tab.reload().await;
        tab.count("[data-node=task]", 2).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_day_of_the_calendar_takes_an_event_and_gives_it_back() {
    story(async |it: &mut Story| {
        let tab = alone(it, "calendar").await;
        tab.paste("[data-node=draft] input", "14:30 Dentist").await;
        tab.press("Enter").await;
        tab.read("[data-node=month] .app-happens", "Dentist").await;
        tab.read("[data-node=event_time]", "14:30").await;
        tab.click("[data-node=after]").await;
        tab.miss("[data-node=month] .app-happens").await;
        tab.click("[data-node=today]").await;
        tab.click("[data-node=month] .app-happens").await;
        tab.see("dialog.app-modal[open]").await;
        tab.paste("[data-node=title] input", "Dentist and tea").await;
        tab.click("[data-node=save]").await;
        tab.read("[data-node=month] .app-happens", "Dentist and tea").await;
        tab.click("[data-node=month] .app-happens").await;
        tab.click("[data-node=delete]").await;
        tab.miss("[data-node=month] .app-happens").await;
        tab.click("[data-node=undo]").await;
        tab.read("[data-node=month] .app-happens", "Dentist and tea").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn the_snake_goes_where_the_keys_say() {
    story(async |it: &mut Story| {
        let tab = at(it, "snake").await;
        tab.click(".app-keys-region").await;
        // The first apple lies straight ahead.
        tab.press("ArrowRight").await;
        tab.read("[data-node=score]", "1").await;
        tab.press("ArrowUp").await;
        let column = "return [...document.querySelectorAll('.app-tile')].map((each, at) => \
            ['green', 'teal'].includes(each.dataset.color) ? at % 15 : null).filter((x) => x !== null)";
        let is_upright = format!("const all = (() => {{ {column} }})(); return new Set(all).size < all.length");
        tab.until("two parts of the snake are above each other", &is_upright).await;
        tab.press(" ").await;
        tab.read("[data-node=says]", "Paused").await;
        tab.reload().await;
        tab.read("[data-node=says]", "Paused").await;
        tab.read("[data-node=score]", "1").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn strokes_are_drawn_taken_back_and_brought_back() {
    story(async |it: &mut Story| {
        let tab = alone(it, "drawing").await;
        tab.click("[data-node=new]").await;
        tab.see(".app-canvas svg").await;
        for (dx, dy, count) in [(60, 30, 1), (-60, 40, 2), (20, -50, 3)] {
            tab.drag(".app-canvas svg", dx, dy).await;
            tab.count(".app-canvas polyline", count).await;
        }
        for (node, count) in [("undo", 2), ("undo", 1), ("redo", 2), ("clear", 0), ("undo", 2)] {
            tab.click(&format!("[data-node={node}]")).await;
            tab.count(".app-canvas polyline", count).await;
        }
        tab.reload().await;
        tab.count(".app-canvas polyline", 2).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_board_is_used_with_the_keyboard_alone() {
    story(async |it: &mut Story| {
        let tab = at(it, "kanban").await;
        let lanes = "return [...document.querySelectorAll('.app-lane-title > span:first-child')].map((each) => each.textContent)";
        let second = tab.ask(lanes).await[1].as_str().expect("two lanes").to_owned();
        reach(&tab, "[data-node=draft] input").await;
        tab.write("Write a letter").await;
        tab.press("Enter").await;
        tab.read(".app-lane:first-child", "Write a letter").await;
        reach(&tab, ".app-lane-card:last-child [data-move]").await;
        let title = "return document.activeElement.closest('.app-lane-card').querySelector('.app-lane-open').textContent";
        while tab.ask(title).await != "Write a letter" {
            tab.press("Tab").await;
            reach(&tab, ".app-lane-card:last-child [data-move]").await;
        }
        tab.press("Enter").await;
        tab.see(".menu :focus").await;
        let is_there = format!("return document.activeElement.textContent.includes({})", json!(second));
        for _ in 0..STOPS_MAX {
            if tab.ask(&is_there).await == true {
                break;
            }
            tab.press("ArrowDown").await;
        }
        tab.press("Enter").await;
        tab.read(".app-lane:nth-child(2)", "Write a letter").await;
        tab.saved().await;
        tab.reload().await;
        tab.read(".app-lane:nth-child(2)", "Write a letter").await;
    })
    .await;
}

/// Notes what gets the focus, and whether each control can and has a name.
const WATCH: &str = "window.visited = new WeakSet(); \
    addEventListener('focusin', ({ target }) => window.visited.add(target), true); \
    document.querySelector('.app').setAttribute('tabindex', '-1'); document.querySelector('.app').focus()";
const IS_WITHIN: &str = "return document.activeElement.closest('.app') !== null";
/// What was never reached, and what has no name. Of a group that is one stop, such as tiles or the choices of a radio
/// field, one was reached and the others are by arrow keys.
const MISSED: &str = "const app = document.querySelector('.app'); \
    const all = [...app.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex=\"0\"]')]; \
    const controls = all.filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && !each.closest('[inert]') \
        && !each.matches('.hidden')); \
    const group = (each) => each.closest('.app-tiles, [role=tablist], [role=radiogroup], fieldset'); \
    const was = (each) => window.visited.has(each) \
        || (each.tabIndex < 0 || each.type === 'radio') && [...(group(each)?.querySelectorAll('*') ?? [])].some((other) => window.visited.has(other)); \
    const name = (each) => each.ariaLabel || each.getAttribute('aria-labelledby') || each.textContent.trim() || each.title \
        || [...(each.labels ?? [])].map((label) => label.textContent.trim()).join('') || each.placeholder; \
    return [...controls.filter((each) => !was(each)).map((each) => `not reached: ${each.outerHTML.slice(0, 160)}`), \
        ...controls.filter((each) => !name(each)).map((each) => `no name: ${each.outerHTML.slice(0, 160)}`), \
        ...(controls.length ? [] : ['no controls at all'])]";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn every_app_is_accessible_and_walked_with_the_tab_key() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        let offered = tab.get("/api/catalog").await;
        let apps: Vec<&str> =
            offered["apps"].as_array().expect("a list").iter().filter_map(|app| app["package_id"].as_str()).collect();
        assert_eq!(apps.len(), 15, "all that come along");
        for app in apps {
            let alone = launch(tab, app).await;
            tab.open(&alone).await;
            tab.see(".app > [data-node]").await;
            // An app with something in it has more to walk through.
            if tab.ask("return document.querySelector('.app [data-node=draft] input') !== null").await == true {
                tab.paste(".app [data-node=draft] input", "Sample").await;
                tab.press("Enter").await;
                tab.read(".app", "Sample").await;
            }
            for theme in ["light", "dark"] {
                tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
                axe::check(tab, &format!("{app}, {theme}")).await;
                tab.picture(&format!("catalogue-{app}-{theme}")).await;
            }
            tab.ask(WATCH).await;
            for _ in 0..STOPS_MAX {
                tab.press("Tab").await;
                if tab.ask(IS_WITHIN).await != true {
                    break;
                }
            }
            let missed = tab.ask(MISSED).await;
            assert_eq!(missed, json!([]), "{app}");
        }
    })
    .await;
}
