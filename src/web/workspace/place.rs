//! Where below `/local/{owner}/{repository}/` an address leads.
//!
//! A branch is one part of the address, with `%2F` for its slashes. Addresses that people type may have plain slashes:
//! at most one branch is meant then, because no branch's name is a folder of another one's.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{
    git::{Branch, BranchName, ObjectId},
    repo::Address,
};

/// What is encoded in a part of an address: everything but RFC 3986's unreserved characters.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is shown of a branch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    Code,
    /// Its pictures, and the tools for them.
    Images,
    /// Its sounds, and the tools for them.
    Sounds,
    Scenes,
    /// Its files as the pages that they are.
    Preview,
    /// What the branch has been asked for, and what came of it.
    Chat,
    History,
    /// The bytes of a file, to be saved.
    Raw,
    /// The bytes of a file, to be seen or heard within a page.
    File,
}

impl Tab {
    const ALL: [Self; 9] = [
        Self::Code,
        Self::Images,
        Self::Sounds,
        Self::Scenes,
        Self::Preview,
        Self::Chat,
        Self::History,
        Self::Raw,
        Self::File,
    ];

    /// Those that stand above every page of a branch, in their order, with the names of their words.
    pub const SHOWN: [(Self, &'static str); 7] = [
        (Self::Code, "code-tab"),
        (Self::Images, "images-tab"),
        (Self::Sounds, "sounds-tab"),
        (Self::Scenes, "scenes-tab"),
        (Self::Preview, "preview-tab"),
        (Self::Chat, "chat-tab"),
        (Self::History, "history-tab"),
    ];

    /// As it stands in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Images => "images",
            Self::Sounds => "sounds",
            Self::Scenes => "scenes",
            Self::Preview => "preview",
            Self::Chat => "chat",
            Self::History => "history",
            Self::Raw => "raw",
            Self::File => "file",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == word)
    }
}

/// What an address below a repository names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub branch: BranchName,
    /// Where the branch stood when it was looked for.
    pub head: Option<ObjectId>,
    pub tab: Tab,
    /// The path within the branch, its parts decoded and joined; empty for the top.
    pub path: String,
}

impl Place {
    /// Finds what the rest of an address names, among the branches that there are.
    #[must_use]
    pub fn find(rest: &str, branches: &[Branch]) -> Option<Self> {
        let parts = decode(rest)?;
        for count in 1..=parts.len() {
            let name = parts[..count].join("/");
            let Some(branch) = branches.iter().find(|branch| branch.name.as_str() == name) else { continue };
            let tab = match parts.get(count) {
                Some(word) => Tab::from_word(word)?,
                None => Tab::Code,
            };
            let path = parts.get(count + 1..).unwrap_or_default().join("/");
            return Some(Self { branch: branch.name.clone(), head: Some(branch.head), tab, path });
        }
        None
    }

    /// The branch that the address seems to mean, whether it is there or not: all before a tab's name.
    #[must_use]
    pub fn meant(rest: &str) -> Option<String> {
        let parts = decode(rest)?;
        let count = parts.iter().position(|part| Tab::from_word(part).is_some()).unwrap_or(parts.len());
        Some(parts[..count].join("/")).filter(|name| !name.is_empty())
    }
}

/// Where a repository's pages are.
#[must_use]
pub fn base(repository: &Address) -> String {
    format!("/{}/{}/{}", repository.provider.as_str(), encode(&repository.owner), encode(&repository.name))
}

/// The address of a tab of a branch, and of a path in it.
#[must_use]
pub fn address(base: &str, branch: &str, tab: Tab, path: &str) -> String {
    let mut address = format!("{base}/{}/{}", encode(branch), tab.as_str());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        address.push('/');
        address.push_str(&encode(part));
    }
    address
}

/// A text as one part of an address.
#[must_use]
pub fn encode(part: &str) -> String {
    utf8_percent_encode(part, PART).to_string()
}

/// The parts of an address; `None` when one of them is no text.
fn decode(rest: &str) -> Option<Vec<String>> {
    let parts = rest.split('/').filter(|part| !part.is_empty());
    parts.map(|part| percent_decode_str(part).decode_utf8().ok().map(String::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rest: &str, expected: Option<(&str, Tab, &str)>) {
        let head = "1111111111111111111111111111111111111111".parse().unwrap();
        let branches =
            ["main", "feature/login", "code", "a/code"].map(|name| Branch { name: name.parse().unwrap(), head });
        let found = Place::find(rest, &branches);
        let shown = found.as_ref().map(|place| (place.branch.as_str(), place.tab, place.path.as_str()));
        assert_eq!(shown, expected, "{rest}");
    }

    #[test]
    fn a_branch_is_found_with_and_without_encoded_slashes() {
        check("main", Some(("main", Tab::Code, "")));
        check("main/code", Some(("main", Tab::Code, "")));
        check("main/code/src/a%20b.rs", Some(("main", Tab::Code, "src/a b.rs")));
        check("feature%2Flogin/history", Some(("feature/login", Tab::History, "")));
        check("feature/login/code/code/code", Some(("feature/login", Tab::Code, "code/code")));
        check("code/code", Some(("code", Tab::Code, "")));
        check("a/code/raw/x", Some(("a/code", Tab::Raw, "x")));
        check("main/other", None);
        check("feature", None);
        check("gone/code", None);
        check("%ff", None);
        check("", None);
    }

    #[test]
    fn an_address_leads_back_to_what_it_names() {
        let address = address("/local/A/b", "feature/login", Tab::Code, "sträße/a b?.rs");
        assert_eq!(address, "/local/A/b/feature%2Flogin/code/str%C3%A4%C3%9Fe/a%20b%3F.rs");
        check(&address["/local/A/b/".len()..], Some(("feature/login", Tab::Code, "sträße/a b?.rs")));
        assert_eq!(Place::meant("gone/away/code/x").as_deref(), Some("gone/away"));
    }
}
