//! `stackhouse serve`: starts the server, says where it is, and stops it when told to.

use std::{net::SocketAddr, time::Duration};

use clap::Args;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use super::{Place, Result, print};
use crate::{
    server::{Running, Server},
    telemetry,
};

/// How often it is looked whether the server has ended by itself.
const LOOK: Duration = Duration::from_millis(500);

/// Starts the server.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address and port to listen on; port 0 takes any free one.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
}

/// Serves until a signal says stop.
pub(super) fn serve(arguments: &Serve) -> Result<()> {
    let config = arguments.place.load(arguments.listen)?;
    telemetry::start(&config.log)?;
    raise_file_limit();

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before anything is said, so that whoever reads the line can stop the server at once.
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;

        let running = Server::start(config)?;
        announce(&running)?;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = ended(&running) => {}
        }
        tracing::info!("stopping: running requests may finish");
        Ok(running.stop()?)
    })
}

fn announce(running: &Running) -> Result<()> {
    print(&format!("listening on http://{}\n", running.address))?;
    match &running.setup_url {
        Some(url) => print(&format!("make the first account at {url}\n")),
        None => Ok(()),
    }
}

async fn ended(running: &Running) {
    while !running.has_ended() {
        tokio::time::sleep(LOOK).await;
    }
}

/// Every awake Sprite holds files and every tab a socket open, so the server takes what it is allowed.
fn raise_file_limit() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum && setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_err() {
        tracing::warn!("the limit of open files stays at {current:?}");
    }
}
