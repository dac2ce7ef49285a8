//! A server's accounts: people, their ways in, and links that were used, withdrawn or left open.

use std::path::Path;

use include_dir::{Dir, include_dir};
use serde_json::{Value, json};
use stackhouse::{
    account::{
        self, Error, InvitationKind, InvitationState, Keys, NewApiToken, NewInvitation, NewSignIn, Password,
        PasswordHash, Passwords, Role, Scopes, SignInKind, SpriteStatus, Status, User, UserId,
    },
    app::{
        self, PackageId,
        catalogue::{self, Decision, Stars},
    },
    config::Config,
    db::{Pool, Tx},
    kit::{Ambient, Line, Timestamp},
    mcp::Offer,
    repo::{self, NewRepo, Protection, RepoName, Visibility},
    seal::Seal,
    stack::{Color, Icon},
    toolbox::{self, Rule},
};

use crate::{START, ambient};

pub static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/platform");

const PASSWORD: &str = "heron over the weir";
const APP_ID: &str = "einkauf";
const REPOSITORY: &str = "seite";
const APP: &str = r#"{ "aiapp": 1, "id": "einkauf", "name": "Einkauf", "icon": "🛒", "category": "productivity",
    "version": "1.0.0", "author": "Ada", "description": "Was fehlt",
    "ui_spec": { "view": [{ "type": "text", "props": { "value": "Hallo" } }] } }"#;
const DAY_S: u32 = 24 * 60 * 60;

/// A moment at which what was left open still is.
const LATER: Timestamp = START.plus_ms(60_000);

struct Platform {
    pool: Pool,
    passwords: Passwords,
    ambient: Ambient,
}

impl Platform {
    fn open(data: &Path, seed: u64) -> Self {
        let (_, ambient) = ambient(seed);
        let passwords = Passwords::new(&Config::for_testing(data).password, ambient.clone()).unwrap();
        Self { pool: account::open(data).unwrap(), passwords, ambient }
    }

    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T, Error>) -> T {
        self.pool.write_now(verb).unwrap()
    }

    fn hash(&self, name: &str) -> PasswordHash {
        self.passwords.hash_now(&Password::new(PASSWORD, name).unwrap()).unwrap()
    }

    fn invite(&self, by: &User, tier: &str) -> (account::InvitationId, String) {
        let new = NewInvitation { invited_by: by.id, tier: tier.to_owned(), role: Role::User, lifetime_s: DAY_S };
        let (invitation, secret) = self.tx(|tx| account::invite(tx, &new, &self.ambient));
        (invitation.id, secret)
    }

    fn accept(&self, kind: InvitationKind, secret: &str, name: &str) -> User {
        let hash = self.hash(name);
        self.tx(|tx| account::accept(tx, kind, secret, line(name), hash, &self.ambient))
    }

    fn seal(&self, data: &Path) -> Seal {
        Seal::open(&data.join("seal.key"), self.ambient.clone()).unwrap()
    }

    fn add_tool_server(&self, data: &Path) {
        let offer = |name: &str| Offer {
            name: name.to_owned(),
            description: "Says.".to_owned(),
            input_schema: json!({ "type": "object" }),
            claims_to_read: true,
        };
        let offers = vec![offer("today"), offer("send")];
        let (named, seal) = (("Weather", "https://tools.example.org/mcp"), self.seal(data));
        let added: Result<_, toolbox::Error> = self.pool.write_now(|tx| {
            let id = toolbox::add(tx, &seal, named, None, offers, &self.ambient)?;
            toolbox::set_rules(tx, id, rule_of, START)
        });
        added.unwrap();
    }

    fn offer_app(&self, user: UserId) {
        let offer = |tx: &Tx| {
            let submission = catalogue::submit(tx, user, APP, &self.ambient)?;
            catalogue::decide(tx, submission.id, &Decision::Approve, START)?;
            catalogue::rate(tx, user, &submission.package, Stars::new(5).unwrap(), "Sehr gut", START)
        };
        self.pool.write_now(offer).unwrap();
    }

    fn add_repository(&self, owner: &User, member: &User) {
        let new = NewRepo {
            id: self.ambient.id(),
            name: RepoName::new(REPOSITORY).unwrap(),
            description: "Unsere Seite".to_owned(),
            visibility: Visibility::Private,
            protection: Protection::parse("main\nrelease/*").unwrap(),
            origin: None,
        };
        let add = |tx: &Tx| {
            let repo = repo::create(tx, owner.id, new, START)?;
            repo::set_member(tx, &repo, &member.name, repo::Role::Write, START)
        };
        self.pool.write_now(add).unwrap();
    }

    fn sign_in(&self, user: &User, agent: &str) -> (account::SignInId, String) {
        let new = NewSignIn { user_id: user.id, kind: SignInKind::Browser, agent, lifetime_s: DAY_S };
        let (sign_in, secret) = self.tx(|tx| account::begin(tx, &new, &self.ambient));
        (sign_in.id, secret)
    }
}

