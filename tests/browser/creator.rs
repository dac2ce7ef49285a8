//! Making an app, as somebody who has never seen a package would.

use serde_json::json;
use stackhouse::config::Config;

use super::{
    model::{Ending, ModelServer, Reply, Wire},
    support::{Story, Tab, axe, story, story_with},
};

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

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_a_hostile_model_writes_ends_with_a_sentence_and_stays_text() {
    let markup = "<img src=x onerror=\"document.title = 'gone'\"><script>document.title = 'gone'</script>";
    let word = format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": markup.repeat(100) } }] }));
    let junk = Wire::OpenAi.says(&[markup]);
    let endless = Reply::new(200, word).ending(Ending::Endless);
    with_model(vec![junk.clone(), junk.clone(), junk, endless], async |it: &mut Story| {
        let tab = &it.tab;
        for sentence in ["The model could not get it right", "more than an app may have"] {
            wish(tab).await;
            tab.read("[data-composing]", sentence).await;
            tab.see("button.problem").await;
            let is_text = "return document.title !== 'gone' && !document.querySelector('main img') && \
                           document.querySelector('#package').value.startsWith('<img')";
            tab.until("it is text", is_text).await;
        }
        tab.open("/apps").await;
        tab.miss("form[action$='/open']").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_app_appears_while_a_model_writes_it() {
    let text = include_str!("../../src/app/template/list.aiapp");
    let (begin, _) = text.split_once("{ \"type\": \"text\"").expect("the last component");
    let word = format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": begin } }] }));
    let half = Reply::new(200, word);
    with_model(vec![half.ending(Ending::Silence)], async |it: &mut Story| {
        let tab = &it.tab;
        wish(tab).await;
        tab.see("[data-preview] [data-node=draft]").await;
        tab.until("saving waits", "return document.querySelector('button[value=save]').disabled").await;
        tab.click("[data-stop]").await;
        tab.until("it is its reader's", "return !document.querySelector('button[value=save]').disabled").await;
        tab.see("button.problem").await;
    })
    .await;
}

/// Tells a story at the desk of somebody whom a model answers like this.
async fn with_model(replies: Vec<Reply>, tell: impl AsyncFnOnce(&mut Story)) {
    let model = ModelServer::start(replies);
    let settings = model.settings(Wire::OpenAi, None);
    let settled = |config: &mut Config| _ = config.models.insert("test".to_owned(), settings);
    story_with(settled, async |it: &mut Story| {
        it.at_desk().await;
        tell(it).await;
    })
    .await;
}

/// Wishes for an app.
async fn wish(tab: &Tab) {
    tab.open("/apps/new").await;
    tab.see("#wish").await;
    tab.ask("document.querySelector('#wish').value = 'Count my clicks'").await;
    tab.click("form[data-wish] button").await;
}
