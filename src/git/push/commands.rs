//! What a push asks for: `old new ref` a line, before any object (git's documentation, gitprotocol-pack).

use std::fmt;

use super::super::{
    BranchName, Error, ObjectId, Result,
    packet::{self, Packet},
};

/// Refs that one push may move.
const COMMANDS_MAX: usize = 1_000;

/// Bytes of all commands of a push: as many lines of the longest names.
pub const COMMANDS_BYTES_MAX: usize = COMMANDS_MAX * 320;

/// Where tags stand among the refs.
const TAGS: &str = "refs/tags/";

/// A ref that may be pushed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RefName {
    Branch(BranchName),
    /// The whole name. What may name a branch may name a tag.
    Tag(String),
    /// Anything else: git's own corners, and names that this house does not take.
    Other(String),
}

impl RefName {
    pub(in crate::git) fn new(name: &str) -> Self {
        if let Some(branch) = BranchName::of_ref(name) {
            return Self::Branch(branch);
        }
        match name.strip_prefix(TAGS).map(BranchName::new) {
            Some(Ok(_)) => Self::Tag(name.to_owned()),
            Some(Err(_)) | None => Self::Other(name.to_owned()),
        }
    }
}

impl fmt::Display for RefName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(branch) => f.write_str(&branch.as_ref_name()),
            Self::Tag(name) | Self::Other(name) => f.write_str(name),
        }
    }
}

/// One ref that is to move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    pub name: RefName,
    /// `None`: it is not there yet.
    pub old: Option<ObjectId>,
    /// `None`: it is to go away.
    pub new: Option<ObjectId>,
}

/// All that a push asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commands {
    pub list: Vec<Command>,
    /// Whether it wants all of them or none.
    pub is_atomic: bool,
    pub(super) wants_report: bool,
    pub(super) has_sidebands: bool,
}

impl Commands {
    /// Reads the commands at the beginning of a push; `None` when they are not all there yet. A push without commands
    /// only asks whether it may push.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no push, [`Error::TooLarge`].
    pub fn read(mut bytes: &[u8]) -> Result<Option<Self>> {
        let is_full = bytes.len() >= COMMANDS_BYTES_MAX;
        let mut commands = Self { list: Vec::new(), is_atomic: false, wants_report: false, has_sidebands: false };
        loop {
            match packet::take(&mut bytes)? {
                None if is_full => return Err(Error::TooLarge { max: COMMANDS_BYTES_MAX as u64 }),
                None => return Ok(None),
                Some(Packet::Flush) => return Ok(Some(commands)),
                Some(Packet::Line(line)) => commands.add(line)?,
            }
        }
    }

    fn add(&mut self, line: &[u8]) -> Result<()> {
        if self.list.len() == COMMANDS_MAX {
            return Err(Error::TooLarge { max: COMMANDS_BYTES_MAX as u64 });
        }
        let bad = || Error::Invalid("this push can't be read".to_owned());
        let line = std::str::from_utf8(line).map_err(|_| bad())?;
        let (command, capabilities) = line.split_once('\0').unwrap_or((line, ""));
        if self.list.is_empty() {
            let has = |name: &str| capabilities.split_whitespace().any(|word| word == name);
            self.wants_report = has("report-status") || has("report-status-v2");
            (self.has_sidebands, self.is_atomic) = (has("side-band-64k"), has("atomic"));
        }
        let mut words = command.trim_end_matches('\n').splitn(3, ' ');
        let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next()) else { return Err(bad()) };
        let object = |text: &str| match text.parse::<ObjectId>() {
            Ok(id) if id.oid().is_zero() => Ok(None),
            Ok(id) => Ok(Some(id)),
            Err(_) => Err(bad()),
        };
        let name = RefName::new(name);
        if self.list.iter().any(|other| other.name == name) {
            return Err(Error::Invalid(format!("{name} is moved twice in one push")));
        }
        self.list.push(Command { name, old: object(old)?, new: object(new)? });
        Ok(())
    }
}
