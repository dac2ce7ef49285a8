//! The whole server in one call: the command line and every test start this one.
//!
//! It runs on a thread of its own, so that whoever starts it needs no reactor and can't block one.

mod connection;
mod data;
mod error;
mod first_run;
mod notices;
mod runner;
mod shop;
mod toolbox;

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use actix_http::HttpService;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    App,
    dev::{AppConfig, ServerHandle},
    middleware::{Compress, from_fn},
    rt::{System, net::TcpStream},
    web::Data,
};
use socket2::SockRef;
use tokio::sync::watch;

use crate::{
    account, agent, app,
    assistant::turn::{Budget, Limits},
    config::Config,
    db,
    document::Shelf,
    fetch::Fetch,
    kit::Ambient,
    live::Live,
    model::Catalogue,
    reading::Readings,
    repo::{GitHub, Repos},
    running::{self, Apps},
    seal::Seal,
    sprite::{Directory, Start},
    talking::{self, Talks},
    web::{self, State, encoder::FrameEncoder, state::Models},
    working::{self, Agents, shell::Shell},
};

use connection::Connection;
pub use data::prepare as prepare_data;
pub use error::Error;
pub use first_run::password_from;
use shop::Shop;

/// The file in the data folder that seals the keys in its database.
const SEAL_NAME: &str = "seal.key";

/// How long a client has for sending the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an idle connection stays open for the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long a connection that has been told its end may go on sending before it is closed.
const LINGER: Duration = Duration::from_secs(1);

/// Connections that may wait to be accepted: all tabs come back at once after a restart. Past that the kernel drops
/// them, and they try again a second later.
const WAITING_MAX: i32 = 4_096;

/// How long running requests may take to finish when the server stops. The whole stop must fit into 10 s.
const DRAIN_S: u64 = 5;

/// A server that is not running yet.
pub struct Server;

/// A server that answers at `address`. Dropping it stops it at once.
pub struct Running {
    pub address: SocketAddr,
    /// The page that makes the first account, while nobody has one.
    pub setup_url: Option<String>,
    stopping: watch::Sender<bool>,
    handle: ServerHandle,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

/// What the server's thread says once it answers.
struct Started {
    address: SocketAddr,
    setup_url: Option<String>,
    handle: ServerHandle,
}

impl Server {
    /// Starts a server and returns once it answers.
    ///
    /// # Errors
    /// One sentence for the operator: the address or the data folder can't be used.
    pub fn start(config: Config) -> Result<Running, Error> {
        Self::start_with(config, Ambient::system())
    }

    /// The same with given time and chance.
    ///
    /// # Errors
    /// One sentence for the operator: the address or the data folder can't be used.
    pub fn start_with(config: Config, ambient: Ambient) -> Result<Running, Error> {
        let (stopping, is_stopping) = watch::channel(false);
        let (report, started) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("server".to_owned())
            .spawn(move || run(config, ambient, is_stopping, &report))
            .map_err(Error::Thread)?;
        match started.recv() {
            Ok(Ok(Started { address, setup_url, handle })) => {
                Ok(Running { address, setup_url, stopping, handle, thread: Some(thread) })
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Thread(std::io::Error::other("the server's thread ended"))),
        }
    }
}

impl Running {
    /// Stops the server: no new requests, the running ones may finish.
    ///
    /// # Errors
    /// When the server's thread came to a bad end.
    pub fn stop(mut self) -> Result<(), Error> {
        self.end(true)
    }

