//! A repository's settings: what is said of it, who sees it, what is protected, who may come in.

use askama::Template;
use serde::Deserialize;

use super::{Notice, base};
use crate::{
    account::UserId,
    git::{Branch, BranchName},
    repo::{Member, Repo, Role, Visibility},
    web::page::Page,
};

/// The form, as it was sent or as it is shown first.
#[derive(Clone, Default, Deserialize)]
pub struct SettingsFields {
    #[serde(default)]
    pub(in crate::web::workspace) name: String,
    #[serde(default)]
    pub(in crate::web::workspace) description: String,
    #[serde(default)]
    pub(in crate::web::workspace) visibility: String,
    #[serde(default)]
    pub(in crate::web::workspace) protected: String,
    #[serde(default)]
    pub(in crate::web::workspace) default_branch: String,
}

impl SettingsFields {
    pub(in crate::web::workspace) fn of(repo: &Repo, default: &BranchName) -> Self {
        Self {
            name: repo.name.to_string(),
            description: repo.description.clone(),
            visibility: repo.visibility.as_str().to_owned(),
            protected: repo.protection.lines(),
            default_branch: default.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "workspace/settings.html")]
pub(in crate::web::workspace) struct SettingsPage {
    page: Page,
    notice: Option<Notice>,
    base: String,
    owner: String,
    name: String,
    fields: SettingsFields,
    is_admin: bool,
    is_archived: bool,
    is_mirror: bool,
    /// One's own id, when one is a member and may leave.
    own_id: Option<String>,
    branches: Vec<Choice>,
    members: Vec<MemberLine>,
    roles: Vec<Choice>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

struct MemberLine {
    id: String,
    name: String,
    roles: Vec<Choice>,
    role: String,
    remove_label: String,
    role_label: String,
}

impl SettingsPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        reader: UserId,
        members: &[Member],
        branches: &[Branch],
        fields: SettingsFields,
        notice: Option<Notice>,
    ) -> Self {
        let roles = |chosen: Role| -> Vec<Choice> {
            let choice = |role: Role| Choice {
                value: role.as_str().to_owned(),
                name: role_name(&page, role),
                is_chosen: role == chosen,
            };
            Role::ALL.into_iter().map(choice).collect()
        };
        let line = |member: &Member| MemberLine {
            id: member.user.to_string(),
            name: member.name.to_string(),
            roles: roles(member.role),
            role: role_name(&page, member.role),
            remove_label: page.say_with("member-remove", &[("name", member.name.to_string())]),
            role_label: page.say_with("member-role-of", &[("name", member.name.to_string())]),
        };
        let choice = |branch: &Branch| Choice {
            value: branch.name.to_string(),
            name: branch.name.to_string(),
            is_chosen: branch.name.as_str() == fields.default_branch,
        };
        let own_id = members.iter().map(|member| member.user).find(|user| *user == reader);
        Self {
            notice,
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            is_admin: repo.role == Role::Admin,
            is_archived: repo.is_archived(),
            is_mirror: repo.origin.is_some(),
            own_id: own_id.map(|id| id.to_string()),
            branches: branches.iter().map(choice).collect(),
            members: members.iter().map(line).collect(),
            roles: roles(Role::Write),
            fields,
            page,
        }
    }
}

impl SettingsPage {
    fn is_server(&self) -> bool {
        self.fields.visibility == Visibility::Server.as_str()
    }
}

fn role_name(page: &Page, role: Role) -> String {
    match role {
        Role::Read => page.say("repo-role-read"),
        Role::Write => page.say("repo-role-write"),
        Role::Admin => page.say("repo-role-admin"),
    }
}
