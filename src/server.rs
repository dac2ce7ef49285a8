//! The whole server in one call: the command line and every test start this one.
//!
//! It runs on a thread of its own, so that whoever starts it needs no reactor and can't block one.

mod data;
mod error;
mod first_run;
mod runner;

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    middleware::{Compress, from_fn},
    rt::System,
    web::Data,
};
use tokio::sync::watch;

use crate::{
    account,
    config::Config,
    db,
    kit::Ambient,
    sprite::{Directory, Start},
    web::{self, State, encoder::FrameEncoder},
};

pub use data::prepare as prepare_data;
pub use error::Error;
pub use first_run::password_from;

/// How long a client has for sending the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an idle connection stays open for the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

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
    let frames = Arc::new(FrameEncoder::new(ambient.clone()));
    let directory = Directory::start(Start {
        config: &config,
        ambient: ambient.clone(),
        platform: platform.clone(),
        encoder: frames.clone(),
        runner: runner::choose(&config.assistant)?,
    })
    .map_err(|source| Error::Data { path: path.clone(), source })?;
    actix_web::rt::spawn(directory.clone().watch_accounts());
    actix_web::rt::spawn(say_goodbye(directory.clone(), stopping.clone()));
    let state = State::new(config, ambient, platform, frames, directory.clone(), stopping)
        .map_err(|source| Error::Accounts { path: path.clone(), source })?;

    let listener = listen(state.config.server.listen)?;
    let address = listener.local_addr().map_err(Error::Thread)?;
    let setup_url = first_run::prepare(&state)?.map(|secret| setup_url(&state, address, &secret));
    let http = serve(Data::new(state), listener).map_err(Error::Thread)?;
    let started = Started { address, setup_url, handle: http.handle() };
    let answering = async move {
        let ended = http.await;
        directory.close().await;
        drop(lock);
        ended
    };
    Ok((started, answering))
}

/// Ends the sockets as soon as the server begins to stop: they would never finish by themselves.
async fn say_goodbye(directory: Directory, mut stopping: watch::Receiver<bool>) {
    if stopping.wait_for(|is_stopping| *is_stopping).await.is_ok() {
        directory.begin_closing();
    }
}

fn serve(state: Data<State>, listener: TcpListener) -> std::io::Result<actix_web::dev::Server> {
    let app = move || {
        App::new()
            .app_data(state.clone())
            .wrap(from_fn(web::guard::guard))
            .wrap(Compress::default())
            .configure(web::routes)
    };
    let http = HttpServer::new(app)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(DRAIN_S)
        // Else a small frame waits for the acknowledgement of the one before, which a peer may delay by 40 ms.
        .tcp_nodelay(true)
        .disable_signals()
        .on_connect(web::socket::remember_wire)
        .listen(listener)?;
    Ok(http.run())
}

fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => Error::Taken { address },
        _ => Error::Address { address, source },
    })
}

fn setup_url(state: &State, address: SocketAddr, secret: &str) -> String {
    match &state.config.server.public_url {
        Some(origin) => format!("{origin}/setup/{secret}"),
        None => format!("http://{address}/setup/{secret}"),
    }
}
