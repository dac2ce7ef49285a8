//! Settings in a browser: keys that stop, stacks of one's own look, files of settings, and an avatar.

use serde_json::json;

use super::support::{Device, Story, Tab, axe, story, story_on};

/// Chooses a file in the field, as its dialog does.
const CHOOSE: &str = "const [css, name, text] = arguments, field = document.querySelector(css), chosen = new DataTransfer(); \
     chosen.items.add(new File([text], name)); field.files = chosen.files; return true";

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn single_keys_are_switched_off_and_really_stop() {
    story(async |it: &mut Story| {
        it.at_desk().await;
        let tab = &it.tab;
        tab.click(".rail a[data-place=settings]").await;
        tab.arrive("/settings").await;
        tab.click(".sections a[href='#keys']").await;
        tab.click("#keys input[name=single_keys]").await;
        tab.click("#keys .button").await;
        tab.read(".notice", "Saved.").await;

        tab.open("/").await;
        tab.ready().await;
        for key in ["n", "Shift+n", "a", "s", "z", "?", "1", "."] {
            tab.press(key).await;
        }
        tab.still().await;
        tab.miss("article.card").await;
        tab.miss("dialog[open]").await;
        tab.count("#tabs .tab", 1).await;
        tab.arrive("/").await;
        // Keys that are held with another one go on working.
        tab.press("Control+k").await;
        tab.see("#palette").await;
        tab.escape("#palette").await;

        tab.click("[popovertarget=account-menu]").await;
        tab.click("#account-menu [data-do=sheet]").await;
        tab.click("#sheet .sheet-toggle input").await;
        tab.escape("#sheet").await;
        tab.press("n").await;
        tab.see("article.card").await;
        tab.saved().await;
        let known = "return fetch('/api/preferences').then((answer) => answer.json()).then((own) => own.single_keys)";
        tab.until("the server knows", known).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn a_stack_gets_an_icon_and_a_wallpaper_before_every_tab() {
    story(async |it: &mut Story| {
        it.full_desk().await;
        let tab = &it.tab;
        let other = it.second_tab("/").await;
        other.ready().await;
        tab.click(".tab.is-active .tab-more").await;
        tab.click_saying(".menu .menu-item", "Icon, wallpaper and apps").await;
        tab.fill("#stack-icon", "☂").await;
        tab.click(".paper input[value=sea]").await;
        axe::check(tab, "the settings of a stack").await;
        tab.picture("stack-settings").await;
        tab.click("form[action$='/decorate'] .button").await;
        tab.ready().await;
        for each in [tab, &other] {
            each.read(".tab.is-active .tab-icon", "☂").await;
            each.see("#wallpaper[data-wallpaper=sea]").await;
        }
        for paper in ["sea", "dawn", "meadow", "dusk"] {
            let active = tab.ask("return document.body.dataset.active").await;
            let path = format!("/api/stacks/{}", active.as_str().expect("an id"));
            tab.patch(&path, &json!({ "wallpaper": paper })).await;
            tab.see(&format!("#wallpaper[data-wallpaper={paper}]")).await;
            for theme in ["light", "dark"] {
                tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
                axe::check(tab, &format!("the desk with {paper}, {theme}")).await;
            }
            tab.picture(&format!("wallpaper-{paper}")).await;
        }

        // Another stack has none, and undo takes the last one back.
        tab.press("]").await;
        tab.see("#wallpaper[data-wallpaper='']").await;
        tab.press("[").await;
        tab.see("#wallpaper[data-wallpaper=dusk]").await;
        tab.press("z").await;
        tab.see("#wallpaper[data-wallpaper=meadow]").await;
        other.see("#wallpaper[data-wallpaper=meadow]").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn settings_are_reset_taken_back_and_taken_over_from_a_file() {
    story(async |it: &mut Story| {
        it.expected = vec!["422"];
        it.at_desk().await;
        taken_along(&it.tab).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn on_a_phone_settings_fit_and_work() {
    story_on(Device::Phone { width: 375, height: 812 }, async |it: &mut Story| {
        it.expected = vec!["422"];
        it.at_desk().await;
        let tab = &it.tab;
        for theme in ["light", "dark"] {
            tab.open("/settings").await;
            tab.ask(&format!("document.documentElement.dataset.theme = '{theme}'")).await;
            let wide = tab.ask("return document.documentElement.scrollWidth > innerWidth").await;
            assert_eq!(wide, false, "nothing is wider than the phone");
            axe::check(tab, &format!("settings on a phone, {theme}")).await;
            tab.picture(&format!("settings-phone-{theme}")).await;
        }
        tab.click(".sections a[href='#storage']").await;
        tab.see("#storage").await;
        taken_along(tab).await;
    })
    .await;
}

async fn taken_along(tab: &Tab) {
    tab.patch("/api/preferences", &json!({ "theme": "dark", "autosave_s": 300 })).await;
    let file = tab.get("/api/settings").await.to_string();
    tab.open("/settings#transfer").await;
    tab.ask("document.querySelector('#reset-section').value = 'all'").await;
    tab.click("form[action='/settings/reset'] .button").await;
    tab.read(".table", "every 5 minutes").await;
    axe::check(tab, "what a reset changes").await;
    tab.click("form[action='/settings/reset'] .primary").await;
    tab.read(".notice", "Reset.").await;
    tab.see("html[data-theme=system]").await;
    tab.click("form[action='/settings/undo'] .button").await;
    tab.read(".notice", "Taken back.").await;
    tab.see("html[data-theme=dark]").await;

    let forged = file.replace("\"dark\"", "\"pink\"");
    tab.until_with("a file is chosen", CHOOSE, &[json!("#settings-file"), json!("forged.json"), json!(forged)]).await;
    tab.click("form[action='/settings/import'] .button").await;
    tab.read("#settings-file-error", "theme").await;
    let other = file.replace("\"autosave_s\":300", "\"autosave_s\":60");
    tab.until_with("a file is chosen", CHOOSE, &[json!("#settings-file"), json!("mine.json"), json!(other)]).await;
    tab.click("form[action='/settings/import'] .button").await;
    tab.read(".table", "Save while I work").await;
    tab.click("form[action='/settings/import/confirm'] .primary").await;
    tab.read(".notice", "The settings are taken over.").await;
    assert_eq!(tab.get("/api/preferences").await["autosave_s"], 60);
}

#[tokio::test]
#[ignore = "needs Chromium: bin/test runs it"]
async fn an_avatar_and_a_name_are_chosen_and_seen() {
    story(async |it: &mut Story| {
        // A refused picture.
        it.expected = vec!["422"];
        it.at_desk().await;
        let tab = &it.tab;
        let drawn = "return [...document.querySelectorAll('.rail .avatar, .bar .avatar')]\
                     .every((one) => one.complete && one.naturalWidth > 0)";
        tab.until("the avatar is drawn", drawn).await;
        tab.click(".rail a[data-place=you]").await;
        tab.fill("#avatar-sign", "☂").await;
        tab.click("form[action='/settings/avatar/sign'] .button").await;
        tab.read(".notice", "Your avatar is changed.").await;
        let text = "return fetch('/avatar').then((answer) => answer.text()).then((text) => text.includes('☂'))";
        tab.until("the sign is drawn", text).await;

        let forged = json!("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        tab.until_with("a file is chosen", CHOOSE, &[json!("#avatar-picture"), json!("me.png"), forged]).await;
        tab.click("form[action='/settings/avatar'] .button").await;
        tab.read("#avatar-error", "no picture").await;

        tab.fill("#own-name", "Ada Lovelace").await;
        tab.click("form[action='/settings/name'] .button").await;
        tab.read(".notice", "Your name is changed.").await;
        tab.read("#users .person", "Ada Lovelace").await;
        tab.ask("document.querySelector('#users').scrollIntoView()").await;
        tab.until("the list shows it", "return document.querySelector('#users .avatar').naturalWidth > 0").await;
        axe::check(tab, "settings").await;
    })
    .await;
}
