//! What admins do to models, and users for themselves.

use super::{
    Audience, BUILTIN, Catalogue, Error, MODEL_CHARS_MAX, Model, ModelId, Name, PriceList,
    catalogue::{own_purpose, purpose},
    connect::site,
    store::{self, models::ModelRow},
};
use crate::{
    account::{Role, UserId},
    config::Dialect,
    db::Tx,
    kit::{Ambient, Line, Secret, Timestamp},
    stack::Status,
};

type Result<T> = std::result::Result<T, Error>;

/// Characters of a key: the longest in use have some two hundred.
pub(super) const KEY_CHARS_MAX: usize = 1_000;

/// What becomes of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyChange {
    Keep,
    Set(Secret),
    Remove,
}

/// A model as a form gives it. An empty address is the provider's own.
#[derive(Clone, Debug)]
pub struct NewModel {
    pub name: String,
    pub dialect: Dialect,
    pub model: String,
    pub url: String,
    pub key: KeyChange,
    pub output_tokens_max: Option<u32>,
    pub prices: PriceList,
    pub audience: Audience,
}

/// Adds a model.
///
/// # Errors
/// [`Error`], which says what in the form is wrong.
pub fn add(tx: &Tx, catalogue: &Catalogue, new: NewModel, ambient: &Ambient) -> Result<ModelId> {
    let row = checked(tx, catalogue, ambient.id(), new, None)?;
    store::models::put(tx, &row, ambient.now())?;
    Ok(row.id)
}

/// Changes a model. Its key is kept for the address that it was entered for, and no other.
///
/// # Errors
/// [`Error`], which says what in the form is wrong.
pub fn edit(tx: &Tx, catalogue: &Catalogue, id: ModelId, new: NewModel, now: Timestamp) -> Result<()> {
    let before = store::models::find(tx, id)?.ok_or(Error::NotFound)?;
    let row = checked(tx, catalogue, id, new, Some(before))?;
    Ok(store::models::put(tx, &row, now)?)
}

/// Takes the model out of use. Whoever had chosen it is answered by the usual one.
///
/// # Errors
/// [`Error::NotFound`].
pub fn archive(tx: &Tx, id: ModelId, now: Timestamp) -> Result<()> {
    let row = store::models::find(tx, id)?.ok_or(Error::NotFound)?;
    Ok(store::models::put(tx, &ModelRow { status: Status::Archived, ..row }, now)?)
}

/// Takes the model into use again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NameTaken`] by one that was added since.
pub fn restore(tx: &Tx, catalogue: &Catalogue, id: ModelId, now: Timestamp) -> Result<()> {
    let row = store::models::find(tx, id)?.ok_or(Error::NotFound)?;
    check_free(tx, catalogue, &row.name, id)?;
    Ok(store::models::put(tx, &ModelRow { status: Status::Active, ..row }, now)?)
}

/// The model `id`.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, catalogue: &Catalogue, id: ModelId) -> Result<Model> {
    Ok(catalogue.opened(store::models::find(tx, id)?.ok_or(Error::NotFound)?))
}

/// The model called `name` that can be chosen by whoever has this role.
///
/// # Errors
/// [`Error::NotFound`].
pub fn offered(tx: &Tx, catalogue: &Catalogue, name: &str, role: Role) -> Result<Model> {
    let found = catalogue.offered(tx, role)?.into_iter().find(|model| model.name.as_str() == name);
    found.ok_or(Error::NotFound)
}

/// Chooses who answers the user: a model, the built-in assistant, or with an empty name the usual one.
///
/// # Errors
/// [`Error::NotFound`] for a model that the user may not choose.
pub fn choose(tx: &Tx, catalogue: &Catalogue, user: UserId, role: Role, name: &str, now: Timestamp) -> Result<()> {
    if !name.is_empty() && name != BUILTIN {
        offered(tx, catalogue, name, role)?;
    }
    Ok(store::choices::choose(tx, Some(user), name, now)?)
}

/// Chooses who answers everybody who has not chosen.
///
/// # Errors
/// [`Error::NotFound`] for a model that not everybody may choose.
pub fn choose_for_all(tx: &Tx, catalogue: &Catalogue, name: &str, now: Timestamp) -> Result<()> {
    if name != BUILTIN {
        offered(tx, catalogue, name, Role::User)?;
    }
    Ok(store::choices::choose(tx, None, name, now)?)
}

/// Keeps a user's own key for a model, or forgets it.
///
/// # Errors
/// [`Error::NotFound`] for a model that the user may not choose; [`Error::BadKey`].
pub fn set_own_key(
    tx: &Tx,
    catalogue: &Catalogue,
    (user, role): (UserId, Role),
    name: &str,
    key: Option<&Secret>,
    now: Timestamp,
) -> Result<()> {
    let model = offered(tx, catalogue, name, role)?;
    let sealed = match key {
        Some(key) => Some(catalogue.seal(check_key(key)?, &own_purpose(user, &model))?),
        None => None,
    };
    Ok(store::choices::set_key(tx, user, name, sealed.as_deref(), now)?)
}

fn checked(tx: &Tx, catalogue: &Catalogue, id: ModelId, new: NewModel, before: Option<ModelRow>) -> Result<ModelRow> {
    let name = Name::new(&new.name).map_err(Error::BadName)?;
    check_free(tx, catalogue, &name, id)?;
    let model = Line::<MODEL_CHARS_MAX>::new(&new.model).map_err(Error::BadModel)?;
    let url = site(new.dialect, &new.url).map_err(Error::BadUrl)?.to_string();
    let kept = before.as_ref().and_then(|before| before.key.clone());
    let key = match &new.key {
        KeyChange::Keep if kept.is_some() && before.as_ref().is_some_and(|before| before.url != url) => {
            return Err(Error::KeyAgain);
        }
        KeyChange::Keep => kept,
        KeyChange::Remove => None,
        KeyChange::Set(key) => Some(catalogue.seal(check_key(key)?, &purpose(id, &url))?),
    };
    Ok(ModelRow {
        id,
        name,
        dialect: new.dialect,
        model: model.to_string(),
        url,
        key,
        output_tokens_max: new.output_tokens_max,
        prices: new.prices,
        audience: new.audience,
        status: before.map_or(Status::Active, |before| before.status),
    })
}

/// Refuses a name that another model has that can be chosen.
fn check_free(tx: &Tx, catalogue: &Catalogue, name: &Name, id: ModelId) -> Result<()> {
    let is_other = |row: &ModelRow| row.id != id && row.status == Status::Active && row.name == *name;
    let is_taken = name.as_str() == BUILTIN || catalogue.is_settled(name);
    if is_taken || store::models::all(tx)?.iter().any(is_other) {
        return Err(Error::NameTaken(name.to_string()));
    }
    Ok(())
}

/// A key travels in a header, which takes plain characters alone.
fn check_key(key: &Secret) -> Result<&Secret> {
    let text = key.expose();
    let is_plain = !text.is_empty() && text.len() <= KEY_CHARS_MAX && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_plain { Ok(key) } else { Err(Error::BadKey) }
}
