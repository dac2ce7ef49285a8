//! What the settings page shows.

mod api_tokens;
mod desk;
mod models;
mod preview;

use askama::Template;
use serde::Deserialize;

use crate::{
    account::{self, ApiToken, Avatar, Invitation, InvitationState, Role, SignIn, SignInKind, SignedIn, Status, User},
    assistant::turn::Budget,
    db::Tx,
    kit::Timestamp,
    model::Catalogue,
    web::{
        agent, card,
        error::Result,
        page::{Page, Theme},
        state::State,
        words::{Lang, When},
    },
};

use api_tokens::ApiTokensPart;
pub(super) use api_tokens::NewToken;
use desk::DeskPart;
pub(super) use models::Trial;
use models::{AssistantPart, ModelsPart};
pub(super) use preview::{PreviewPage, file_trouble};

/// What a form has done, said on the page that it leads back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    PasswordChanged,
    SignInEnded,
    OthersEnded,
    TokenRevoked,
    InvitationWithdrawn,
    UserChanged,
    LastAdmin,
    ModelSaved,
    ModelArchived,
    ModelRestored,
    ModelUsual,
    ModelChosen,
    KeyKept,
    KeyForgotten,
    DeskChosen,
    KeysChosen,
    SettingsImported,
    SettingsReset,
    SettingsUndone,
    NameChanged,
    AvatarChanged,
}

impl Done {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password-changed",
            Self::SignInEnded => "sign-in-ended",
            Self::OthersEnded => "others-ended",
            Self::TokenRevoked => "token-revoked",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::UserChanged => "user-changed",
            Self::LastAdmin => "last-admin",
            Self::ModelSaved => "model-saved",
            Self::ModelArchived => "model-archived",
            Self::ModelRestored => "model-restored",
            Self::ModelUsual => "model-usual",
            Self::ModelChosen => "model-chosen",
            Self::KeyKept => "key-kept",
            Self::KeyForgotten => "key-forgotten",
            Self::DeskChosen => "desk-chosen",
            Self::KeysChosen => "keys-chosen",
            Self::SettingsImported => "settings-imported",
            Self::SettingsReset => "settings-reset",
            Self::SettingsUndone => "settings-undone",
            Self::NameChanged => "name-changed",
            Self::AvatarChanged => "avatar-changed",
        }
    }

    /// The section of the page that it concerns.
    pub(super) const fn section(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password",
            Self::SignInEnded | Self::OthersEnded => "sign-ins",
            Self::TokenRevoked => "api-tokens",
            Self::InvitationWithdrawn => "invitations",
            Self::UserChanged | Self::LastAdmin => "users",
            Self::ModelSaved | Self::ModelArchived | Self::ModelRestored | Self::ModelUsual => "models",
            Self::ModelChosen | Self::KeyKept | Self::KeyForgotten => "assistant",
            Self::DeskChosen => "desk",
            Self::KeysChosen => "keys",
            Self::NameChanged | Self::AvatarChanged => "account",
            Self::SettingsImported | Self::SettingsReset | Self::SettingsUndone => "transfer",
        }
    }

    fn notice(self, page: &Page) -> Notice {
        let text = match self {
            Self::PasswordChanged => page.say("done-password-changed"),
            Self::SignInEnded => page.say("done-sign-in-ended"),
            Self::OthersEnded => page.say("done-others-ended"),
            Self::TokenRevoked => page.say("done-token-revoked"),
            Self::InvitationWithdrawn => page.say("done-invitation-withdrawn"),
            Self::UserChanged => page.say("done-user-changed"),
            Self::LastAdmin => page.say("done-last-admin"),
            Self::ModelSaved => page.say("done-model-saved"),
            Self::ModelArchived => page.say("done-model-archived"),
            Self::ModelRestored => page.say("done-model-restored"),
            Self::ModelUsual => page.say("done-model-usual"),
            Self::ModelChosen => page.say("done-model-chosen"),
            Self::KeyKept => page.say("done-key-kept"),
            Self::KeyForgotten => page.say("done-key-forgotten"),
            Self::DeskChosen | Self::KeysChosen => page.say("done-saved"),
            Self::SettingsImported => page.say("done-settings-imported"),
            Self::SettingsReset => page.say("done-settings-reset"),
            Self::SettingsUndone => page.say("done-settings-undone"),
            Self::NameChanged => page.say("done-name-changed"),
            Self::AvatarChanged => page.say("done-avatar-changed"),
        };
        Notice { kind: if self == Self::LastAdmin { "danger" } else { "ok" }, text }
    }
}

