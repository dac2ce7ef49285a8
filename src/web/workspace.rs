//! Repositories and their branches: the pages, and what pages and programs share.

pub(super) mod at;
pub(super) mod verbs;