/// What the tools of the server in the fixture are called, and how they may be used.
fn rule_of(tool: &str) -> Rule {
    if tool == "today" { Rule::Free } else { Rule::Off }
}

/// Writes `platform.db` into `data` and answers the secrets that open what it holds, whose hashes alone it keeps.
pub fn make(data: &Path) -> Value {
    let platform = Platform::open(data, 1);
    let setup = platform.tx(|tx| account::new_setup_link(tx, "unlimited", DAY_S, &platform.ambient)).unwrap();
    let ada = platform.accept(InvitationKind::Setup, &setup, "Ada");
    let (_, used) = platform.invite(&ada, "free");
    let bob = platform.accept(InvitationKind::Invitation, &used, "Bob Ångström");
    let (_, open) = platform.invite(&ada, "free");
    let (withdrawn, gone) = platform.invite(&ada, "free");
    platform.tx(|tx| account::withdraw(tx, withdrawn, START));

    let (_, cookie) = platform.sign_in(&ada, "Firefox");
    let (ended, old_cookie) = platform.sign_in(&ada, "An old telephone");
    platform.tx(|tx| account::end(tx, ada.id, ended, START));
    let keys = platform.tx(|tx| Keys::load(tx, &platform.ambient));
    let token = platform.tx(|tx| account::issue_token(tx, &keys, ada.id, "script", DAY_S, &platform.ambient)).token;
    let new = NewApiToken { user_id: ada.id, name: line("Editor"), scopes: Scopes::READ, lifetime_s: DAY_S };
    let (_, api_token) = platform.tx(|tx| account::make_api_token(tx, &new, &platform.ambient));
    platform.add_tool_server(data);
    platform.offer_app(ada.id);
    platform.add_repository(&ada, &bob);
    platform.tx(|tx| account::set_sign(tx, ada.id, Icon::new("🦉"), Some(Color::Teal), START));
    platform.tx(|tx| account::set_picture(tx, ada.id, Some(b"\x89PNG".to_vec()), START));
    platform.tx(|tx| account::set_sprite_status(tx, ada.id, SpriteStatus::Asleep));
    platform.tx(|tx| account::set_status(tx, bob.id, Status::Disabled, START));
    json!({
        "app": APP_ID, "cookie": cookie, "ended_cookie": old_cookie, "token": token, "api_token": api_token, "tool_server": "Weather",
        "avatar": "🦉", "repository": REPOSITORY,
        "open_invitation": open, "used_invitation": used, "withdrawn_invitation": gone,
    })
}

/// Holds the `platform.db` in `data` to what [`make`] wrote.
pub fn check(data: &Path, secrets: &Value) {
    let platform = Platform::open(data, 2);
    people_are_there(&platform);
    passwords_still_open(&platform);
    ways_in_are_as_they_were(&platform, secrets);
    links_are_as_they_were(&platform, secrets);
    api_tokens_still_read(&platform, secrets);
    tool_servers_are_as_they_were(&platform, data, secrets);
    if let Some(id) = secrets["app"].as_str() {
        the_catalogue_is_as_it_was(&platform, id);
    }
    if let Some(sign) = secrets["avatar"].as_str() {
        let ada = platform.tx(|tx| account::find_by_name(tx, "Ada"));
        let is = platform.tx(|tx| account::appearance(tx, ada.id));
        assert_eq!((is.sign.as_str(), is.color, is.picture), (sign, Color::Teal, Some(b"\x89PNG".to_vec())));
    }
    if let Some(name) = secrets["repository"].as_str() {
        repositories_are_as_they_were(&platform, name);
    }
}

fn the_catalogue_is_as_it_was(platform: &Platform, id: &str) {
    let id = PackageId::new(id).unwrap();
    let (offer, reviews) = platform
        .pool
        .write_now(|tx| Ok::<_, app::Error>((catalogue::offer(tx, &id)?, catalogue::reviews(tx, &id)?)))
        .unwrap();
    assert_eq!((offer.text.as_str(), offer.rating.count), (APP, 1));
    assert_eq!((reviews[0].text.as_str(), reviews[0].stars.count()), ("Sehr gut", 5));
}

/// Since the ninth schema.
fn repositories_are_as_they_were(platform: &Platform, name: &str) {
    let users = platform.tx(account::list);
    let look = |tx: &Tx| {
        let repo = repo::find(tx, users[1].id, "Ada", name)?;
        let members = repo::members(tx, &repo)?;
        Ok::<_, repo::Error>((repo, members))
    };
    let (repo, members) = platform.pool.write_now(look).unwrap();
    assert_eq!((repo.role, repo.description.as_str()), (repo::Role::Write, "Unsere Seite"));
    assert_eq!((repo.protection.lines().as_str(), repo.changed_at), ("main\nrelease/*", START));
    assert_eq!((members.len(), members[0].user), (1, users[1].id));
}

