//! What another server says when everything is asked of it, in the first version of git's protocol over HTTP
//! (git's documentation, gitprotocol-http and gitprotocol-pack).

use super::{ForeignRef, add_ref};
use crate::git::{
    BranchName, Error, ObjectId, Result,
    packet::{self, FLUSH, Packet},
};

/// Bytes of the list of refs: as many as are taken over, with names of some length.
pub const ADVERTISEMENT_BYTES_MAX: usize = 8 << 20;

/// What the answer begins with: there is nothing in common that could be acknowledged.
const NOTHING_IN_COMMON: &[u8] = b"0008NAK\n";

/// How a peeled tag is marked.
const PEELED: &str = "^{}";

/// The refs of a repository on another server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advertised {
    pub refs: Vec<ForeignRef>,
    /// The branch that the other server shows first.
    pub first: Option<BranchName>,
    has_offsets: bool,
}

impl Advertised {
    /// Reads the answer to `info/refs?service=git-upload-pack`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no such answer, and for an empty repository.
    pub fn read(mut bytes: &[u8]) -> Result<Self> {
        let bad = || Error::Invalid("the other server does not speak git's protocol".to_owned());
        let bytes = &mut bytes;
        match packet::take(bytes)? {
            Some(Packet::Line(line)) if line.trim_ascii_end() == b"# service=git-upload-pack" => {}
            _ => return Err(bad()),
        }
        if packet::take(bytes)? != Some(Packet::Flush) {
            return Err(bad());
        }
        let mut advertised = Self { refs: Vec::new(), first: None, has_offsets: false };
        let mut is_first_line = true;
        loop {
            let line = match packet::take(bytes)? {
                Some(Packet::Line(line)) => std::str::from_utf8(line).map_err(|_| bad())?.trim_end_matches('\n'),
                Some(Packet::Flush) => break,
                None => return Err(bad()),
            };
            let (line, capabilities) = line.split_once('\0').unwrap_or((line, ""));
            if std::mem::take(&mut is_first_line) {
                advertised.note(capabilities);
            }
            let (target, name) = line.split_once(' ').ok_or_else(bad)?;
            let target: ObjectId = target.parse().map_err(|_| bad())?;
            let is_wanted = name.starts_with("refs/heads/") || name.starts_with("refs/tags/");
            if is_wanted && !name.ends_with(PEELED) {
                add_ref(&mut advertised.refs, name, target)?;
            }
        }
        if advertised.refs.is_empty() {
            return Err(Error::Invalid("there is nothing in that repository yet".to_owned()));
        }
        Ok(advertised)
    }

    fn note(&mut self, capabilities: &str) {
        for capability in capabilities.split_whitespace() {
            if let Some(name) = capability.strip_prefix("symref=HEAD:") {
                self.first = BranchName::of_ref(name);
            }
            self.has_offsets |= capability == "ofs-delta";
        }
    }

    /// The body of a request for all of it.
    #[must_use]
    pub fn request(&self) -> Vec<u8> {
        let mut targets: Vec<ObjectId> = self.refs.iter().map(|each| each.target).collect();
        targets.sort_unstable();
        targets.dedup();
        let mut body = Vec::new();
        for (number, target) in targets.iter().enumerate() {
            let capabilities = if number == 0 && self.has_offsets { " ofs-delta" } else { "" };
            packet::put(&mut body, format!("want {target}{capabilities}\n").as_bytes());
        }
        body.extend_from_slice(FLUSH);
        packet::put(&mut body, b"done\n");
        body
    }
}

/// Takes the acknowledgement off the beginning of an answer, so that the pack alone is left; `None` when it has not all come.
///
/// # Errors
/// [`Error::Invalid`] when the answer is something else, with what the other server says.
pub fn without_acknowledgement(bytes: &[u8]) -> Result<Option<&[u8]>> {
    if bytes.len() < NOTHING_IN_COMMON.len() {
        return Ok(None);
    }
    bytes.strip_prefix(NOTHING_IN_COMMON).map(Some).ok_or_else(|| {
        let said: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).take(200).collect();
        Error::Invalid(format!("the other server did not send it: {said}"))
    })
}
