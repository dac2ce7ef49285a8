//! Which addresses may be connected to.
//!
//! A name is checked by what it stands for at the moment of connecting: the resolver hands on only addresses that
//! may be reached, and the connection is made to one of those. Asking twice, once to check and once to connect,
//! would let a name change its mind in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

use super::{Error, Reach};

/// Where one cloud serves its machines' secrets, on an address that looks like any private one.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// Resolves names to addresses within reach.
pub(super) struct Resolver(pub Reach);

/// A name all of whose addresses are out of bounds. Found again in the cause of the library's error.
#[derive(Debug, thiserror::Error)]
#[error("{host} is not within reach")]
pub(super) struct OutOfBounds {
    host: String,
    reach: Reach,
}

impl OutOfBounds {
    /// What that means for whoever asked.
    pub(super) fn told(&self) -> Error {
        let host = self.host.clone();
        match self.reach {
            Reach::Public | Reach::Private => Error::OutOfBounds { host },
            Reach::Home => Error::Unsealed { host },
        }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let within: Vec<_> = found.into_iter().filter(|address| is_within(address.ip(), reach)).collect();
            if within.is_empty() {
                return Err(OutOfBounds { host, reach }.into());
            }
            let addresses: Addrs = Box::new(within.into_iter());
            Ok(addresses)
        })
    }
}

/// Checks a URL that names its address in digits, which is connected to without asking the resolver.
pub(super) fn check_literal(url: &Url, reach: Reach) -> Result<(), Error> {
    let host = url.host_str().unwrap_or_default();
    let digits = host.trim_start_matches('[').trim_end_matches(']');
    match digits.parse() {
        Ok(address) => check(address, host, reach),
        Err(_) => Ok(()),
    }
}

/// Refuses an address that is out of bounds.
pub(super) fn check(address: IpAddr, host: &str, reach: Reach) -> Result<(), Error> {
    if is_within(address, reach) { Ok(()) } else { Err(OutOfBounds { host: host.to_owned(), reach }.told()) }
}

pub(super) fn is_within(address: IpAddr, reach: Reach) -> bool {
    let address = plain(address);
    match reach {
        Reach::Public => is_host(address) && !is_private(address),
        Reach::Private => is_host(address),
        Reach::Home => is_host(address) && is_private(address),
    }
}

/// The IPv4 address that an IPv6 address carries inside (RFC 4291, RFC 6052, RFC 3056), or the address as it is.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)));
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            v4(high, low)
        }
        _ => address,
    }
}

/// Whether one single machine can have the address: not a group, not "any", not this wire alone.
fn is_host(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, ..] = v4.octets();
            first != 0 && first < 224 && !v4.is_link_local()
        }
        IpAddr::V6(v6) => {
            v6 != METADATA_V6 && !v6.is_unspecified() && !v6.is_multicast() && !v6.is_unicast_link_local()
        }
    }
}

/// Whether the address belongs to this machine or to a network of somebody's own (RFC 6890).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, third, _] = v4.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            let is_for_protocols = (first, second, third) == (192, 0, 0);
            let is_benchmark = first == 198 && (18..20).contains(&second);
            let is_special = is_shared || is_for_protocols || is_benchmark || v4.is_documentation();
            v4.is_loopback() || v4.is_private() || is_special
        }
        // What is handed out to the public internet is 2000::/3; of that, these are for other purposes.
        IpAddr::V6(v6) => {
            let parts = v6.segments();
            let is_global = parts[0] & 0xe000 == 0x2000;
            let is_special = parts[0] == 0x2001 && (parts[1] < 0x0200 || parts[1] == 0x0db8);
            !is_global || is_special
        }
    }
}
