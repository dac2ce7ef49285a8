//! What every handler can reach.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::header::HOST};
use tokio::sync::watch;

use super::{
    apps::startup::Startups, encoder::FrameEncoder, guard::Hosts, limit::Limits, workspace::preview::passes::Passes,
};
use crate::{
    account::{self, Keys, Passwords, Tiers},
    config::Config,
    db::Pool,
    fetch::Fetch,
    kit::Ambient,
    live::Live,
    model::Catalogue,
    reading::Readings,
    repo::{
        Embedded, GitHub, Repos,
        import::{Importer, Imports},
    },
    running::Apps,
    seal::Seal,
    sprite::{Directory, Toolbox},
    talking::Talks,
    working::Agents,
};

/// What every handler can reach, as `web::Data<State>`.
pub struct State {
    pub config: Config,
    pub ambient: Ambient,
    pub platform: Pool,
    pub passwords: Passwords,
    pub tiers: Tiers,
    pub keys: Keys,
    pub limits: Limits,
    pub hosts: Hosts,
    /// Makes the frames of the sockets.
    pub frames: Arc<FrameEncoder>,
    /// The language models, for settings.
    pub models: Models,
    /// The users' Sprites.
    pub directory: Directory,
    /// Has documents read.
    pub readings: Readings,
    /// Runs apps.
    pub apps: Apps,
    /// The way to every repository.
    pub repos: Repos,
    /// This server as the place where they are.
    pub forge: Embedded,
    /// The way to repositories of GitHub.
    pub github: GitHub,
    /// Who is at work on which branch.
    pub live: Live,
    /// Runs agents.
    pub agents: Agents,
    /// Answers in live chats.
    pub talks: Talks,
    /// What opens previews of branches.
    pub previews: Passes,
    /// Brings repositories here.
    pub importer: Importer,
    /// Which stacks have been shown since the start.
    pub startups: Startups,
    /// Turns true when the server begins to stop.
    pub stopping: watch::Receiver<bool>,
}

/// The language models and tool servers of this server, and the way to them.
pub struct Models {
    pub catalogue: Catalogue,
    /// Keeps the keys of tool servers.
    pub seal: Seal,
    pub toolbox: Arc<dyn Toolbox>,
    pub fetch: Fetch,
}

impl State {
    /// Makes the state of a server whose shared file is `platform`.
    ///
    /// # Errors
    /// When the key that signs tokens can't be read, or the settings ask for an impossible password cost.
    pub fn new(
        config: Config,
        ambient: Ambient,
        platform: Pool,
        frames: Arc<FrameEncoder>,
        models: Models,
        (apps, repos, github, live, (agents, talks)): (Apps, Repos, GitHub, Live, (Agents, Talks)),
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, account::Error> {
        let importer = Importer {
            repos: repos.clone(),
            imports: Imports::default(),
            platform: platform.clone(),
            fetch: models.fetch.clone(),
            ambient: ambient.clone(),
            longest: Duration::from_secs(config.repositories.serve_s),
        };
        Ok(Self {
            forge: Embedded::new(repos.clone(), platform.clone(), ambient.clone()),
            importer,
            github,
            passwords: Passwords::new(&config.password, ambient.clone())?,
            tiers: Tiers::new(&config),
            keys: platform.write_now(|tx| Keys::load(tx, &ambient))?,
            limits: Limits::new(config.sign_in.attempts_per_minute, &ambient),
            hosts: Hosts::new(&config.server),
            frames,
            models,
            directory: apps.readings().directory().clone(),
            readings: apps.readings().clone(),
            apps,
            repos,
            live,
            agents,
            talks,
            config,
            ambient,
            platform,
            previews: Passes::default(),
            startups: Startups::default(),
            stopping,
        })
    }

    /// Whether browsers reach this server over TLS, so that cookies may be kept to it.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.config.server.public_url.as_ref().is_some_and(crate::config::Origin::is_https)
    }

    /// What links to this server begin with: the public address, or the one that was asked for.
    #[must_use]
    pub fn base_url(&self, request: &HttpRequest) -> String {
        if let Some(origin) = &self.config.server.public_url {
            return origin.to_string();
        }
        let asked = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        format!("http://{}", asked.map_or_else(|| self.config.server.listen.to_string(), str::to_owned))
    }
}
