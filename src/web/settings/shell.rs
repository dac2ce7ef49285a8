//! `/settings/shell`: whether agents may run commands, and whether that is safe on this machine.

use actix_web::{HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;

use crate::{
    agent::shell::Switched,
    kit::Timestamp,
    web::{
        answer::{html, see_other},
        error::Result,
        extract::{AdminUser, Form},
        page::Page,
        state::State,
        words::When,
    },
    working::shell::Standing,
};

/// Where this page is.
const PLACE: &str = "/settings/shell";

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Turn {
    On,
    Off,
}

#[derive(Deserialize)]
pub struct Fields {
    shell: Turn,
}

/// The page.
#[derive(Template)]
#[template(path = "settings/shell.html")]
struct ShellPage {
    page: Page,
    kind: &'static str,
    state: String,
    /// What the test says is wrong, in English as programs have it.
    reason: Option<String>,
    /// Who has said so, and when.
    switched: Option<String>,
    is_on: bool,
    is_allowed: bool,
    is_testing: bool,
    bounds: Vec<String>,
}

/// `GET /settings/shell`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn show(state: Data<State>, page: Page, _: AdminUser) -> Result<HttpResponse> {
    let shell = state.agents.shell();
    let (standing, switched) = (shell.standing(), shell.switched().await?);
    html(&ShellPage::new(page, &standing, switched.as_ref(), &state.config.agents, state.ambient.now()))
}

/// `POST /settings/shell`: turns it on or off.
///
/// # Errors
/// Whatever the database refuses.
pub async fn switch(
    state: Data<State>,
    AdminUser(admin): AdminUser,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    state.agents.shell().set(admin.user_id, fields.shell == Turn::On).await?;
    Ok(see_other(PLACE))
}

/// `POST /settings/shell/test`: tries once more whether the sandbox is tight.
///
/// # Errors
/// None but the page's own.
pub async fn test(state: Data<State>, _: AdminUser) -> Result<HttpResponse> {
    state.agents.shell().test_again().await;
    Ok(see_other(PLACE))
}

impl ShellPage {
    fn new(
        page: Page,
        standing: &Standing,
        switched: Option<&Switched>,
        limits: &crate::config::Agents,
        now: Timestamp,
    ) -> Self {
        let (key, kind) = match standing {
            Standing::Forbidden => ("shell-forbidden", "warn"),
            Standing::Off => ("shell-off", ""),
            Standing::Testing => ("shell-testing", ""),
            Standing::Ready => ("shell-ready", "ok"),
            Standing::Unfit(_) => ("shell-unfit", "danger"),
        };
        let who = |last: &Switched| {
            let key = if last.is_on { "shell-turned-on" } else { "shell-turned-off" };
            page.say_with(key, &[("who", last.by.to_string()), ("when", When::new(last.at, now, page.words).text)])
        };
        let bound = |key, value: u64| page.say_with(key, &[("max", value.to_string())]);
        Self {
            kind,
            state: page.say(key),
            reason: if let Standing::Unfit(why) = standing { Some(why.clone()) } else { None },
            switched: switched.map(who),
            is_on: switched.is_some_and(|last| last.is_on),
            is_allowed: *standing != Standing::Forbidden,
            is_testing: *standing == Standing::Testing,
            bounds: vec![
                bound("shell-memory", limits.shell_memory_mib),
                bound("shell-disk", limits.shell_disk_mib),
                bound("shell-processes", limits.shell_processes),
            ],
            page,
        }
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::{
        account::Name,
        web::samples::{EVIL, check_page, for_each_language},
    };

    #[test]
    fn the_shells_page_is_whole_wherever_it_stands() {
        for_each_language(|page, _| {
            let standings = [
                Standing::Forbidden,
                Standing::Off,
                Standing::Testing,
                Standing::Ready,
                Standing::Unfit(EVIL.to_owned()),
            ];
            for standing in &standings {
                let by = Name::new("Ada").unwrap();
                let switched = Switched { is_on: *standing != Standing::Off, by, at: Timestamp(0) };
                let limits = crate::config::Config::for_testing(std::path::Path::new("none")).agents;
                let view = ShellPage::new(page.clone(), standing, Some(&switched), &limits, Timestamp(1));
                check_page(&view.render().unwrap());
            }
        });
    }
}
