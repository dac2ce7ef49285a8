mod packages;

use serde_json::{Value, json};

use super::support::{Device, Story, Tab, axe, story, story_on};

/// Installs a package, opens it on the shown stack, and waits until it shows itself. Answers the page of its card.
async fn open(tab: &Tab, package: Value) -> String {
    let installed = tab.post("/api/apps", &json!({ "package": package, "permissions": package["permissions"] })).await;
    let id = installed["app_id"].as_str().expect("an id").to_owned();
    let opened = tab.post(&format!("/api/apps/{id}/launch"), &json!({})).await;
    tab.see(".app > [data-node]").await;
    format!("/cards/{}", opened["card_id"].as_str().expect("an id"))
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_is_typed_stays_while_the_app_changes_around_it() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        open(&it.tab, packages::list()).await;
        let (one, other) = (it.tab.clone(), it.second_tab("/").await);
        other.ready().await;
        other.see(".app-input input").await;

        one.click(".app-input input").await;
        one.write("Milk").await;
        other
            .until("the other tab sees it", "return document.querySelector('.app-input input').value === 'Milk'")
            .await;
        one.press("ArrowLeft").await;
        one.press("ArrowLeft").await;
        let before = one.ask("return document.querySelector('[data-node=ticks]').textContent").await;
        let script = "return document.querySelector('[data-node=ticks]').textContent !== arguments[0]";
        one.until_with("the app goes on", script, &[before]).await;
        one.press("x").await;
        let caret = "const field = document.querySelector('.app-input input'); \
                     return document.activeElement === field && field.value === 'Mixlk' && field.selectionStart === 3";
        one.until("the caret is where it was", caret).await;

        one.press("Enter").await;
        one.read(".app-list", "Mixlk").await;
        one.until("the field is empty", "return document.querySelector('.app-input input').value === ''").await;
        other.read(".app-list", "Mixlk").await;
        one.paste(".app-input input", "Bread").await;
        one.press("Enter").await;
        other.read(".app-list", "Bread").await;
        one.until("the field is empty", "return document.querySelector('.app-input input').value === ''").await;

        other.click(".app-list .app-checkbox").await;
        one.see(".app-list input:checked").await;
        one.reload().await;
        one.see(".app-list input:checked").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_folded_app_stays_folded_everywhere() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        open(&it.tab, packages::list()).await;
        let (one, other) = (it.tab.clone(), it.second_tab("/").await);
        other.see(".app-list").await;
        let is_folded = "const fold = document.querySelector('article.card .card-fold'); \
                         return fold?.getAttribute('aria-expanded') === 'false' && fold.closest('[data-folded]') !== null";
        one.click("article.card .card-fold").await;
        one.miss(".app-list").await;
        other.miss(".app-list").await;
        other.until("the other tab has folded it", is_folded).await;
        one.saved().await;
        one.reload().await;
        one.until("it is folded from the beginning", is_folded).await;
        one.click("article.card .card-fold").await;
        one.see(".app-list").await;
        one.press("z").await;
        one.miss(".app-list").await;
        one.saved().await;

        it.lose_server();
        it.house.come_back();
        one.open("/").await;
        one.until("it is folded after a restart", is_folded).await;
        one.miss(".app-list").await;
        one.click("article.card .card-fold").await;
        one.see(".app-list > .app-item, .app-list").await;
        other.see(".app-list").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_app_has_a_page_of_its_own_that_is_as_live_as_its_card() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        open(&it.tab, packages::list()).await;
        let one = it.tab.clone();
        let at = "return `/apps/run/${document.querySelector('.app[data-instance]').dataset.instance}`";
        let path = one.ask(at).await;
        let alone = it.second_tab(path.as_str().expect("a path")).await;
        alone.click(".app-input input").await;
        alone.write("Milk").await;
        alone.press("Enter").await;
        one.read(".app-list", "Milk").await;
        one.click(".app-list .app-checkbox").await;
        alone.see(".app-list input:checked").await;
        for theme in ["light", "dark"] {
            alone.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(&alone, &format!("the page of an app, {theme}")).await;
            alone.picture(&format!("app-page-{theme}")).await;
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_the_page_of_an_app_is_read_and_says_why() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.open("/apps/catalogue/todo-list").await;
        tab.click("#install button").await;
        tab.read(".notice", "Installed").await;
        tab.click("button[aria-label^='Open ']").await;
        tab.click(".app-waiting a").await;
        tab.read(".notice", "runs no scripts").await;
        tab.see("fieldset.app[disabled] [data-node]").await;
        tab.miss(".app[data-instance]").await;
        tab.picture("app-page-without-script").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn items_are_put_in_another_order_by_hand_and_by_keys() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        open(tab, packages::list()).await;
        for text in ["Tea", "Bread", "Milk"] {
            tab.paste(".app-input input", text).await;
            tab.press("Enter").await;
            tab.read(".app-list", text).await;
        }
        let order =
            "return [...document.querySelectorAll('.app-list .app-checkbox')].map((each) => each.textContent).join()";
        let is = |expected: &str| format!("{order} === '{expected}'");
        tab.drag(".app-item:first-child .app-grab", 0, 90).await;
        tab.until("Tea is the last", &is("Bread,Milk,Tea")).await;
        tab.ask("document.querySelector('.app-item:first-child .app-grab').focus()").await;
        tab.press("ArrowDown").await;
        tab.until("Bread is the second", &is("Milk,Bread,Tea")).await;
        tab.saved().await;
        tab.reload().await;
        tab.until("the order is kept", &is("Milk,Bread,Tea")).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_drawing_grows_by_strokes_and_loses_them_again() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let alone = open(&it.tab, packages::drawing()).await;
        let (one, other) = (it.tab.clone(), it.second_tab(&alone).await);
        other.see(".app-canvas svg").await;
        one.drag(".app-canvas svg", 60, 30).await;
        other.count(".app-canvas polyline", 1).await;
        one.drag(".app-canvas svg", -60, 30).await;
        other.count(".app-canvas polyline", 2).await;
        one.count(".app-canvas polyline", 2).await;
        one.click("[data-node=undo]").await;
        one.count(".app-canvas polyline", 1).await;
        other.count(".app-canvas polyline", 1).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_game_takes_its_keys_and_no_others() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        open(tab, packages::snake()).await;
        tab.count(".app-tiles > .app-tile", 64).await;
        tab.click(".app-keys-region").await;
        tab.press("ArrowRight").await;
        tab.read("[data-node=at]", "1").await;
        tab.press("ArrowDown").await;
        tab.read("[data-node=at]", "9").await;
        tab.press("a").await;
        let place =
            "return [...document.querySelectorAll('.app-tile')].findIndex((each) => each.dataset.color === 'green')";
        tab.until("the snake is seen there", &format!("{place} === 9")).await;
        tab.press("Escape").await;
        tab.until("the card has the focus", "return document.activeElement.matches('article')").await;
        tab.press("ArrowRight").await;
        tab.saved().await;
        tab.read("[data-node=at]", "9").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn every_component_is_accessible_in_every_theme() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        open(tab, packages::everything()).await;
        tab.see("[data-node=tiles] > .app-tile").await;
        tab.ask("document.querySelector('.card-body').style.maxHeight = 'none'").await;
        for theme in ["light", "dark", "contrast"] {
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            axe::check(tab, &format!("an app, {theme}")).await;
            tab.picture(&format!("app-{theme}")).await;
        }
        tab.click("[data-node=ask]").await;
        tab.see("dialog.app-modal[open]").await;
        axe::check(tab, "the dialog of an app").await;
        tab.press("Escape").await;
        tab.miss("dialog.app-modal[open]").await;
    })
    .await;
}
