//! Requests whose path is put together as they are made.

use reqwest::{Method, header::HeaderValue};

use super::{Answer, Caps, Error, Fetch, Site, address, begun};
use crate::kit::Secret;

/// What is to be done with the thing at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// A request to a site. Its path stays below that of the site, whatever it is made of.
#[derive(Debug)]
pub struct Errand {
    pub verb: Verb,
    /// Below the site's own path, each of its parts percent-encoded by the caller; a question mark begins the query.
    pub path: String,
    pub headers: Vec<(&'static str, Secret)>,
    /// What is sent along, and of which type it is.
    pub body: Option<(&'static str, Vec<u8>)>,
}

impl Fetch {
    /// Sends the request and answers as soon as the answer begins. An answer that nothing has changed (304) is one.
    ///
    /// # Errors
    /// [`Error::Unusable`] for a path that leads out of the site; else as [`Fetch::send`].
    pub async fn run(&self, site: &Site, errand: Errand, caps: Caps) -> Result<Answer, Error> {
        let host = site.host().to_owned();
        let url = site.below(&errand.path).map_err(|_| Error::Unusable("the address is not one".to_owned()))?;
        address::check_literal(&url, site.reach())?;
        let mut asked = self.client(site.reach())?.request(method(errand.verb), url);
        for (name, value) in &errand.headers {
            let shown = HeaderValue::from_str(value.expose());
            let mut shown = shown.map_err(|_| Error::Unusable(format!("the value of {name} can't be sent")))?;
            shown.set_sensitive(true);
            asked = asked.header(*name, shown);
        }
        if let Some((content_type, body)) = errand.body {
            asked = asked.header("content-type", content_type).body(body);
        }

        begun(asked, host, site.reach(), caps).await
    }
}

fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
        Verb::Patch => Method::PATCH,
        Verb::Delete => Method::DELETE,
    }
}
