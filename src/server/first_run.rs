//! The first account: from the environment, or through a link that works once.

use std::{fs, path::Path};

use super::Error;
use crate::{
    account::{self, Name, NewUser, Password, Role},
    config::FirstAdmin,
    web::State,
};

/// Makes the first account when the environment names one; else the link that makes it, while nobody has one.
pub(super) fn prepare(state: &State) -> Result<Option<String>, Error> {
    if let Some(first) = &state.config.first_admin {
        return make(state, first).map(|()| None);
    }
    let lifetime_s = state.config.sign_in.invitation_lifetime_s;
    let tier = state.tiers.default_name();
    state
        .platform
        .write_now(|tx| account::new_setup_link(tx, tier, lifetime_s, &state.ambient))
        .map_err(|source| accounts(state, source))
}

/// The password in the file `path`, without the line break that an editor leaves at its end.
///
/// # Errors
/// [`Error::PasswordFile`].
pub fn password_from(path: &Path) -> Result<String, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::PasswordFile { path: path.to_owned(), source })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn make(state: &State, first: &FirstAdmin) -> Result<(), Error> {
    if state.platform.write_now(account::exist).map_err(|source| accounts(state, source))? {
        return Ok(());
    }
    let refuse = |error: &dyn std::fmt::Display| Error::FirstAdmin(error.to_string());
    let name = Name::new(&first.name).map_err(|error| refuse(&format!("the name {error}")))?;
    let password = Password::new(&password_from(&first.password_file)?, &name).map_err(|error| refuse(&error))?;
    let password = state.passwords.hash_now(&password).map_err(|error| refuse(&error))?;
    let tier = state.tiers.default_name().to_owned();
    let new = NewUser { id: state.ambient.id(), name, password, role: Role::Admin, tier };
    let now = state.ambient.now();
    state.platform.write_now(|tx| account::create(tx, new, now)).map_err(|error| refuse(&error))?;
    Ok(())
}

fn accounts(state: &State, source: account::Error) -> Error {
    Error::Accounts { path: state.config.data.clone(), source }
}
