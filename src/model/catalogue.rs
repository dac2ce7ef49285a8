//! All models of this server: those of the settings file, and those that admins have added.

use std::sync::Arc;

use super::{
    Audience, BUILTIN, Error, Key, Model, ModelId, Name, PriceList, connect,
    store::{self, models::ModelRow},
};
use crate::{
    account::{self, Role, UserId},
    config::{self, Config},
    db::{self, Tx},
    seal::Seal,
    stack::Status,
};

/// All models of this server, and what opens their keys. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    /// Those of the settings file.
    settled: Vec<Model>,
    /// The name that the settings choose for everybody.
    preferred: Option<String>,
    seal: Seal,
}

impl Catalogue {
    /// The models of the settings, and whatever is added to them later; `seal` keeps the keys.
    ///
    /// # Errors
    /// The model's name, and what is wrong with it.
    pub fn new(config: &Config, seal: Seal) -> Result<Self, (String, String)> {
        let model =
            |(name, model): (&String, &config::Model)| settled(name, model).map_err(|reason| (name.clone(), reason));
        let settled: Vec<Model> = config.models.iter().map(model).collect::<Result<_, _>>()?;
        let preferred = config.assistant.model.clone();
        Ok(Self { inner: Arc::new(Inner { settled, preferred, seal }) })
    }

    /// Every model, those that can be chosen first: for admins.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn all(&self, tx: &Tx) -> db::Result<Vec<Model>> {
        let added = store::models::all(tx)?.into_iter().map(|row| self.opened(row));
        Ok(self.inner.settled.iter().cloned().chain(added).collect())
    }

    /// The models that somebody of this role may choose.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn offered(&self, tx: &Tx, role: Role) -> db::Result<Vec<Model>> {
        let may = |model: &Model| {
            model.status == Status::Active && (role == Role::Admin || model.audience == Audience::Everyone)
        };
        Ok(self.all(tx)?.into_iter().filter(may).collect())
    }

    /// The name of the model that answers whoever has not chosen; [`BUILTIN`] when there is none.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn usual(&self, tx: &Tx) -> db::Result<String> {
        let offered = self.offered(tx, Role::User)?;
        let is_there = |name: &String| name == BUILTIN || offered.iter().any(|model| model.name.as_str() == name);
        let wanted = [store::choices::chosen(tx, None)?, self.inner.preferred.clone()];
        let found = wanted.into_iter().flatten().find(is_there);
        Ok(found.unwrap_or_else(|| offered.first().map_or_else(|| BUILTIN.to_owned(), |first| first.name.to_string())))
    }

    /// The name that the user has chosen, while it is offered to them.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn choice(&self, tx: &Tx, user: UserId, role: Role) -> db::Result<Option<String>> {
        let chosen = store::choices::chosen(tx, Some(user))?;
        let offered = self.offered(tx, role)?;
        Ok(chosen.filter(|name| name == BUILTIN || offered.iter().any(|model| model.name.as_str() == name)))
    }

    /// The model that answers the user, with their own key where they have one; `None` for the built-in assistant.
    ///
    /// # Errors
    /// Whatever the database refuses; a user that there isn't.
    pub fn answering(&self, tx: &Tx, user: UserId) -> Result<Option<Model>, account::Error> {
        let role = account::find(tx, user)?.role;
        let name = match self.choice(tx, user, role)? {
            Some(name) => name,
            None => self.usual(tx)?,
        };
        let found = self.offered(tx, role)?.into_iter().find(|model| model.name.as_str() == name);
        Ok(match found {
            Some(model) => Some(self.for_user(tx, model, user)?),
            None => None,
        })
    }

    /// The model with the user's own key, where they have one.
    fn for_user(&self, tx: &Tx, mut model: Model, user: UserId) -> db::Result<Model> {
        if let Some(key) = self.own_key(tx, user, &model)? {
            model.key = key;
        }
        Ok(model)
    }

    /// The user's own key for the model.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn own_key(&self, tx: &Tx, user: UserId, model: &Model) -> db::Result<Option<Key>> {
        let sealed = store::choices::key(tx, user, model.name.as_str())?;
        let purpose = own_purpose(user, model);
        Ok(sealed.map(|sealed| self.inner.seal.unseal(&sealed, &purpose).map_or(Key::Lost, Key::Known)))
    }

    /// Whether a model of the settings file has this name.
    pub(super) fn is_settled(&self, name: &str) -> bool {
        self.inner.settled.iter().any(|model| model.name.as_str() == name)
    }

    pub(super) fn seal(&self, key: &crate::kit::Secret, purpose: &str) -> Result<Vec<u8>, Error> {
        self.inner.seal.seal(key, purpose).ok_or(Error::Unsealed)
    }

    pub(super) fn opened(&self, row: ModelRow) -> Model {
        let purpose = purpose(row.id, &row.url);
        let key = match &row.key {
            Some(sealed) => self.inner.seal.unseal(sealed, &purpose).map_or(Key::Lost, Key::Known),
            None => Key::None,
        };
        Model {
            id: Some(row.id),
            name: row.name,
            dialect: row.dialect,
            model: row.model,
            url: row.url,
            key,
            output_tokens_max: row.output_tokens_max,
            prices: row.prices,
            audience: row.audience,
            status: row.status,
        }
    }
}

/// What a key of the server is sealed for: this model, at this address.
pub(super) fn purpose(id: ModelId, url: &str) -> String {
    format!("model {id} at {url}")
}

/// What a user's own key is sealed for: this user and model, at this address.
pub(super) fn own_purpose(user: UserId, model: &Model) -> String {
    format!("user {user} for {} at {}", model.name, model.url)
}

/// A model of the settings file.
fn settled(name: &str, settings: &config::Model) -> Result<Model, String> {
    let name = Name::new(name).map_err(|bad| format!("its name {bad}"))?;
    if name.as_str() == BUILTIN {
        return Err("its name is that of the built-in assistant".to_owned());
    }
    let url = connect::site(settings.provider, settings.url.as_deref().unwrap_or_default());
    let url = url.map_err(|bad| format!("url: {bad}"))?.to_string();
    let key = match (&settings.key, &settings.key_file) {
        (Some(key), _) => Key::Known(key.clone()),
        (None, None) => Key::None,
        (None, Some(path)) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| format!("its key_file {} can't be read: {error}", path.display()))?;
            Key::Known(crate::kit::Secret::new(text.trim()))
        }
    };
    Ok(Model {
        id: None,
        name,
        dialect: settings.provider,
        model: settings.model.clone(),
        url,
        key,
        output_tokens_max: settings.output_tokens_max.map(std::num::NonZeroU32::get),
        prices: PriceList { input: settings.input_price, cached: settings.cached_price, output: settings.output_price },
        audience: Audience::Everyone,
        status: Status::Active,
    })
}
