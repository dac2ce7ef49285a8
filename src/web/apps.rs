//! Apps, as pages: the launcher, the catalogue, and one page for each app that is installed.

pub(super) mod verbs;
