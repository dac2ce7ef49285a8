//! What taking over a file of settings, or a reset, would change: shown before it is done.

use askama::Template;
use serde_json::Value;

use crate::{
    settings::{self, Difference, LeftOut, Plan, Section, Setting},
    web::{page::Page, session::intervals, stack::wallpaper_name, words::Lang},
};

#[derive(Template)]
#[template(path = "settings/preview.html")]
pub(in crate::web::settings) struct PreviewPage {
    page: Page,
    title: String,
    lead: String,
    rows: Vec<Row>,
    left_out: Vec<String>,
    /// Where the form leads, and what it carries: the name of a field and its text.
    action: &'static str,
    field: (&'static str, String),
    button: String,
}

struct Row {
    what: String,
    from: String,
    to: String,
}

impl PreviewPage {
    pub(in crate::web::settings) fn of_file(page: Page, plan: &Plan, text: String) -> Self {
        let (title, button) = (page.say("settings-import"), page.say("settings-import-do"));
        Self::new(page, plan, (title, button), "/settings/import/confirm", ("file", text))
    }

    pub(in crate::web::settings) fn of_reset(page: Page, plan: &Plan, section: Section) -> Self {
        let title = page.say(match section {
            Section::Look => "settings-reset-look",
            Section::Keys => "settings-reset-keys",
            Section::Desk => "settings-reset-desk",
            Section::Stacks => "settings-reset-stacks",
            Section::All => "settings-reset-all",
        });
        let button = page.say("settings-reset-do");
        Self::new(page, plan, (title, button), "/settings/reset", ("section", section.as_str().to_owned()))
    }

    fn new(
        page: Page,
        plan: &Plan,
        (title, button): (String, String),
        action: &'static str,
        field: (&'static str, String),
    ) -> Self {
        let lead = if plan.differences.is_empty() { "settings-preview-none" } else { "settings-preview-text" };
        Self {
            lead: page.say(lead),
            rows: plan.differences.iter().map(|difference| row(&page, difference)).collect(),
            left_out: plan.left_out.iter().map(|left_out| left_out_words(&page, left_out)).collect(),
            title,
            action,
            field,
            button,
            page,
        }
    }
}

/// What is wrong with a file, for whoever sent it.
pub(in crate::web::settings) fn file_trouble(page: &Page, error: &settings::Error) -> String {
    match error {
        settings::Error::TooLarge => {
            page.say_with("settings-file-large", &[("max", (settings::FILE_BYTES_MAX >> 10).to_string())])
        }
        settings::Error::NoFile => page.say("settings-file-none"),
        settings::Error::Newer => page.say("settings-file-newer"),
        settings::Error::BadFile { place, message } if place.is_empty() => {
            page.say_with("settings-file-bad", &[("message", message.clone())])
        }
        settings::Error::BadFile { place, message } => {
            page.say_with("settings-file-bad-at", &[("place", place.clone()), ("message", message.clone())])
        }
        other => page.say_with("settings-file-bad", &[("message", other.to_string())]),
    }
}

fn row(page: &Page, difference: &Difference) -> Row {
    let name = page.say(setting_key(difference.setting));
    let what = match &difference.stack {
        Some(stack) => page.say_with("settings-of-stack", &[("stack", stack.to_string()), ("name", name)]),
        None => name,
    };
    let words = |value: &Value| value_words(page, difference.setting, value);
    Row { what, from: words(&difference.from), to: words(&difference.to) }
}

fn left_out_words(page: &Page, left_out: &LeftOut) -> String {
    let stack = ("stack", left_out.stack.to_string());
    match (&left_out.missing, left_out.setting) {
        (Some(app), Setting::StartupApps) => page.say_with("settings-left-app", &[stack, ("app", app.clone())]),
        (Some(_), _) => page.say_with("settings-left-picture", &[stack]),
        (None, _) => page.say_with("settings-left-stack", &[stack]),
    }
}

const fn setting_key(setting: Setting) -> &'static str {
    match setting {
        Setting::Theme => "theme",
        Setting::Language => "field-language",
        Setting::SingleKeys => "settings-single-keys-short",
        Setting::AutosaveS => "sessions-interval",
        Setting::DefaultStack => "settings-default-stack",
        Setting::Icon => "stack-icon",
        Setting::Wallpaper => "wallpaper",
        Setting::StartupApps => "apps-startup",
    }
}

/// A value in words. What the room has made is known here; anything else is shown as it is.
fn value_words(page: &Page, setting: Setting, value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    match setting {
        Setting::Theme => match text {
            "light" => page.say("theme-light"),
            "dark" => page.say("theme-dark"),
            "contrast" => page.say("theme-contrast"),
            _ => page.say("theme-system"),
        },
        Setting::Language => match Lang::from_tag(text) {
            Some(lang) => lang.own_name().to_owned(),
            None => page.say("settings-language-browser"),
        },
        Setting::SingleKeys => page.say(if value.as_bool() == Some(true) { "settings-on" } else { "settings-off" }),
        Setting::AutosaveS => {
            let seconds = value.as_u64().and_then(|seconds| seconds.try_into().ok()).unwrap_or_default();
            let all = intervals(page, seconds);
            all.into_iter().find(|(_, _, is_chosen)| *is_chosen).map(|(_, name, _)| name).unwrap_or_default()
        }
        Setting::DefaultStack if value.is_null() => page.say("settings-default-stack-last"),
        Setting::Icon if value.is_null() => page.say("settings-nothing"),
        Setting::DefaultStack | Setting::Icon => text.to_owned(),
        Setting::Wallpaper => wallpaper_name(page, text),
        Setting::StartupApps => {
            let names: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if names.is_empty() { page.say("settings-nothing") } else { names.join(", ") }
        }
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn what_would_change_is_shown_in_every_language() {
        for_each_language(|page, _| {
            let row = || Row { what: EVIL.to_owned(), from: EVIL.to_owned(), to: EVIL.to_owned() };
            for rows in [Vec::new(), vec![row(), row()]] {
                let view =
                    PreviewPage { rows, ..PreviewPage::of_file(page.clone(), &Plan::default(), EVIL.to_owned()) };
                check_page(&view.render().unwrap());
            }
            for section in Section::ALL {
                check_page(&PreviewPage::of_reset(page.clone(), &Plan::default(), section).render().unwrap());
            }
        });
    }
}
