//! How often a credential may be tried, and how often a program may ask.
//!
//! Guessing is slowed for an address and a name together, so that nobody can lock somebody else out, and for an
//! address alone, so that trying one password on many names is slow too.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{Quota, RateLimiter, clock::Clock, state::keyed::DashMapStateStore};

use super::error::Error;
use crate::{account::SignInId, kit::Ambient};

/// Tries on all names together that an address has, as a multiple of those on one name.
const NAMES_PER_ADDRESS: u32 = 5;

/// Requests of a program that is no client of ours, with one credential: several agents at work at once.
const CALLS_PER_MINUTE: u32 = 1_200;

/// Keys that are remembered before those that are at rest again are forgotten.
const KEYS_MAX: usize = 10_000;

/// Leading bits of an IPv6 address that belong to one customer.
const IPV6_PREFIX_BITS: u32 = 64;

/// How often a credential may be tried, and how often a program may ask.
pub struct Limits {
    by_name: Limiter,
    by_address: Limiter,
    of_programs: Limiter,
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
            of_programs: limiter(CALLS_PER_MINUTE),
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

    /// Counts a request of the program that came in by this sign-in.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub fn try_call(&self, program: SignInId) -> Result<(), Error> {
        try_key(&self.of_programs, program.to_string())
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

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, sync::Arc};

    use super::{KEYS_MAX, Limits};
    use crate::kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    };

    fn limits() -> (Limits, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        (Limits::new(2, &Ambient::new(clock.clone(), Arc::new(SeededChance::new(1)))), clock)
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn tries_come_back_with_time() {
        let (limits, clock) = limits();
        let is_let_in = || limits.try_password(ip("192.0.2.1"), "Ada").is_ok();
        assert_eq!([is_let_in(), is_let_in(), is_let_in()], [true, true, false]);

        clock.advance_ms(30_000);
        assert_eq!([is_let_in(), is_let_in()], [true, false]);
    }

    #[test]
    fn the_answer_says_how_long_to_wait() {
        let (limits, clock) = limits();
        let try_once = || limits.try_password(ip("192.0.2.1"), "Ada");
        let refused = (0..3).find_map(|_| try_once().err()).expect("the third is refused");

        clock.advance_ms(i64::try_from(refused.retry_after_s.unwrap()).unwrap() * 1_000);

        assert!(try_once().is_ok());
    }

    #[test]
    fn nobody_locks_somebody_else_out() {
        let (limits, _) = limits();
        for _ in 0..5 {
            let _ = limits.try_password(ip("192.0.2.1"), "Ada");
        }
        assert!(limits.try_password(ip("192.0.2.2"), "Ada").is_ok());
        assert!(limits.try_password(ip("192.0.2.1"), "Bob").is_ok());
    }

    #[test]
    fn one_household_is_one_address() {
        let (limits, _) = limits();
        for last in 0..10 {
            let _ = limits.try_link(ip(&format!("2001:db8:1:2::{last:x}")));
        }
        assert!(limits.try_link(ip("2001:db8:1:2:ffff::1")).is_err());
        assert!(limits.try_link(ip("2001:db8:1:3::1")).is_ok());
    }

    #[test]
    fn what_is_at_rest_is_forgotten() {
        let (limits, clock) = limits();
        for number in 0..=KEYS_MAX {
            let _ = limits.try_link(std::net::Ipv4Addr::from_bits(u32::try_from(number).unwrap()).into());
        }
        clock.advance_ms(600_000);
        limits.try_link(ip("192.0.2.1")).unwrap();
        assert!(limits.by_address.len() <= 1, "{}", limits.by_address.len());
    }
}
