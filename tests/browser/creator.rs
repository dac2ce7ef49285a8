//! Making an app, as somebody who has never seen a package would.

use super::support::{Story, axe, story};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_newcomer_makes_an_app_from_a_template_and_finds_it_on_the_desk() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.open("/apps").await;
        tab.click("a[href='/apps/new']").await;
        tab.click("a[href='/apps/new/edit?from=counter']").await;
        tab.read("[data-preview]", "Counted").await;
        axe::check(tab, "the editor of apps").await;

        tab.ask(
            "const field = document.querySelector('#package'); \
             field.value = field.value.replace('\"Counted\"', '\"Cups of tea\"'); \
             field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
        )
        .await;
        tab.read("[data-preview]", "Cups of tea").await;
        tab.click("[data-preview] [data-node=more]").await;
        tab.until("it counts", "return document.querySelector('[data-preview] .stat-value').textContent === '1'").await;

        tab.ask(
            "const field = document.querySelector('#package'); \
             window.good = field.value; field.value = field.value.replace('\"buttn\"', '').replace('\"button\"', '\"buttn\"'); \
             field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
        )
        .await;
        tab.see(".code-lines .is-wrong").await;
        tab.click("button.problem").await;
        tab.until("the caret is there", "return document.activeElement.id === 'package'").await;
        tab.ask(
            "const field = document.querySelector('#package'); field.value = window.good; \
             field.dispatchEvent(new InputEvent('input', { bubbles: true }))",
        )
        .await;
        tab.see("#findings .notice.ok").await;

        tab.click("button[name=do][value=save]").await;
        tab.read(".card.is-app", "Cups of tea").await;
        tab.click(".card.is-app [data-node=more]").await;
        tab.until("it counts", "return document.querySelector('.card.is-app .stat-value').textContent === '1'").await;
    })
    .await;
}
