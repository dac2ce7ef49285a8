//! Requests whose address comes from somebody who is trusted with one host alone.

use std::collections::BTreeMap;

use reqwest::{Method, Url};
use tokio::time::{Instant, timeout_at};

use super::{Answer, Caps, Error, Fetch, Reach, address};

/// Headers that a caller may set; the others are ours.
const HEADERS: [&str; 5] = ["accept", "accept-language", "authorization", "content-type", "x-api-key"];
/// Bytes of one header.
const HEADER_BYTES_MAX: usize = 4 * 1024;

/// A request to one host on the internet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// Begins with https://, without a port and without a name.
    pub url: String,
    /// The only host that it may lead to, redirects included.
    pub host: String,
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Fetch {
    /// Sends the request and answers as soon as the answer begins.
    ///
    /// # Errors
    /// [`Error::Unusable`] for what is not such a request; else as [`Fetch::send`].
    pub async fn call(&self, call: &Call, caps: Caps) -> Result<Answer, Error> {
        let url = checked(call)?;
        let method = match call.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            other => return Err(Error::Unusable(format!("there is no method {other}"))),
        };
        let mut asked = self.client(Reach::Public)?.request(method, url);
        for (name, value) in &call.headers {
            if !HEADERS.contains(&name.to_lowercase().as_str()) || value.len() > HEADER_BYTES_MAX {
                return Err(Error::Unusable(format!("the header {name} can't be set")));
            }
            asked = asked.header(name, value);
        }
        if !call.body.is_empty() {
            asked = asked.body(call.body.clone());
        }
        let host = call.host.clone();
        let deadline = Instant::now() + caps.total;
        let head_by = deadline.min(Instant::now() + caps.head);
        let answered = timeout_at(head_by, asked.send()).await.map_err(|_| Error::Silent { host: host.clone() })?;
        let answered = answered.map_err(|error| Error::of(error, &host))?;
        if let Some(peer) = answered.remote_addr() {
            address::check(peer.ip(), &host, Reach::Public)?;
        }
        if answered.status().is_redirection() {
            return Err(Error::Redirected { host });
        }
        Ok(Answer::new(answered, host, caps, deadline))
    }
}

fn checked(call: &Call) -> Result<Url, Error> {
    let unusable = |why: &str| Error::Unusable(why.to_owned());
    let url = Url::parse(&call.url).map_err(|_| unusable("the address is not one"))?;
    let is_plain = url.scheme() == "https" && url.port().is_none() && url.username().is_empty();
    if !is_plain || url.password().is_some() {
        return Err(unusable("an address begins with https:// and holds no port and no name"));
    }
    if url.host_str() != Some(call.host.as_str()) || call.host.is_empty() {
        return Err(unusable("the address leads to another host"));
    }
    address::check_literal(&url, Reach::Public)?;
    Ok(url)
}
