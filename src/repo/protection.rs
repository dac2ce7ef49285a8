//! Protected branches: those whose commits nobody may lose.

use crate::git::{self, BranchName};

/// Patterns of one repository.
const PATTERNS_MAX: usize = 50;

/// Characters of one pattern, as of a branch's name.
const PATTERN_CHARS_MAX: usize = 200;

/// What protects branches: patterns of names, in which `*` stands for anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Protection(Vec<String>);

/// Why patterns were not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPattern {
    #[error("a repository has at most {PATTERNS_MAX} patterns")]
    TooMany,
    #[error("{0:?} is no pattern of branches: use a name, with * for anything")]
    Spelling(String),
}

/// What is about to happen to a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    /// It is new, or its old commits are among its new ones.
    Forward,
    /// It would lose commits.
    Rewritten,
    Deleted,
}

impl Protection {
    /// What a new repository has: its first branch can't be rewritten or removed.
    #[must_use]
    pub fn of(branch: &BranchName) -> Self {
        Self(vec![branch.to_string()])
    }

    /// Reads patterns, one a line.
    ///
    /// # Errors
    /// [`BadPattern`] with the first one that is none.
    pub fn parse(lines: &str) -> Result<Self, BadPattern> {
        let patterns: Vec<String> =
            lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if patterns.len() > PATTERNS_MAX {
            return Err(BadPattern::TooMany);
        }
        let is_one = |pattern: &String| {
            pattern.chars().count() <= PATTERN_CHARS_MAX && BranchName::new(&pattern.replace('*', "x")).is_ok()
        };
        match patterns.iter().find(|pattern| !is_one(pattern)) {
            Some(bad) => Err(BadPattern::Spelling(bad.clone())),
            None => Ok(Self(patterns)),
        }
    }

    /// The patterns, one a line.
    #[must_use]
    pub fn lines(&self) -> String {
        self.0.join("\n")
    }

    #[must_use]
    pub fn covers(&self, branch: &BranchName) -> bool {
        self.0.iter().any(|pattern| matches(pattern, branch.as_str()))
    }

    /// Refuses what a protected branch is protected from.
    ///
    /// # Errors
    /// [`git::Error::Protected`].
    pub fn check(&self, branch: &BranchName, moved: Moved) -> git::Result<()> {
        let keeps_all = match moved {
            Moved::Forward => true,
            Moved::Rewritten | Moved::Deleted => false,
        };
        if keeps_all || !self.covers(branch) { Ok(()) } else { Err(git::Error::Protected(branch.clone())) }
    }
}

/// Whether `name` is what the pattern says. Takes no longer than their lengths multiplied.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
