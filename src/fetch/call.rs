//! Requests whose address comes from somebody who is trusted with one host alone.

use std::collections::BTreeMap;

use reqwest::{Method, Url};

use super::{Answer, Caps, Error, Fetch, Reach, address, begun};

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
        self.call_within(checked(call)?, call, Reach::Public, caps).await
    }

    /// The same for an address that was checked.
    pub(super) async fn call_within(&self, url: Url, call: &Call, reach: Reach, caps: Caps) -> Result<Answer, Error> {
        let method = match call.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            other => return Err(Error::Unusable(format!("there is no method {other}"))),
        };
        let mut asked = self.client(reach)?.request(method, url);
        for (name, value) in &call.headers {
            if !HEADERS.contains(&name.to_lowercase().as_str()) || value.len() > HEADER_BYTES_MAX {
                return Err(Error::Unusable(format!("the header {name} can't be set")));
            }
            asked = asked.header(name, value);
        }
        if !call.body.is_empty() {
            asked = asked.body(call.body.clone());
        }
        begun(asked, call.host.clone(), reach, caps).await
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
