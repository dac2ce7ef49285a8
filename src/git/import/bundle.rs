//! Bundles: a repository in one file (git's documentation, gitformat-bundle).

use super::{ForeignRef, add_ref};
use crate::git::{BranchName, Error, ObjectId, Result};

/// Bytes of the lines before the pack: as many refs as are taken over, with names of some length.
pub const BUNDLE_HEAD_BYTES_MAX: usize = 4 << 20;

/// How a file of this kind begins.
const SIGNATURES: [&str; 2] = ["# v2 git bundle", "# v3 git bundle"];

/// What stands before the pack of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleHead {
    pub refs: Vec<ForeignRef>,
    /// The branch that `HEAD` stands at, as far as the commits tell.
    pub first: Option<BranchName>,
    /// Bytes until the pack begins.
    pub bytes: usize,
}

impl BundleHead {
    /// Whether a file that begins like this is a bundle.
    #[must_use]
    pub fn is_begun_by(bytes: &[u8]) -> bool {
        SIGNATURES.iter().any(|signature| bytes.starts_with(signature.as_bytes()))
    }

    /// Reads the head of a bundle from its first bytes.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no bundle, one whose head is too long, and one that needs commits that are not in it.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let bad = |why: &str| Error::Invalid(format!("this bundle can't be read: {why}"));
        if !Self::is_begun_by(bytes) {
            return Err(bad("it does not begin like one"));
        }
        let end = bytes.windows(2).position(|two| two == b"\n\n").ok_or_else(|| bad("its head does not end"))?;
        let text = std::str::from_utf8(&bytes[..end]).map_err(|_| bad("a name in it is not UTF-8"))?;
        let (mut refs, mut head) = (Vec::new(), None);
        for line in text.lines().skip(1) {
            if let Some(capability) = line.strip_prefix('@') {
                if capability != "object-format=sha1" {
                    return Err(bad(&format!("it asks for {capability}")));
                }
                continue;
            }
            if line.starts_with('-') {
                return Err(bad("it holds only what is new since some commit: make one of everything, with --all"));
            }
            let (target, name) = line.split_once(' ').ok_or_else(|| bad("a line of its head is not understood"))?;
            let target: ObjectId = target.parse().map_err(|_| bad("a line of its head is not understood"))?;
            if name == "HEAD" {
                head = Some(target);
            }
            add_ref(&mut refs, name, target)?;
        }
        let first = first_branch(&refs, head);
        Ok(Self { refs, first, bytes: end + 2 })
    }
}

/// The branch that stands where `HEAD` does. Of several, the one that a person would mean.
fn first_branch(refs: &[ForeignRef], head: Option<ObjectId>) -> Option<BranchName> {
    let there = refs.iter().filter(|each| Some(each.target) == head).filter_map(|each| BranchName::of_ref(&each.name));
    let mut names: Vec<BranchName> = there.collect();
    names.sort_by_key(|name| (!matches!(name.as_str(), "main" | "master" | "trunk"), name.to_string()));
    names.into_iter().next()
}
