//! What handlers ask for: the signed-in user, a typed id, a body within its limit.

mod body;
mod client;
mod desk;
mod file;
mod form;
mod id;
mod json;
mod operation;
mod signed_in;
#[cfg(test)]
mod tests;

pub(super) use body::read as read_body;
pub use client::{Agent, ClientAddress};
pub use desk::Desk;
pub use file::SmallFile;
pub use form::Form;
pub use id::PathId;
pub use json::Json;
pub use operation::Operation;
pub use signed_in::{AdminUser, Credential, authenticate, credential};
