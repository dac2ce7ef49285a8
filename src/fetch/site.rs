//! Where a request may go.

use std::fmt;

use reqwest::Url;

/// How near an address may lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Out on the internet, over TLS.
    Public,
    /// Anywhere that is a host of its own: this machine and private networks too, with or without TLS. Never an
    /// address that only means something to this machine's own network card, such as that of a cloud's metadata.
    Private,
    /// This machine and private networks alone: where a site without TLS may lie, whoever named it.
    Home,
}

/// An address below which requests are made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    base: Url,
    reach: Reach,
}

/// Why a text is no [`Site`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadSite {
    #[error("expected an address such as https://api.example.org")]
    NoAddress,
    #[error("an address on the internet has to begin with https://")]
    NoTls,
    #[error("an address must not hold a name, a password, a question mark or a hash")]
    Extras,
}

impl Site {
    /// The site at `base`, such as `https://api.example.org` or `http://127.0.0.1:11434`.
    ///
    /// # Errors
    /// [`BadSite`].
    pub fn new(base: &str, reach: Reach) -> Result<Self, BadSite> {
        let mut base = Url::parse(base.trim()).map_err(|_| BadSite::NoAddress)?;
        let has_extras = !base.username().is_empty() || base.password().is_some();
        if has_extras || base.query().is_some() || base.fragment().is_some() {
            return Err(BadSite::Extras);
        }
        match (base.scheme(), reach) {
            _ if base.host_str().is_none_or(str::is_empty) => return Err(BadSite::NoAddress),
            ("https", _) | ("http", Reach::Private | Reach::Home) => {}
            ("http", Reach::Public) => return Err(BadSite::NoTls),
            _ => return Err(BadSite::NoAddress),
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { base, reach })
    }

    /// The host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// Whether `other` lies below this site.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.base.origin() == other.base.origin() && other.base.path().starts_with(self.base.path())
    }

    /// How near its address may lie. What is not sealed on its way stays at home.
    #[must_use]
    pub fn reach(&self) -> Reach {
        if self.base.scheme() == "http" { Reach::Home } else { self.reach }
    }

    /// The address `path` below this site; without a path its own, without a slash at its end.
    ///
    /// # Errors
    /// [`BadSite::NoAddress`] for a path that leads out of the site: up, or to another host.
    pub(super) fn below(&self, path: &str) -> Result<Url, BadSite> {
        if path.is_empty() {
            let mut own = self.base.clone();
            own.set_path(self.base.path().trim_end_matches('/'));
            return Ok(own);
        }
        let url = self.base.join(path).map_err(|_| BadSite::NoAddress)?;
        let is_below = url.origin() == self.base.origin() && url.path().starts_with(self.base.path());
        let is_plain = url.username().is_empty() && url.password().is_none();
        if is_below && is_plain { Ok(url) } else { Err(BadSite::NoAddress) }
    }
}

/// Without the slash at its end, as people write it.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}
