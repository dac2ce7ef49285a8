//! What pages of tasks say of the shell.

use crate::{
    account::{Role, SignedIn},
    web::{page::Page, state::State},
    working::shell::Standing,
};

/// A line on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ShellNote {
    pub text: String,
    /// Why there is none, for admins, as programs have it.
    pub reason: Option<String>,
    pub may_change: bool,
}

impl ShellNote {
    /// Everybody is told of a shell; that there is none, and why, admins alone.
    pub(super) fn of(state: &State, user: &SignedIn, page: &Page) -> Option<Self> {
        let standing = state.agents.shell().standing();
        let may_change = user.role == Role::Admin;
        match standing.refusal() {
            None => Some(Self { text: page.say("agents-shell-on"), reason: None, may_change }),
            Some(_) if !may_change => None,
            Some(_) => {
                let reason = match standing {
                    Standing::Unfit(why) => Some(why),
                    Standing::Off | Standing::Testing | Standing::Forbidden | Standing::Ready => None,
                };
                let key = match reason {
                    Some(_) => "shell-unfit",
                    None => "agents-shell-off",
                };
                Some(Self { text: page.say(key), reason, may_change })
            }
        }
    }
}
