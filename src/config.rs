//! Settings: one small struct per concern, with every default in `config.toml`.
//!
//! Later sources win: the embedded `config.toml`, the operator's file, the environment, the command line. An
//! unknown key in any of them is refused, so that a misspelt limit is never silently absent.

mod error;
mod layer;
mod origin;
mod sections;
#[cfg(test)]
mod tests;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

pub use error::Error;
pub use layer::environment;
pub use origin::Origin;
pub use sections::{
    Accounts, Agents, Assistant, Budget, Dialect, Documents, GitHub, Log, LogFormat, Model, ModelMap, Password,
    Provider, Repositories, Server, SignIn, Socket, Sprite, Tier, TierMap,
};

/// The documented defaults, which are also what a newcomer copies.
pub const DEFAULTS: &str = include_str!("../config.toml");

/// The settings of one server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder that holds everything this server keeps.
    #[serde(skip)]
    pub data: PathBuf,
    /// What is started to read a file: this program. `None` for the one that is running.
    #[serde(skip)]
    pub program: Option<PathBuf>,
    /// The account that a new data folder begins with, when the environment names one.
    #[serde(skip)]
    pub first_admin: Option<FirstAdmin>,
    pub server: Server,
    pub sprite: Sprite,
    pub socket: Socket,
    pub sign_in: SignIn,
    pub password: Password,
    pub accounts: Accounts,
    pub tiers: TierMap,
    pub assistant: Assistant,
    pub models: ModelMap,
    pub budget: Budget,
    pub documents: Documents,
    pub repositories: Repositories,
    pub agents: Agents,
    pub github: GitHub,
    pub log: Log,
}

/// The first account of a new data folder, from `STACKHOUSE_ADMIN_NAME` and `STACKHOUSE_ADMIN_PASSWORD_FILE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstAdmin {
    pub name: String,
    pub password_file: PathBuf,
}

/// Where settings come from, beside the defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources<'a> {
    pub data: PathBuf,
    /// The operator's file.
    pub file: Option<&'a Path>,
    /// The variables of the environment, from [`environment`].
    pub environment: Vec<(String, String)>,
    /// The address from the command line.
    pub listen: Option<SocketAddr>,
}

impl Config {
    /// Reads the settings from `sources`.
    ///
    /// # Errors
    /// One sentence that names the file or variable, the setting and what is wrong with it.
    pub fn load(sources: &Sources<'_>) -> Result<Self, Error> {
        let mut table = layer::defaults()?;
        if let Some(path) = sources.file {
            let text =
                std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
            layer::add_file(&mut table, &text, path)?;
        }
        layer::add_environment(&mut table, &sources.environment)?;

        let mut config = layer::read(&table, "the settings")?;
        config.data.clone_from(&sources.data);
        config.first_admin = first_admin(&sources.environment);
        if let Some(listen) = sources.listen {
            config.server.listen = listen;
        }
        config.check()?;
        Ok(config)
    }

    /// The defaults for a test: data in `data`, any free port, passwords that cost next to nothing,
    /// and as many tries as a test wants.
    ///
    /// # Panics
    /// When the embedded defaults are not valid, which a test of this module rules out.
    #[must_use]
    pub fn for_testing(data: &Path) -> Self {
        let sources = Sources { data: data.to_owned(), ..Sources::default() };
        let mut config = Self::load(&sources).expect("the embedded defaults are valid");
        config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.password = Password { memory_kib: 8, passes: 1, checks_at_once: 2 };
        config.sign_in.attempts_per_minute = 1_000;
        config
    }

    fn check(&self) -> Result<(), Error> {
        if !self.tiers.contains_key(&self.accounts.default_tier) {
            return Err(Error::NoSuchTier(self.accounts.default_tier.clone()));
        }
        if self.assistant.provider == Provider::Scripted && self.assistant.script.is_none() {
            return Err(Error::NoScript);
        }
        if let Some(name) = self.assistant.model.as_ref().filter(|name| !self.models.contains_key(*name)) {
            return Err(Error::NoSuchModel(name.clone()));
        }
        for (name, model) in &self.models {
            if model.key.is_some() && model.key_file.is_some() {
                return Err(Error::TwoKeys(name.clone()));
            }
        }
        let secrets = [self.github.client_secret.is_some(), self.github.client_secret_file.is_some()];
        let wanted = usize::from(self.github.client_id.is_some());
        if secrets.into_iter().filter(|is_given| *is_given).count() != wanted {
            return Err(Error::AppSecret);
        }
        for (key, value) in self.counts() {
            if value == 0 {
                return Err(Error::Zero(key));
            }
        }
        Ok(())
    }

    /// The settings with which nothing works when they are 0.
    fn counts(&self) -> [(&'static str, u64); 33] {
        [
            ("sprite.awake_max", self.sprite.awake_max as u64),
            ("sprite.lanes", self.sprite.lanes as u64),
            ("socket.frame_bytes_max", self.socket.frame_bytes_max as u64),
            ("socket.sockets_per_user_max", self.socket.sockets_per_user_max as u64),
            ("socket.operations_per_second", u64::from(self.socket.operations_per_second)),
            ("socket.outbox_frames_max", self.socket.outbox_frames_max as u64),
            ("socket.outbox_bytes_max", self.socket.outbox_bytes_max as u64),
            ("sign_in.browser_lifetime_s", u64::from(self.sign_in.browser_lifetime_s)),
            ("sign_in.token_lifetime_s", u64::from(self.sign_in.token_lifetime_s)),
            ("sign_in.attempts_per_minute", u64::from(self.sign_in.attempts_per_minute)),
            ("password.checks_at_once", self.password.checks_at_once as u64),
            ("password.passes", u64::from(self.password.passes)),
            ("assistant.steps_max", u64::from(self.assistant.steps_max)),
            ("assistant.minutes_max", u64::from(self.assistant.minutes_max)),
            ("assistant.context_tokens_max", u64::from(self.assistant.context_tokens_max)),
            ("documents.file_mib_max", self.documents.file_mib_max),
            ("documents.read_at_once", self.documents.read_at_once as u64),
            ("documents.read_memory_mib", self.documents.read_memory_mib),
            ("documents.read_cpu_s", self.documents.read_cpu_s),
            ("documents.read_s", self.documents.read_s),
            ("repositories.repository_mib_max", self.repositories.repository_mib_max),
            ("repositories.push_mib_max", self.repositories.push_mib_max),
            ("repositories.serve_at_once", self.repositories.serve_at_once as u64),
            ("repositories.serve_s", self.repositories.serve_s),
            ("agents.running_per_user", self.agents.running_per_user),
            ("agents.running", self.agents.running),
            ("agents.open_per_user", self.agents.open_per_user),
            ("agents.steps_max", u64::from(self.agents.steps_max)),
            ("agents.minutes_max", u64::from(self.agents.minutes_max)),
            ("agents.shell_memory_mib", self.agents.shell_memory_mib),
            ("agents.shell_disk_mib", self.agents.shell_disk_mib),
            ("agents.shell_processes", self.agents.shell_processes),
            ("assistant.answer_chars_max", self.assistant.answer_chars_max as u64),
        ]
    }
}

fn first_admin(environment: &[(String, String)]) -> Option<FirstAdmin> {
    let get = |key| environment.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    Some(FirstAdmin {
        name: get("STACKHOUSE_ADMIN_NAME")?,
        password_file: get("STACKHOUSE_ADMIN_PASSWORD_FILE")?.into(),
    })
}
