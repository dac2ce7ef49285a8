//! What admins do to servers of tools.

use super::{
    Error, KEY_CHARS_MAX, Key, Name, Rule, SERVERS_MAX, Tool, ToolServer, ToolServerId,
    store::{self, ServerRow},
};
use crate::{
    db::Tx,
    fetch::{Fetch, Reach, Site},
    kit::{Ambient, Secret, Timestamp},
    mcp::{Connection, Offer},
    seal::Seal,
    stack::Status,
};

type Result<T> = std::result::Result<T, Error>;

/// Asks the server at `url` for its tools. Whoever names servers may name one at home.
///
/// # Errors
/// [`Error`], which says what in the form is wrong, or why the server can't be asked.
pub async fn ask(fetch: &Fetch, url: &str, key: Option<&Secret>) -> Result<Vec<Offer>> {
    let site = site(url)?;
    if let Some(key) = key {
        check_key(key)?;
    }
    let mut connection = Connection::open(fetch, site, key.cloned()).await.map_err(Error::Unasked)?;
    connection.tools().await.map_err(Error::Unasked)
}

/// Adds a server with the tools that it offers, none of which may be used yet.
///
/// # Errors
/// [`Error`], which says what in the form is wrong.
pub fn add(
    tx: &Tx,
    seal: &Seal,
    (name, url): (&str, &str),
    key: Option<&Secret>,
    offers: Vec<Offer>,
    ambient: &Ambient,
) -> Result<ToolServerId> {
    let name = Name::new(name).map_err(Error::BadName)?;
    let active: Vec<_> = store::all(tx)?.into_iter().filter(|row| row.status == Status::Active).collect();
    if active.len() >= SERVERS_MAX {
        return Err(Error::TooMany);
    }
    if active.iter().any(|row| row.name == name) {
        return Err(Error::NameTaken(name.to_string()));
    }
    let (id, url) = (ambient.id(), site(url)?.to_string());
    let key = match key {
        Some(key) => Some(seal.seal(check_key(key)?, &purpose(id, &url)).ok_or(Error::Unsealed)?),
        None => None,
    };
    let tools = renewed(&[], offers);
    store::put(tx, &ServerRow { id, name, url, key, tools, status: Status::Active }, ambient.now())?;
    Ok(id)
}

/// All servers, those in use first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list(tx: &Tx, seal: &Seal) -> Result<Vec<ToolServer>> {
    Ok(store::all(tx)?.into_iter().map(|row| opened(seal, row)).collect())
}

/// The server `id`.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, seal: &Seal, id: ToolServerId) -> Result<ToolServer> {
    Ok(opened(seal, store::find(tx, id)?.ok_or(Error::NotFound)?))
}

/// Says how the server's tools may be used: those in `free` without asking, the others not at all.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_rules(tx: &Tx, id: ToolServerId, rule_of: impl Fn(&str) -> Rule, now: Timestamp) -> Result<()> {
    let mut row = store::find(tx, id)?.ok_or(Error::NotFound)?;
    for tool in &mut row.tools {
        tool.rule = rule_of(&tool.name);
    }
    Ok(store::put(tx, &row, now)?)
}

/// Takes in what the server offers now. A tool of which it says something else than before is out of use.
///
/// # Errors
/// [`Error::NotFound`].
pub fn refresh(tx: &Tx, id: ToolServerId, offers: Vec<Offer>, now: Timestamp) -> Result<()> {
    let mut row = store::find(tx, id)?.ok_or(Error::NotFound)?;
    row.tools = renewed(&row.tools, offers);
    Ok(store::put(tx, &row, now)?)
}

/// Takes the server out of use. Archiving twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &Tx, id: ToolServerId, now: Timestamp) -> Result<()> {
    let row = store::find(tx, id)?.ok_or(Error::NotFound)?;
    Ok(store::put(tx, &ServerRow { status: Status::Archived, ..row }, now)?)
}

pub(super) fn site(url: &str) -> Result<Site> {
    Site::new(url, Reach::Private).map_err(Error::BadUrl)
}

fn renewed(before: &[Tool], offers: Vec<Offer>) -> Vec<Tool> {
    let tool = |offer: Offer| {
        let fresh = Tool {
            name: offer.name,
            description: offer.description,
            input_schema: offer.input_schema,
            claims_to_read: offer.claims_to_read,
            rule: Rule::Off,
        };
        let known = before.iter().find(|tool| Tool { rule: Rule::Off, ..(*tool).clone() } == fresh);
        known.cloned().unwrap_or(fresh)
    };
    offers.into_iter().map(tool).collect()
}

fn opened(seal: &Seal, row: ServerRow) -> ToolServer {
    let key = match &row.key {
        Some(sealed) => seal.unseal(sealed, &purpose(row.id, &row.url)).map_or(Key::Lost, Key::Known),
        None => Key::None,
    };
    ToolServer { id: row.id, name: row.name, url: row.url, key, tools: row.tools, status: row.status }
}

/// What a key is sealed for: this server, at this address.
fn purpose(id: ToolServerId, url: &str) -> String {
    format!("tool server {id} at {url}")
}

/// A key travels in a header, which takes plain characters alone.
fn check_key(key: &Secret) -> Result<&Secret> {
    let text = key.expose();
    let is_plain = !text.is_empty() && text.len() <= KEY_CHARS_MAX && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(key) } else { Err(Error::BadKey) }
}