/// What this very request has brought, and a later one won't know.
#[derive(Default)]
pub(super) struct Fresh {
    pub done: Option<Done>,
    pub name_error: Option<String>,
    pub avatar_error: Option<String>,
    pub current_error: Option<String>,
    pub password_error: Option<String>,
    /// The link of an invitation that was just made.
    pub link: Option<String>,
    pub own_key_error: Option<String>,
    pub api_token: Option<NewToken>,
    pub api_token_error: Option<String>,
    /// What is wrong with a file of settings.
    pub import_error: Option<String>,
    /// A model that was just tried.
    pub trial: Option<Trial>,
}

/// The settings page.
#[derive(Template)]
#[template(path = "settings/settings.html")]
pub(super) struct SettingsPage {
    page: Page,
    notice: Option<Notice>,
    name: String,
    name_error: Option<String>,
    avatar: AvatarPart,
    role: String,
    tier: String,
    stacks: String,
    themes: Vec<Choice>,
    languages: Vec<Choice>,
    current_error: Option<String>,
    password_error: Option<String>,
    sign_ins: Vec<SignInRow>,
    has_others: bool,
    /// Nothing when the user's file can't be read at present: the rest of the page must work then too.
    desk: Option<DeskPart>,
    import_error: Option<String>,
    api_tokens: ApiTokensPart,
    assistant: AssistantPart,
    admin: Option<AdminPart>,
    models: Option<ModelsPart>,
}

/// How the user appears, and what can be chosen of it.
struct AvatarPart {
    sign: String,
    colors: Vec<card::view::Choice>,
    has_picture: bool,
    error: Option<String>,
}

struct Notice {
    kind: &'static str,
    text: String,
}

struct Choice {
    value: &'static str,
    name: String,
    is_chosen: bool,
}

struct SignInRow {
    id: String,
    name: String,
    seen: When,
    is_this: bool,
}

/// What admins see besides.
struct AdminPart {
    tiers: Vec<String>,
    default_tier: String,
    link: Option<String>,
    invitations: Vec<InvitationRow>,
    users: Vec<UserRow>,
}

struct InvitationRow {
    id: String,
    tier: String,
    made: When,
    state: String,
    is_open: bool,
}

struct UserRow {
    id: String,
    name: String,
    role: String,
    tier: String,
    is_active: bool,
    is_self: bool,
}

struct Found {
    user: User,
    avatar: Avatar,
    sign_ins: Vec<SignIn>,
    api_tokens: Vec<ApiToken>,
    /// Invitations and users, for admins.
    server: Option<(Vec<Invitation>, Vec<User>)>,
    models: models::Found,
}

