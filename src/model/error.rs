//! Why nothing was done to a model.

use crate::{db, fetch::BadSite, kit::BadText};

/// Why nothing was done to a model. The text is for whoever filled in the form.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such model")]
    NotFound,
    #[error("the name {0}")]
    BadName(BadText),
    #[error("a model is called {0:?} already: choose another name")]
    NameTaken(String),
    #[error("the model {0}")]
    BadModel(BadText),
    #[error("the address can't be used: {0}")]
    BadUrl(BadSite),
    #[error("the key has to be one line of at most {} plain characters", super::verbs::KEY_CHARS_MAX)]
    BadKey,
    #[error("the address is another: enter the key again, so that it goes nowhere unseen")]
    KeyAgain,
    #[error("the key could not be sealed: nothing was changed")]
    Unsealed,
    #[error(transparent)]
    Db(#[from] db::Error),
}
