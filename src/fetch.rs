//! Outbound HTTP: the only door for requests that this server makes.
//!
//! Nothing is reached that was not named first, as a [`Site`]: an address below which all its requests stay, and how
//! near it may lie. Every address that a name stands for is checked before it is connected to, so that a name can't
//! lead onto a private network; redirects stay on their site; proxies of the environment are not used. Time and
//! bytes are bounded by [`Caps`]. It knows nothing of what is asked and answered, and no error of it holds a header.

mod address;
mod answer;
mod call;
mod errand;
mod error;
mod site;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use tokio::time::{Instant, timeout_at};

use crate::kit::Secret;
use address::Resolver;

pub use answer::Answer;
pub use call::Call;
pub use errand::{Errand, Verb};
pub use error::Error;
pub use site::{BadSite, Reach, Site};

/// How long a connection may take to be made: a handshake across the world takes less than a second.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// How long a connection that nobody uses is kept for the next request.
const IDLE_MAX: Duration = Duration::from_mins(1);

/// Redirects that one request follows within its site.
const REDIRECTS_MAX: usize = 3;

/// How this server introduces itself.
const USER_AGENT: &str = concat!("stackhouse/", env!("CARGO_PKG_VERSION"));

/// Makes requests. Cheap to clone; connections are shared.
///
/// The certificates that this machine trusts are read with the first request: a server that makes none needs none.
#[derive(Clone, Default)]
pub struct Fetch {
    clients: Arc<OnceLock<Result<Clients, Error>>>,
}

struct Clients {
    /// Connects to public addresses alone.
    public: Client,
    /// Connects to this machine and to private networks too.
    private: Client,
    /// Connects to those alone.
    home: Client,
}

/// What one request may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Caps {
    /// Until the answer begins.
    pub head: Duration,
    /// Between two pieces of the answer.
    pub between: Duration,
    /// For all of it.
    pub total: Duration,
    /// Of the answer's body.
    pub bytes_max: usize,
}

/// A request to a site.
#[derive(Debug)]
pub struct Request {
    /// Below the site's own path, such as `v1/models`; empty for the site itself.
    pub path: &'static str,
    pub headers: Vec<(&'static str, Secret)>,
    /// What is to be posted, and of which type it is; without one the request is a GET.
    pub body: Option<(&'static str, Vec<u8>)>,
}

impl Fetch {
    /// Sends the request and answers as soon as the answer begins. Its body is read piece by piece.
    ///
    /// # Errors
    /// [`Error`]: nothing was answered, or not from where it was asked; this machine has no certificates to trust.
    pub async fn send(&self, site: &Site, request: Request, caps: Caps) -> Result<Answer, Error> {
        let verb = if request.body.is_some() { Verb::Post } else { Verb::Get };
        let Request { path, headers, body } = request;
        self.run(site, Errand { verb, path: path.to_owned(), headers, body }, caps).await
    }

    fn client(&self, reach: Reach) -> Result<&Client, Error> {
        let make = || {
            Ok(Clients { public: client(Reach::Public)?, private: client(Reach::Private)?, home: client(Reach::Home)? })
        };
        let clients = self.clients.get_or_init(make).as_ref().map_err(Clone::clone)?;
        Ok(match reach {
            Reach::Public => &clients.public,
            Reach::Private => &clients.private,
            Reach::Home => &clients.home,
        })
    }
}

/// Sends what was put together, and answers as soon as the answer begins: one that comes from where it may, and leads
/// nowhere else.
async fn begun(asked: RequestBuilder, host: String, reach: Reach, caps: Caps) -> Result<Answer, Error> {
    let deadline = Instant::now() + caps.total;
    let head_by = deadline.min(Instant::now() + caps.head);
    let answered = timeout_at(head_by, asked.send()).await.map_err(|_| Error::Silent { host: host.clone() })?;
    let answered = answered.map_err(|error| Error::of(error, &host))?;
    if let Some(peer) = answered.remote_addr() {
        address::check(peer.ip(), &host, reach)?;
    }
    // That nothing has changed leads nowhere else.
    if answered.status().is_redirection() && answered.status() != StatusCode::NOT_MODIFIED {
        return Err(Error::Redirected { host });
    }
    Ok(Answer::new(answered, host, caps, deadline))
}

fn client(reach: Reach) -> Result<Client, Error> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_MAX)
        .pool_idle_timeout(IDLE_MAX)
        .no_proxy()
        .referer(false)
        .redirect(redirect::Policy::custom(stay))
        .dns_resolver(Resolver(reach));
    builder.build().map_err(|error| Error::Unusable(error::cause(&error)))
}

/// Follows a redirect within the site; one that leads elsewhere is answered as it is.
fn stay(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let came_from = attempt.previous().last().map(reqwest::Url::origin);
    let stays = came_from == Some(attempt.url().origin());
    if stays && attempt.previous().len() <= REDIRECTS_MAX { attempt.follow() } else { attempt.stop() }
}
