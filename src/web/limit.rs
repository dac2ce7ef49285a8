//! How often a credential may be tried.
//!
//! Guessing is slowed for an address and a name together, so that nobody can lock somebody else out, and for an
//! address alone, so that trying one password on many names is slow too.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{Quota, RateLimiter, clock::Clock, state::keyed::DashMapStateStore};

use super::error::Error;
use crate::kit::Ambient;

/// Tries on all names together that an address has, as a multiple of those on one name.
const NAMES_PER_ADDRESS: u32 = 5;

/// Keys that are remembered before those that are at rest again are forgotten.
const KEYS_MAX: usize = 10_000;

/// Leading bits of an IPv6 address that belong to one customer.
const IPV6_PREFIX_BITS: u32 = 64;

/// How often a credential may be tried.
pub struct Limits {
    by_name: Limiter,
    by_address: Limiter,
}

type Limiter = RateLimiter<String, DashMapStateStore<String>, PassedIn, governor::middleware::NoOpMiddleware<Duration>>;

impl Limits {
    #[must_use]
    pub fn new(attempts_per_minute: u32, ambient: &Ambient) -> Self {
        let limiter = |attempts: u32| {
            let quota = Quota::per_minute(NonZeroU32::new(attempts).unwrap_or(NonZeroU32::MIN));
            RateLimiter::dashmap_with_clock(quota, PassedIn(ambient.clone()))
        };
        Self {
            by_name: limiter(attempts_per_minute),
            by_address: limiter(attempts_per_minute.saturating_mul(NAMES_PER_ADDRESS)),
        }
    }

    /// Counts a try at the password of `name`.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn try_password(&self, address: IpAddr, name: &str) -> Result<(), Error> {
        let network = network(address);
        try_key(&self.by_address, network.clone())?;
        let name: String = name.trim().to_lowercase().chars().take(40).collect();
        try_key(&self.by_name, format!("{network} {name}"))
    }

    /// Counts a try at a link that makes an account.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn try_link(&self, address: IpAddr) -> Result<(), Error> {
        try_key(&self.by_address, network(address))
    }
}

fn try_key(limiter: &Limiter, key: String) -> Result<(), Error> {
    if limiter.len() > KEYS_MAX {
        limiter.retain_recent();
    }
    limiter.check_key(&key).map_err(|not_until| {
        let wait = not_until.wait_time_from(limiter.clock().now());
        Error::too_many(wait.as_secs() + 1)
    })
}

/// What stands for one household: an IPv4 address, or an IPv6 network.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let mask = u128::MAX << (128 - IPV6_PREFIX_BITS);
            std::net::Ipv6Addr::from_bits(ip.to_bits() & mask).to_string()
        }
    }
}

/// The time that is passed in, as the library wants it.
#[derive(Clone)]
struct PassedIn(Ambient);

impl Clock for PassedIn {
    type Instant = Duration;

    fn now(&self) -> Self::Instant {
        Duration::from_millis(u64::try_from(self.0.now().0).unwrap_or(0))
    }
}
