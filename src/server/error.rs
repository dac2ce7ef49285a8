//! Why a server does not start, said to the operator in one sentence.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::{account, db};

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the data folder {path} can't be used ({source}): give this user the right to write there, or choose another with --data"
    )]
    Folder { path: PathBuf, source: io::Error },
    #[error("another Stackhouse is running on the data in {path}: stop it first, or choose another folder with --data")]
    Locked { path: PathBuf },
    #[error("the data in {path} can't be opened: {source}")]
    Data { path: PathBuf, source: db::Error },
    #[error("the address {address} is taken: stop what listens there, or choose another with --listen")]
    Taken { address: SocketAddr },
    #[error("the address {address} can't be listened on ({source}): choose another with --listen")]
    Address { address: SocketAddr, source: io::Error },
    #[error("STACKHOUSE_ADMIN_NAME and STACKHOUSE_ADMIN_PASSWORD_FILE make no account: {0}")]
    FirstAdmin(String),
    #[error("the password file {path} can't be read: {source}")]
    PasswordFile { path: PathBuf, source: io::Error },
    #[error("the accounts in {path} can't be used: {source}")]
    Accounts { path: PathBuf, source: account::Error },
    #[error("the tasks of agents can't be read: {0}")]
    Agents(crate::agent::Error),
    #[error("the assistant has no script: {0}; correct assistant.script, or set assistant.provider to \"builtin\"")]
    Script(crate::llm::scripted::BadScript),
    #[error(transparent)]
    Seal(crate::seal::Error),
    #[error("models.{name} can't be used: {reason}")]
    Model { name: String, reason: String },
    #[error(transparent)]
    GitHub(#[from] crate::repo::mirror::BadSettings),
    #[error("repositories.import_from can't hold {address:?}: {why}")]
    ImportFrom { address: String, why: crate::fetch::BadSite },
    #[error("the live chats in the data folder can't be used: {0}")]
    Talks(crate::talking::Error),
    #[error("the server came to a bad end: {0}")]
    Thread(io::Error),
}
