//! The sections of `config.toml`, where each key is explained.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use rust_decimal::Decimal;
use serde::Deserialize;

use super::Origin;
use crate::kit::Secret;

/// Where and to whom the server answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: Option<Origin>,
    pub allowed_hosts: Vec<String>,
    pub trusted_proxies: Vec<IpAddr>,
}

/// How Sprites live.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sprite {
    pub sleep_after_s: u64,
    pub awake_max: usize,
    pub lanes: usize,
    pub disk_reserve_mib: u64,
}

impl Sprite {
    #[must_use]
    pub const fn sleep_after(&self) -> Duration {
        Duration::from_secs(self.sleep_after_s)
    }
}

/// What one tab may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Socket {
    pub frame_bytes_max: usize,
    pub sockets_per_user_max: usize,
    pub operations_per_second: u32,
    pub auth_timeout_s: u64,
    pub outbox_frames_max: usize,
    pub outbox_bytes_max: usize,
}

impl Socket {
    #[must_use]
    pub const fn auth_timeout(&self) -> Duration {
        Duration::from_secs(self.auth_timeout_s)
    }
}

/// How long credentials last, and how often a wrong one may be tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub browser_lifetime_s: u32,
    pub token_lifetime_s: u32,
    pub invitation_lifetime_s: u32,
    pub attempts_per_minute: u32,
}

/// The cost of checking a password.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    pub memory_kib: u32,
    pub passes: u32,
    pub checks_at_once: usize,
}

/// What a new user gets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    pub default_tier: String,
}

/// The limits of one tier. `None` is no limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub stacks_max: Option<u64>,
}

/// The tiers by their names.
pub type TierMap = BTreeMap<String, Tier>;

/// Who answers as the assistant, and how long one turn may go on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    pub provider: Provider,
    pub script: Option<PathBuf>,
    /// The name of a section under `[models]`; without one the first of them answers.
    pub model: Option<String>,
    pub steps_max: u32,
    pub minutes_max: u32,
    pub context_tokens_max: u32,
    pub answer_chars_max: usize,
    pub queue_max: usize,
}

/// Who answers as the assistant when no model does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Builtin,
    Scripted,
}

/// A language model behind some server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub provider: Dialect,
    /// As its server calls it.
    pub model: String,
    /// Where its server answers; absent for the provider's own.
    pub url: Option<String>,
    pub key: Option<Secret>,
    /// A file with the key in it and nothing else.
    pub key_file: Option<PathBuf>,
    pub output_tokens_max: Option<NonZeroU32>,
    /// Of a million tokens each; absent for nothing, the cached ones for as much as the others.
    pub input_price: Option<Decimal>,
    pub cached_price: Option<Decimal>,
    pub output_price: Option<Decimal>,
}

/// Repositories, and serving them to git.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repositories {
    pub repository_mib_max: u64,
    pub push_mib_max: u64,
    pub git: String,
    pub serve_at_once: usize,
    pub serve_s: u64,
    /// Below which addresses on other servers repositories may be brought from.
    pub import_from: Vec<String>,
}

/// GitHub, or a server of one's own that speaks as it does.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GitHub {
    /// Whether users may work on repositories of it.
    pub enabled: bool,
    /// Its REST API.
    pub api_url: String,
    /// Where git reaches its repositories, and people its pages.
    pub git_url: String,
    /// The app as which this server asks users there to be let in; absent for none.
    pub client_id: Option<String>,
    pub client_secret: Option<Secret>,
    /// A file with the secret in it and nothing else.
    pub client_secret_file: Option<PathBuf>,
}

/// Files that users send, and what reading one may take.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    pub file_mib_max: u64,
    pub user_mib_max: u64,
    pub read_at_once: usize,
    pub read_memory_mib: u64,
    pub read_cpu_s: u64,
    pub read_s: u64,
    pub ocr: String,
    pub ocr_languages: Vec<String>,
}

/// What agents may take. 0 tokens or costs are no limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agents {
    pub running_per_user: u64,
    pub running: u64,
    pub open_per_user: u64,
    pub steps_max: u32,
    pub minutes_max: u32,
    pub tokens_max: u64,
    pub cost_max: Decimal,
    /// Whether admins may have agents run commands.
    pub allow_shell: bool,
    pub shell_memory_mib: u64,
    pub shell_disk_mib: u64,
    pub shell_processes: u64,
    pub shell_reads: Vec<String>,
}

/// What models may take of one user. 0 is no limit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub turn_tokens_max: u64,
    pub day_tokens_max: u64,
    pub turn_cost_max: Decimal,
    pub day_cost_max: Decimal,
    pub currency: String,
}

/// How a model's server is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// The Messages API.
    Anthropic,
    /// Chat completions, at any server that speaks them.
    Openai,
}

impl Dialect {
    pub const ALL: [Self; 2] = [Self::Anthropic, Self::Openai];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::Openai => "openai",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == word)
    }
}

/// The models by their names.
pub type ModelMap = BTreeMap<String, Model>;

/// What is written to the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub filter: String,
}

/// Who reads the log: people or programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}
