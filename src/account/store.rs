//! The SQL of [`super`], a file for each table.

pub(super) mod api_token;
pub(super) mod avatar;
pub(super) mod invitation;
pub(super) mod secret;
pub(super) mod sign_in;
pub(super) mod user;
