//! Servers of tools as admins see them. What a server says of itself is shown as text.

use askama::Template;

use super::{Done, Fields, TOOL};
use crate::{
    fetch::BadSite,
    stack::Status,
    toolbox::{Error, Key, Rule, Tool, ToolServer},
    web::page::Page,
};

/// All servers, and the form of a new one.
#[derive(Template)]
#[template(path = "settings/tool_servers.html")]
pub(super) struct ListPage {
    page: Page,
    notice: Option<String>,
    error: Option<String>,
    fields: Fields,
    servers: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    url: String,
    /// How many of its tools are used, in words.
    used: String,
    is_active: bool,
}

/// One server and its tools.
#[derive(Template)]
#[template(path = "settings/tool_server.html")]
pub(super) struct ServerPage {
    page: Page,
    notice: Option<String>,
    error: Option<String>,
    id: String,
    name: String,
    /// Where it is and what it is asked with.
    about: String,
    is_active: bool,
    tools: Vec<ToolRow>,
}

struct ToolRow {
    field: String,
    name: String,
    description: String,
    /// What the server says of its effects.
    claim: String,
    choices: Vec<RuleChoice>,
}

struct RuleChoice {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

impl ListPage {
    pub(super) fn new(
        page: Page,
        servers: &[ToolServer],
        done: Option<Done>,
        fields: Fields,
        error: Option<String>,
    ) -> Self {
        let row = |server: &ToolServer| {
            let used = server.tools.iter().filter(|tool| tool.rule != Rule::Off).count();
            let counts = [("used", used.to_string()), ("all", server.tools.len().to_string())];
            Row {
                id: server.id.to_string(),
                name: server.name.to_string(),
                url: server.url.clone(),
                used: page.say_with("tool-server-used", &counts),
                is_active: server.status == Status::Active,
            }
        };
        let servers = servers.iter().map(row).collect();
        Self { notice: done.map(|done| notice(&page, done)), error, fields, servers, page }
    }
}

impl ServerPage {
    pub(super) fn new(page: Page, server: &ToolServer, done: Option<Done>, error: Option<String>) -> Self {
        let key = match server.key {
            Key::None => page.say("tool-server-key-none"),
            Key::Known(_) => page.say("tool-server-key-known"),
            Key::Lost => page.say("tool-server-key-lost"),
        };
        Self {
            notice: done.map(|done| notice(&page, done)),
            error,
            id: server.id.to_string(),
            name: server.name.to_string(),
            about: format!("{} · {key}", server.url),
            is_active: server.status == Status::Active,
            tools: server.tools.iter().map(|tool| tool_row(&page, tool)).collect(),
            page,
        }
    }
}

/// The sentence about what is wrong with a form; `None` for what is not the form's fault.
pub(super) fn told(page: &Page, error: &Error) -> Option<String> {
    Some(match error {
        Error::BadName(_) => page.say("tool-server-error-name"),
        Error::NameTaken(_) => page.say("tool-server-error-name-taken"),
        Error::BadUrl(BadSite::Extras) => page.say("model-error-url-extras"),
        Error::BadUrl(BadSite::NoAddress | BadSite::NoTls) => page.say("tool-server-error-url"),
        Error::BadKey => page.say("model-error-key"),
        Error::TooMany => page.say("tool-server-error-many"),
        Error::Unasked(reason) => page.say_with("tool-server-error-unasked", &[("reason", reason.to_string())]),
        Error::NotFound | Error::Unsealed | Error::Db(_) => return None,
    })
}

fn notice(page: &Page, done: Done) -> String {
    match done {
        Done::Added => page.say("done-tool-server-added"),
        Done::Saved => page.say("done-tool-server-saved"),
        Done::Asked => page.say("done-tool-server-asked"),
        Done::Archived => page.say("done-tool-server-archived"),
    }
}

fn tool_row(page: &Page, tool: &Tool) -> ToolRow {
    let name = |rule: Rule| match rule {
        Rule::Off => page.say("tool-rule-off"),
        Rule::Asks => page.say("tool-rule-asks"),
        Rule::Free => page.say("tool-rule-free"),
    };
    let choice = |rule: Rule| RuleChoice { value: rule.as_str(), name: name(rule), is_chosen: rule == tool.rule };
    let claim = if tool.claims_to_read { "tool-claims-to-read" } else { "tool-claims-nothing" };
    ToolRow {
        field: format!("{TOOL}{}", tool.name),
        name: tool.name.clone(),
        description: tool.description.clone(),
        claim: page.say(claim),
        choices: Rule::ALL.into_iter().map(choice).collect(),
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn servers_of_tools_are_shown_in_every_language() {
        for_each_language(|page, _| {
            let evil = || EVIL.to_owned();
            let row =
                |id: &str, is_active| Row { id: id.to_owned(), name: evil(), url: evil(), used: evil(), is_active };
            for error in [None, Some(evil())] {
                let fields = Fields { name: evil(), url: evil(), key: String::new() };
                let servers = vec![row("a", true), row("b", false)];
                let view = ListPage { page: page.clone(), notice: Some(evil()), error, fields, servers };
                check_page(&view.render().unwrap());
            }
        });
    }

    #[test]
    fn the_tools_of_a_server_are_shown_in_every_language() {
        for_each_language(|page, _| {
            let evil = || EVIL.to_owned();
            let choices = || vec![RuleChoice { value: "free", name: evil(), is_chosen: true }];
            let tool =
                || ToolRow { field: evil(), name: evil(), description: evil(), claim: evil(), choices: choices() };
            for (tools, is_active) in [(vec![tool()], true), (Vec::new(), false)] {
                let view = ServerPage {
                    page: page.clone(),
                    notice: Some(evil()),
                    error: Some(evil()),
                    id: "a".to_owned(),
                    name: evil(),
                    about: evil(),
                    is_active,
                    tools,
                };
                check_page(&view.render().unwrap());
            }
        });
    }
}
