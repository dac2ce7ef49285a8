use super::support::{Device, Story, story, story_on};

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
