use super::support::{Device, PASSWORD, Story, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_stacks_cards_and_chat_work_by_links_and_forms() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.arrive("/").await;
        let is_running = tab.ask("return document.documentElement.classList.contains('is-scripted')").await;
        assert_eq!(is_running, false, "no script of the page runs");

        tab.click("form[action='/sign-out'] button, [popovertarget=account-menu]").await;
        tab.click("form[action='/sign-out'] button").await;
        tab.arrive("/sign-in").await;
        tab.fill("#name", "Ada").await;
        tab.fill("#password", PASSWORD).await;
        tab.click("form .primary").await;
        tab.arrive("/").await;

        tab.click(".empty form button").await;
        tab.see("#card-title").await;
        tab.fill("#card-title", "Shopping").await;
        tab.fill("textarea[name^='text.']", "Bread and *milk*").await;
        tab.click_saying("form .primary", "Save").await;
        tab.read(".card-body em", "milk").await;
        tab.open("/").await;
        tab.read("article.card em", "milk").await;

        tab.click(".tabs > form button").await;
        tab.count("#tabs .tab", 2).await;
        tab.click(".tab.is-active .tab-more").await;
        tab.fill("#stack-rename", "Garden").await;
        tab.click("form[action$='/rename'] button").await;
        tab.read(".tab.is-active", "Garden").await;
        tab.click(".tab.is-active .tab-close").await;
        tab.count("#tabs .tab", 1).await;
        tab.open("/drawer").await;
        tab.read(".line-name", "Garden").await;
        tab.click("form[action$='/restore'] button").await;
        tab.read(".tab.is-active", "Garden").await;
        tab.count("#tabs .tab", 2).await;

        tab.open("/chat").await;
        tab.fill("#composer-text", "note: Call Grace").await;
        tab.click(".composer-send").await;
        tab.read(".message.by-user", "Call Grace").await;

        tab.open("/").await;
        tab.click("#tabs .tab:first-child .tab-link").await;
        tab.read("article.card [data-title]", "Shopping").await;
        tab.click("article.card .card-close").await;
        tab.read(".empty", "Nothing lies on this stack").await;
    })
    .await;
}