impl SettingsPage {
    /// Reads what the page shows to this user.
    pub(super) async fn load(state: &State, page: Page, signed_in: &SignedIn, fresh: Fresh) -> Result<Self> {
        let now = state.ambient.now();
        let (who, catalogue) = (signed_in.clone(), state.models.catalogue.clone());
        let found = state.platform.read(move |tx| find(tx, &who, &catalogue, now)).await?;
        let desk = DeskPart::load(state, &page, signed_in.user_id).await;
        let budget = Budget::of(&state.config.budget);
        let admin = found.server.map(|(invitations, users)| AdminPart {
            tiers: state.tiers.names().map(str::to_owned).collect(),
            default_tier: state.tiers.default_name().to_owned(),
            link: fresh.link,
            invitations: invitations.iter().map(|invitation| invitation_row(&page, invitation, now)).collect(),
            users: users.iter().map(|user| user_row(&page, user, signed_in)).collect(),
        });
        Ok(Self {
            notice: fresh.done.map(|done| done.notice(&page)),
            name: found.user.name.to_string(),
            name_error: fresh.name_error,
            avatar: avatar_part(&page, &found.avatar, fresh.avatar_error),
            role: role_name(&page, found.user.role),
            stacks: stacks(&page, state.tiers.allowance(&found.user.tier).stacks_max),
            tier: found.user.tier,
            themes: themes(&page),
            languages: languages(&page),
            current_error: fresh.current_error,
            password_error: fresh.password_error,
            has_others: found.sign_ins.iter().any(|other| other.id != signed_in.sign_in),
            sign_ins: found.sign_ins.iter().map(|sign_in| sign_in_row(&page, sign_in, signed_in, now)).collect(),
            api_tokens: ApiTokensPart::new(&page, &found.api_tokens, fresh.api_token, fresh.api_token_error, now),
            assistant: AssistantPart::new(&page, &found.models, &budget, fresh.own_key_error),
            models: ModelsPart::new(&page, &found.models, &budget, fresh.trial.as_ref()),
            admin,
            desk,
            import_error: fresh.import_error,
            page,
        })
    }
}

fn find(
    tx: &Tx,
    signed_in: &SignedIn,
    catalogue: &Catalogue,
    now: Timestamp,
) -> std::result::Result<Found, account::Error> {
    let server = match signed_in.role {
        Role::Admin => Some((account::list_invitations(tx)?, account::list(tx)?)),
        Role::User => None,
    };
    let user = signed_in.user_id;
    Ok(Found {
        user: account::find(tx, user)?,
        avatar: account::avatar(tx, user)?,
        sign_ins: account::list_sign_ins(tx, user, now)?,
        api_tokens: account::list_api_tokens(tx, user, now)?,
        server,
        models: models::find(tx, catalogue, signed_in, now)?,
    })
}

fn avatar_part(page: &Page, avatar: &Avatar, error: Option<String>) -> AvatarPart {
    AvatarPart {
        sign: avatar.sign.as_ref().map(|sign| sign.as_str().to_owned()).unwrap_or_default(),
        colors: card::view::color_choices(avatar.color, page.words),
        has_picture: avatar.picture.is_some(),
        error,
    }
}

fn stacks(page: &Page, stacks_max: Option<u64>) -> String {
    match stacks_max {
        Some(max) => page.say_with("tier-stacks", &[("max", max.to_string())]),
        None => page.say("tier-no-limit"),
    }
}

fn role_name(page: &Page, role: Role) -> String {
    match role {
        Role::Admin => page.say("role-admin"),
        Role::User => page.say("role-user"),
    }
}

fn themes(page: &Page) -> Vec<Choice> {
    let name = |theme| match theme {
        Theme::System => page.say("theme-system"),
        Theme::Light => page.say("theme-light"),
        Theme::Dark => page.say("theme-dark"),
        Theme::Contrast => page.say("theme-contrast"),
    };
    let choice = |theme: Theme| Choice { value: theme.as_str(), name: name(theme), is_chosen: theme == page.theme };
    Theme::ALL.into_iter().map(choice).collect()
}

fn languages(page: &Page) -> Vec<Choice> {
    let choice = |lang: Lang| Choice {
        value: lang.as_str(),
        name: lang.own_name().to_owned(),
        is_chosen: lang.as_str() == page.lang(),
    };
    Lang::ALL.into_iter().map(choice).collect()
}

fn sign_in_row(page: &Page, sign_in: &SignIn, signed_in: &SignedIn, now: Timestamp) -> SignInRow {
    let name = match sign_in.kind {
        SignInKind::Browser => agent::describe(page, &sign_in.agent),
        SignInKind::Token => page.say_with("sign-in-token", &[("agent", agent::describe(page, &sign_in.agent))]),
    };
    let is_this = sign_in.id == signed_in.sign_in;
    SignInRow { id: sign_in.id.to_string(), name, seen: When::new(sign_in.seen_at, now, page.words), is_this }
}

