//! Agents: somebody, or something, that is told in words what to do in a repository.
//!
//! Owns what an agent can do and where its changes stand until they are committed. It works on the tree of one commit
//! through [`overlay`], without a checkout, with the [`tools`] alone: none of them can name a branch, another
//! repository, or a file outside of the tree. [`builtin`] is the agent that every server has, which needs no model.

pub mod builtin;
pub mod overlay;
pub mod tools;
#[cfg(test)]
mod trial;
