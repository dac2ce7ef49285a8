//! Who may come in, seen from outside.

mod errors;
mod guard;
mod invitations;
mod limits;
mod settings;
mod setup;
mod sign_in;
mod tokens;
