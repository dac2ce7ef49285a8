//! Stackhouse: a self-hosted personal computer in the browser.
//!
//! This is the map: the modules in reading order, from the ground up. Each floor uses only what is below it.
//!
//! **Ground** knows no word of the product. [`kit`] has typed ids, time and chance that are passed in, and text of
//! bounded length; [`config`] the settings; [`telemetry`] the log.
//!
//! **Engines** each wrap one thing outside. [`db`] is the only door to SQLite: lanes for users' files, a pool for the
//! server's own, and a transaction that can't be kept. [`extract`] reads files in a child process with limits. [`fetch`]
//! is the only door for requests to elsewhere. [`git`] keeps repositories, without a checkout. [`github`] asks GitHub.
//! [`llm`] is what a language model is asked and streams back. [`mcp`] asks
//! servers of tools. [`sandbox`] runs commands of strangers, shut in. [`scene`] reads, writes and merges scenes. [`seal`] keeps secrets at rest.
//!
//! **Rooms** are the product: types, verbs and errors, each with its SQL in its `store`. [`activity`] numbers what
//! happens; [`preference`] keeps what a user prefers; [`stack`], [`card`] and [`chat`] each know their own things; [`memory`] is what the assistant
//! keeps in mind; [`account`] knows who may come in; [`model`] knows which language models there are, whom they answer
//! and what they have cost; [`repo`] knows repositories and who may do what in them; [`livechat`] what is said about a branch; [`toolbox`] which tools of other servers may be used; [`document`] keeps what users have sent, and what was found in it; [`desk`] is what they do
//! together; [`app`] knows packages and runs them, one step at a time; [`search`] finds things by what they say; [`assistant`] runs turns, and holds the tools and the grammar of
//! the built-in one; [`agent`] knows tasks, and what whoever does one can do in a repository; [`session`] keeps the desk as it was, and leads back to it; [`settings`] is what a user has set, taken together.
//!
//! **The heart** is [`sprite`]: one actor for each user who is awake, and all that the doors ever see of a desk.
//! [`reading`] has documents read beside it, [`running`] runs apps, [`working`] runs agents, [`live`] tells those who work on a branch of each other, and [`talking`] answers in live chats.
//!
//! **Doors** are the only floor that knows HTTP, HTML and frames. [`protocol`] is the wire, types only; [`web`] has the
//! routes, pages, REST and the socket.
//!
//! **The roof** puts it together: [`server`] starts it all, for the command line and for every test; [`cli`] reads the
//! command line.
//!
//! What holds the house together, and which test keeps it, is in ARCHITECTURE.md.

pub mod config;
pub mod kit;
pub mod telemetry;

pub mod db;
pub mod extract;
pub mod fetch;
pub mod git;
pub mod github;
pub mod llm;
pub mod mcp;
pub mod sandbox;
pub mod scene;
pub mod seal;

pub mod account;
pub mod activity;
pub mod agent;
pub mod app;
pub mod assistant;
pub mod card;
pub mod chat;
pub mod desk;
pub mod document;
pub mod livechat;
pub mod memory;
pub mod model;
pub mod preference;
pub mod repo;
pub mod search;
pub mod session;
pub mod settings;
pub mod stack;
pub mod toolbox;

pub mod live;
pub mod reading;
pub mod running;
pub mod sprite;
pub mod talking;
pub mod working;

pub mod protocol;
pub mod web;

pub mod cli;
pub mod server;
