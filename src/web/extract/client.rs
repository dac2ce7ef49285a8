//! Who is at the other end of the connection.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv4Addr},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::USER_AGENT, web::Data};

use crate::web::{error::Error, state::State};

/// The address that a request comes from. Behind a proxy of the settings: the last one that it did not add itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proxies =
            request.app_data::<Data<State>>().map_or(&[][..], |state| &state.config.server.trusted_proxies[..]);
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
        let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        ready(Ok(Self(behind_proxies(peer, &forwarded.collect::<Vec<_>>().join(","), proxies))))
    }
}

/// What a browser or program calls itself; empty when it says nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agent(pub String);

impl FromRequest for Agent {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
        ready(Ok(Self(agent.unwrap_or_default().to_owned())))
    }
}

/// Walks back from `peer` through what trusted proxies say, to the first address that is none of them.
pub(super) fn behind_proxies(peer: IpAddr, forwarded: &str, proxies: &[IpAddr]) -> IpAddr {
    let mut address = peer;
    for hop in forwarded.rsplit(',') {
        if !proxies.contains(&address) {
            break;
        }
        let Ok(next) = hop.trim().parse::<IpAddr>() else { break };
        address = next.to_canonical();
    }
    address
}