fn people_are_there(platform: &Platform) {
    let users = platform.tx(account::list);
    let known: Vec<_> = users.iter().map(|user| (user.name.as_str(), user.role, user.tier.as_str())).collect();
    assert_eq!(known, [("Ada", Role::Admin, "unlimited"), ("Bob Ångström", Role::User, "free")]);
    let states: Vec<_> = users.iter().map(|user| (user.status, user.sprite_status, user.created_at)).collect();
    let ada = (Status::Active, SpriteStatus::Asleep, START);
    assert_eq!(states, [ada, (Status::Disabled, SpriteStatus::Pending, START)]);
    assert_eq!(platform.tx(|tx| account::find_by_name(tx, "bob ångström")), users[1]);
}

fn passwords_still_open(platform: &Platform) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let enter = |name: &str, password: &str| {
        runtime.block_on(account::recognise(&platform.pool, &platform.passwords, name, password))
    };
    assert_eq!(enter("ada", PASSWORD).unwrap().name.as_str(), "Ada");
    assert!(matches!(enter("ada", "heron under the weir"), Err(Error::WrongCredentials)));
    assert!(matches!(enter("Bob Ångström", PASSWORD), Err(Error::Disabled)));
}

fn ways_in_are_as_they_were(platform: &Platform, secrets: &Value) {
    let by_cookie =
        |name: &str| platform.pool.write_now(|tx| account::authenticate_cookie(tx, text(secrets, name), LATER));
    assert_eq!(by_cookie("cookie").unwrap().name.as_str(), "Ada");
    assert!(matches!(by_cookie("ended_cookie"), Err(Error::NotSignedIn)));

    let keys = platform.tx(|tx| Keys::load(tx, &platform.ambient));
    let by_token = platform.tx(|tx| account::authenticate_token(tx, &keys, text(secrets, "token"), LATER));
    assert_eq!(by_token.name.as_str(), "Ada");
    let mut open: Vec<_> = platform.tx(|tx| account::list_sign_ins(tx, by_token.user_id, LATER));
    open.sort_by_key(|sign_in| sign_in.agent.clone());
    let agents: Vec<_> = open.iter().map(|sign_in| (sign_in.agent.as_str(), sign_in.kind)).collect();
    assert_eq!(agents, [("Firefox", SignInKind::Browser), ("script", SignInKind::Token)]);
}

fn links_are_as_they_were(platform: &Platform, secrets: &Value) {
    let invitations = platform.tx(account::list_invitations);
    let mut states: Vec<_> = invitations.iter().map(|invitation| format!("{:?}", invitation.state(LATER))).collect();
    states.sort_unstable();
    assert_eq!(states, ["Open", "Used", "Withdrawn"]);
    let used = invitations.iter().find(|invitation| invitation.state(LATER) == InvitationState::Used).unwrap();
    assert_eq!(used.used_by.as_ref().map(Line::as_str), Some("Bob Ångström"));

    let kind = InvitationKind::Invitation;
    let open = |name: &str| platform.pool.write_now(|tx| account::open_link(tx, kind, text(secrets, name), LATER));
    assert_eq!(open("open_invitation").unwrap().tier, "free");
    assert!(matches!(open("used_invitation"), Err(Error::LinkGone)));
    assert!(matches!(open("withdrawn_invitation"), Err(Error::LinkGone)));
    assert_eq!(platform.tx(|tx| account::new_setup_link(tx, "unlimited", DAY_S, &platform.ambient)), None);
}

/// Since the fourth schema.
fn api_tokens_still_read(platform: &Platform, secrets: &Value) {
    if secrets.get("api_token").is_none() {
        return;
    }
    let shown = platform.tx(|tx| account::authenticate_api_token(tx, text(secrets, "api_token"), LATER));
    assert_eq!((shown.name.as_str(), shown.scopes), ("Ada", Scopes::READ));
    let listed = platform.tx(|tx| account::list_api_tokens(tx, shown.user_id, LATER));
    assert_eq!((listed[0].name.as_str(), listed[0].used_at), ("Editor", None));
}

/// Since the fifth schema.
fn tool_servers_are_as_they_were(platform: &Platform, data: &Path, secrets: &Value) {
    if secrets.get("tool_server").is_none() {
        return;
    }
    let seal = platform.seal(data);
    let offered: Result<_, toolbox::Error> = platform.pool.write_now(|tx| toolbox::offered(tx, &seal));
    let offered = offered.unwrap();
    let shown: Vec<_> = offered.iter().map(|tool| (tool.server.as_str(), tool.tool.name.as_str())).collect();
    assert_eq!(shown, [("Weather", "today")]);
}

fn text<'s>(secrets: &'s Value, name: &str) -> &'s str {
    secrets[name].as_str().unwrap_or_else(|| panic!("{name} is missing"))
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).unwrap()
}
