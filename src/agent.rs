//! Agents: somebody, or something, that is told in words what to do in a repository.
//!
//! Owns what an agent can do and where its changes stand until they are committed. It works on the tree of one commit
//! through [`overlay`], without a checkout, with the [`tools`] alone: none of them can name a branch, another
//! repository, or a file outside of the tree. [`builtin`] is the agent that every server has, which needs no model.
//!
//! Owns also the tasks that people give: `agents`, `agent_steps` and `agent_messages` in the server's own file, because
//! whoever reads a repository reads what agents do in it. [`machine`] says which state may follow which, [`run`] what comes
//! next; neither knows a clock or a file.

pub mod builtin;
pub mod machine;
pub mod overlay;
pub mod run;
pub mod shell;
pub mod step;
mod store;
mod task;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod tools;
#[cfg(test)]
mod trial;
mod verbs;

pub use machine::State;
pub use task::{Agent, AgentId, AgentKind, Error, Limits, NewTask, Result, TASK_CHARS_MAX};
pub use verbs::{
    Filter, LISTED_MAX, Listed, Taken, begin, count_news, find, find_any, interrupt_all, list, look_at, look_at_all,
    messages_waiting, obey, place_in_queue, resumed, say, set_head, spent, take_message, take_next, told, turn, untold,
    worked,
};