fn invitation_row(page: &Page, invitation: &Invitation, now: Timestamp) -> InvitationRow {
    let state = invitation.state(now);
    let words = match state {
        InvitationState::Open => {
            page.say_with("invitation-open", &[("until", When::new(invitation.expires_at, now, page.words).text)])
        }
        InvitationState::Used => {
            let name = invitation.used_by.as_ref().map(ToString::to_string).unwrap_or_default();
            page.say_with("invitation-used", &[("name", name)])
        }
        InvitationState::Withdrawn => page.say("invitation-withdrawn"),
        InvitationState::Expired => page.say("invitation-expired"),
    };
    InvitationRow {
        id: invitation.id.to_string(),
        tier: invitation.tier.clone(),
        made: When::new(invitation.created_at, now, page.words),
        state: words,
        is_open: state == InvitationState::Open,
    }
}

fn user_row(page: &Page, user: &User, signed_in: &SignedIn) -> UserRow {
    UserRow {
        id: user.id.to_string(),
        name: user.name.to_string(),
        role: role_name(page, user.role),
        tier: user.tier.clone(),
        is_active: user.status == Status::Active,
        is_self: user.id == signed_in.user_id,
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::web::samples::{EVIL, check_page, for_each_language};

    #[test]
    fn settings_are_shown_to_users_and_admins_in_every_language() {
        for_each_language(|page, _| {
            for admin in [None, Some(admin())] {
                let choice = |is_chosen| Choice { value: "dark", name: EVIL.to_owned(), is_chosen };
                let seen = || When::new(Timestamp(0), Timestamp(1), page.words);
                let sign_in =
                    |id: &str, is_this| SignInRow { id: id.to_owned(), name: EVIL.to_owned(), seen: seen(), is_this };
                let view = SettingsPage {
                    page: page.clone(),
                    notice: Some(Notice { kind: "ok", text: EVIL.to_owned() }),
                    name: EVIL.to_owned(),
                    name_error: Some(EVIL.to_owned()),
                    avatar: AvatarPart {
                        sign: EVIL.to_owned(),
                        colors: card::view::color_choices(None, page.words),
                        has_picture: true,
                        error: Some(EVIL.to_owned()),
                    },
                    role: EVIL.to_owned(),
                    tier: EVIL.to_owned(),
                    stacks: EVIL.to_owned(),
                    themes: vec![choice(true), choice(false)],
                    languages: vec![choice(false)],
                    current_error: Some(EVIL.to_owned()),
                    password_error: Some(EVIL.to_owned()),
                    sign_ins: vec![sign_in("a", true), sign_in("b", false)],
                    has_others: true,
                    desk: admin.is_some().then(desk::samples::desk),
                    import_error: Some(EVIL.to_owned()),
                    api_tokens: api_tokens::samples::api_tokens(),
                    assistant: models::samples::assistant(),
                    models: admin.is_some().then(models::samples::models),
                    admin,
                };
                check_page(&view.render().unwrap());
            }
        });
    }

    fn admin() -> AdminPart {
        let made = || When::new(Timestamp(0), Timestamp(1), crate::web::words::Words::default());
        let invitation = |id: &str, is_open| InvitationRow {
            id: id.to_owned(),
            tier: EVIL.to_owned(),
            made: made(),
            state: EVIL.to_owned(),
            is_open,
        };
        let user = |id: &str, is_active, is_self| UserRow {
            id: id.to_owned(),
            name: EVIL.to_owned(),
            role: EVIL.to_owned(),
            tier: EVIL.to_owned(),
            is_active,
            is_self,
        };
        AdminPart {
            tiers: vec![EVIL.to_owned()],
            default_tier: EVIL.to_owned(),
            link: Some("http://127.0.0.1/invitations/x".to_owned()),
            invitations: vec![invitation("c", true), invitation("d", false)],
            users: vec![user("e", true, true), user("f", false, false)],
        }
    }
}
