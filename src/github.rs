//! GitHub's REST API, asked with one user's token: theirs at github.com, or a server of one's own that speaks it.
//!
//! A [`Client`] lists repositories, branches and pull requests, makes and removes branches, reads and writes single
//! files, and merges. An [`App`] has users let this server in there. What was told before is asked for only if it has changed, and a token that GitHub wants to be left
//! alone with is not shown until then: both are remembered in a [`Cache`] that all clients share and where nobody's
//! answers reach anybody else. What is answered is bounded, and no error of it holds a token. It keeps nothing on disk,
//! and speaks no git.
//! Source: docs.github.com/rest, version 2022-11-28.

mod app;
mod ask;
mod branches;
mod cache;
mod contents;
mod error;
mod limits;
mod name;
mod page;
mod pulls;
mod repos;
mod said;
#[cfg(test)]
mod tests;
mod words;

use crate::{
    fetch::{Fetch, Site},
    kit::{Ambient, Secret},
};
use cache::Holder;

pub use app::{App, AppError, CLIENT_ID_CHARS_MAX, CODE_BYTES_MAX, Grant, Journey, Renewal, SCOPE};
pub use branches::Branch;
pub use cache::Cache;
pub use contents::{Contents, DeleteFile, Entry, EntryKind, FILE_BYTES_MAX, PutFile, Written};
pub use error::{Error, Result};
pub use name::{BadRepoName, RepoName};
pub use page::{Gathered, PAGE_ITEMS_MAX, PAGES_MAX, Page, gather};
pub use pulls::{EditPull, How, MergePull, OpenPull, Pull, PullState, Side};
pub use repos::{Login, Permissions, RemoteRepo};

/// Asks GitHub on behalf of one user. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    fetch: Fetch,
    /// Where the API is: `https://api.github.com`, or `https://HOST/api/v3` of a server of one's own.
    site: Site,
    token: Secret,
    holder: Holder,
    cache: Cache,
    ambient: Ambient,
}

impl Client {
    /// Asks the API at `site` with `token`. Nothing is sent yet.
    #[must_use]
    pub fn new(fetch: Fetch, site: Site, token: Secret, cache: Cache, ambient: Ambient) -> Self {
        let holder = Holder::of(&site, &token);
        Self { fetch, site, token, holder, cache, ambient }
    }
}
