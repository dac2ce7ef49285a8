//! The names under which this server answers.
//!
//! A page from elsewhere can point its own name at this machine (DNS rebinding) and then counts as one origin with
//! whatever answers. It can't change the name that the browser sends, so other names are refused.

use std::{collections::HashSet, net::IpAddr};

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{HOST, HeaderMap},
    },
};

use crate::{config, web::error::Error};

/// The names under which this server answers.
pub struct Hosts {
    names: HashSet<String>,
    /// Whether any numeric address will do: a server that listens on all of them does not know its own, and nobody
    /// can rebind a number.
    any_address: bool,
}

impl Hosts {
    #[must_use]
    pub fn new(server: &config::Server) -> Self {
        let mut names: HashSet<String> = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into();
        names.insert(match server.listen.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        });
        names.extend(server.public_url.as_ref().map(|origin| without_port(origin.authority()).to_owned()));
        names.extend(server.allowed_hosts.iter().map(|name| without_port(name).to_ascii_lowercase()));
        Self { names, any_address: server.listen.ip().is_unspecified() }
    }

    /// Whether the request is for a name of this server.
    ///
    /// # Errors
    /// 400 without exactly one name, 421 for a foreign one.
    pub fn check(&self, request: &HttpRequest) -> Result<(), Error> {
        let host = only_host(request.headers())
            .ok_or_else(|| Error::bad_request("bad_host", "a request names its host exactly once"))?;
        let asked = request.uri().authority().map_or(host, |authority| authority.as_str());
        if self.is_ours(host) && self.is_ours(asked) {
            return Ok(());
        }
        let message = "this server does not answer under that name: see allowed_hosts in its settings";
        Err(Error::new(StatusCode::MISDIRECTED_REQUEST, "unknown_host", message))
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        self.names.contains(&name) || (self.any_address && is_address(&name))
    }
}

fn only_host(headers: &HeaderMap) -> Option<&str> {
    let mut hosts = headers.get_all(HOST);
    let host = hosts.next()?.to_str().ok()?;
    hosts.next().is_none().then_some(host)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_address(name: &str) -> bool {
    name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}
