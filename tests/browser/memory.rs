use super::support::{Device, Story, story, story_on};

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn what_was_told_is_listed_with_its_message_forgotten_and_brought_back() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.press("/").await;
        tab.fill("#composer-text", "remember that invoices are due in 14 days").await;
        tab.press("Control+Enter").await;
        tab.read(".message.by-agent", "I'll remember").await;

        tab.open("/settings").await;
        tab.click("a[href='/settings/memory']").await;
        tab.read(".learning textarea", "invoices are due in 14 days").await;
        tab.click(".learning a").await;
        tab.read(".message.by-user", "remember that invoices are due").await;

        tab.open("/settings/memory").await;
        tab.fill(".learning textarea", "invoices are due in 30 days").await;
        tab.click_saying(".learning button", "Save").await;
        tab.read(".learning textarea", "invoices are due in 30 days").await;
        tab.click_saying(".learning button", "Forget").await;
        tab.read(".notice", "Forgotten").await;
        tab.click(".fold summary").await;
        tab.read(".learning-text", "invoices are due in 30 days").await;
        tab.click_saying(".learning button", "Restore").await;
        tab.read(".learning textarea", "invoices are due in 30 days").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn without_scripts_a_file_is_written_and_an_earlier_version_comes_back() {
    story_on(Device::WithoutScript, async |it: &mut Story| {
        let tab = &it.tab;
        it.make_account().await;
        tab.open("/settings/memory").await;
        tab.click("a[href$='/soul.md']").await;
        tab.fill("#memory-text", "Be brief.").await;
        tab.click_saying("form .primary", "Save").await;
        tab.read(".notice", "Saved").await;
        tab.fill("#memory-text", "Be funny.").await;
        tab.click_saying("form .primary", "Save").await;
        tab.read(".memory-version summary", "Version 1").await;
        tab.click(".memory-version form button").await;
        tab.read(".notice", "The earlier version is back").await;
        tab.read("#memory-text", "Be brief.").await;
    })
    .await;
}