    /// Whether the server has come to an end by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    fn end(&mut self, is_graceful: bool) -> Result<(), Error> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        self.stopping.send_replace(true);
        // The order is given by the call; what it returns only waits for its end, as `join` does.
        drop(self.handle.stop(is_graceful));
        match thread.join() {
            Ok(ended) => ended.map_err(Error::Thread),
            Err(_) => Err(Error::Thread(std::io::Error::other("the server's thread panicked"))),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody is left to hear of a bad end; `stop` is for those who want to.
        let _ = self.end(false);
    }
}

/// The server's thread: opens what there is, answers, and closes it again.
fn run(
    config: Config,
    ambient: Ambient,
    stopping: watch::Receiver<bool>,
    report: &mpsc::SyncSender<Result<Started, Error>>,
) -> std::io::Result<()> {
    System::new().block_on(async {
        let answer = match open(config, ambient, stopping) {
            Ok((started, answering)) => (Ok(started), Some(answering)),
            Err(error) => (Err(error), None),
        };
        // Whoever started this waits for the report.
        let _ = report.send(answer.0);
        match answer.1 {
            Some(answering) => answering.await,
            None => Ok(()),
        }
    })
}

/// Takes the data folder, opens what is in it and begins to answer; the future ends when the server does.
fn open(
    config: Config,
    ambient: Ambient,
    stopping: watch::Receiver<bool>,
) -> Result<(Started, impl Future<Output = std::io::Result<()>>), Error> {
    data::prepare(&config.data)?;
    db::check_version().map_err(|source| Error::Data { path: config.data.clone(), source })?;
    let lock = data::lock(&config.data)?;
    let path = config.data.clone();
    let platform = account::open(&path).map_err(|source| Error::Data { path: path.clone(), source })?;
    let seal = Seal::open(&path.join(SEAL_NAME), ambient.clone()).map_err(Error::Seal)?;
    for (name, reason) in app::catalogue::unreadable() {
        tracing::error!("the app {name} that comes with this server can't be read, and is not offered: {reason}");
    }
    let catalogue = Catalogue::new(&config, seal.clone()).map_err(|(name, reason)| Error::Model { name, reason })?;
    let fetch = Fetch::default();
    let commissions = Arc::default();
    let (shared, toolseal) = (platform.clone(), seal.clone());
    let toolbox =
        toolbox::Outside { platform: shared, seal: toolseal, fetch: fetch.clone(), agents: Arc::clone(&commissions) }
            .shared();
    let means = runner::Means {
        catalogue: catalogue.clone(),
        fetch: fetch.clone(),
        platform: platform.clone(),
        ambient: ambient.clone(),
    };
    let answering = runner::models(&config, means)?;
    let shop = Shop::new(platform.clone());
    let frames = Arc::new(FrameEncoder::new(ambient.clone()));
    let directory = Directory::start(Start {
        config: &config,
        ambient: ambient.clone(),
        platform: platform.clone(),
        encoder: frames.clone(),
        runner: runner::assistant(&config, Arc::clone(&answering), Arc::clone(&toolbox), Arc::new(shop.clone())),
    })
    .map_err(|source| Error::Data { path: path.clone(), source })?;
    let shelf = Shelf::prepare(&path).map_err(|source| Error::Folder { path: path.clone(), source })?;
    let readings = Readings::new(&config, shelf, directory.clone());
    readings.resume();
    let apps = Apps::new(running::Means {
        ambient: ambient.clone(),
        platform: platform.clone(),
        fetch: fetch.clone(),
        models: Arc::clone(&answering),
        budget: Budget::of(&config.budget),
        readings,
    });
    shop.open(&apps);
    actix_web::rt::spawn(apps.clone().watch_jobs());
    actix_web::rt::spawn(directory.clone().watch_accounts());
    actix_web::rt::spawn(say_goodbye(directory.clone(), stopping.clone()));
    let repos = repositories(&config, platform.clone(), ambient.clone())?;
    let github =
        GitHub::new(&config.github, (repos.clone(), platform.clone()), (seal.clone(), fetch.clone()), ambient.clone())?;
    actix_web::rt::spawn(repos.clone().maintain_until(stopping.clone()));
    let shell = Shell::new(&config, platform.clone(), ambient.clone());
    let agents = Agents::start(
        working::Means {
            ambient: ambient.clone(),
            platform: platform.clone(),
            repos: repos.clone(),
            models: Arc::clone(&answering),
            budget: Budget::of(&config.budget),
            limits: agent::Limits::of(&config.agents),
            context_tokens_max: config.assistant.context_tokens_max,
            shell: shell.clone(),
        },
        stopping.clone(),
    )
    .map_err(Error::Agents)?;
    // There is one server, and it says so once.
    let _ = commissions.set(agents.clone());
    actix_web::rt::spawn(notices::tell(agents.clone(), platform.clone(), directory.clone()));
    let live = Live::start(ambient.clone(), platform.clone(), repos.clone(), stopping.clone());
    let talks = Talks::start(
        talking::Means {
            ambient: ambient.clone(),
            platform: platform.clone(),
            repos: repos.clone(),
            github: github.clone(),
            models: answering,
            limits: Limits::of(&config.assistant, &config.budget),
            live: live.clone(),
        },
        stopping.clone(),
    )
    .map_err(Error::Talks)?;
    let models = Models { catalogue, seal, toolbox, fetch };
    let rooms = (apps, repos, github, live, (agents, talks));
    let state = State::new(config, ambient, platform, frames, models, rooms, stopping.clone())
        .map_err(|source| Error::Accounts { path: path.clone(), source })?;

    let listener = listen(state.config.server.listen)?;
    let address = listener.local_addr().map_err(Error::Thread)?;
    shell.begin(address);
    let setup_url = first_run::prepare(&state)?.map(|secret| setup_url(&state, address, &secret));
    let http = serve(Data::new(state), listener, stopping).map_err(Error::Thread)?;
    let started = Started { address, setup_url, handle: http.handle() };
    let answering = async move {
        let ended = http.await;
        directory.close().await;
        drop(lock);
        ended
    };
    Ok((started, answering))
}

/// The way to the repositories of the data folder.
fn repositories(config: &Config, people: db::Pool, ambient: Ambient) -> Result<Repos, Error> {
    Repos::prepare(&config.data, &config.repositories, ambient)
        .map_err(|source| Error::Folder { path: config.data.clone(), source })?
        .with_people(people)
        .with_import_from(&config.repositories.import_from)
        .map_err(|(address, why)| Error::ImportFrom { address, why })
}

/// Ends the sockets as soon as the server begins to stop: they would never finish by themselves.
async fn say_goodbye(directory: Directory, mut stopping: watch::Receiver<bool>) {
    if stopping.wait_for(|is_stopping| *is_stopping).await.is_ok() {
        directory.begin_closing();
    }
}

/// Answers on `listener`, in the library's own threads.
///
/// The library's `HttpServer` would do the same with connections of its own, which nobody can cut.
fn serve(
    state: Data<State>,
    listener: TcpListener,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<actix_web::dev::Server> {
    let pages = move || {
        let app = App::new()
            .app_data(state.clone())
            .wrap(from_fn(web::guard::guard))
            .wrap(Compress::default())
            .configure(web::routes);
        let app = app.into_factory().map_err(|error: actix_web::Error| error.error_response());
        let is_stopping = stopping.clone();
        let http = HttpService::build()
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(LINGER)
            .keep_alive(KEEP_ALIVE)
            .graceful_shutdown_signal(move || stopped(is_stopping.clone()))
            .on_connect_ext(|connection: &Connection, data| connection.wire().remember(data))
            .h1(map_config(app, |()| AppConfig::default()));
        fn_service(async |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            Ok((Connection::new(stream), peer))
        })
        .and_then(http)
    };
    let server = actix_web::dev::Server::build().shutdown_timeout(DRAIN_S).disable_signals();
    Ok(server.listen("pages", listener, pages)?.run())
}

/// Ends when the server begins to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // Without anybody who could say so, the server has stopped already.
    let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
}

fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    let refuse = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => Error::Taken { address },
        _ => Error::Address { address, source },
    };
    let listener = TcpListener::bind(address).map_err(refuse)?;
    // The standard library has asked for room for 128.
    SockRef::from(&listener).listen(WAITING_MAX).map_err(refuse)?;
    Ok(listener)
}

fn setup_url(state: &State, address: SocketAddr, secret: &str) -> String {
    match &state.config.server.public_url {
        Some(origin) => format!("{origin}/setup/{secret}"),
        None => format!("http://{address}/setup/{secret}"),
    }
}
