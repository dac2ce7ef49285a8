//! What a form has done, and why one has not: a sentence above the page.

use serde::Deserialize;

use crate::web::{error::Error, page::Page};

/// What a form has done, said on the page that it leads back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Installed,
    Updated,
    Imported,
    Saved,
    RolledBack,
    Erased,
    Archived,
    Submitted,
    Rated,
    Decided,
}

impl Done {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Updated => "updated",
            Self::Imported => "imported",
            Self::Saved => "saved",
            Self::RolledBack => "rolled-back",
            Self::Erased => "erased",
            Self::Archived => "archived",
            Self::Submitted => "submitted",
            Self::Rated => "rated",
            Self::Decided => "decided",
        }
    }

    pub(super) fn notice(self, page: &Page) -> Notice {
        let text = match self {
            Self::Installed => page.say("apps-done-installed"),
            Self::Updated => page.say("apps-done-updated"),
            Self::Imported => page.say("apps-done-imported"),
            Self::Saved => page.say("apps-done-saved"),
            Self::RolledBack => page.say("apps-done-rolled-back"),
            Self::Erased => page.say("apps-done-erased"),
            Self::Archived => page.say("apps-done-archived"),
            Self::Submitted => page.say("apps-done-submitted"),
            Self::Rated => page.say("apps-done-rated"),
            Self::Decided => page.say("apps-done-decided"),
        };
        Notice { kind: "ok", text }
    }
}

/// A sentence above everything.
#[derive(Clone)]
pub(super) struct Notice {
    pub kind: &'static str,
    pub text: String,
}

impl Notice {
    /// What its reader can do about a refusal; the error itself for what no form of a page asks for.
    pub(super) fn about(error: Error, page: &Page) -> Result<Self, Error> {
        let text = match error.code {
            "app_archived" => page.say("apps-error-archived"),
            "app_clash" => page.say("apps-error-clash"),
            "app_consent_needed" => page.say("apps-error-consent"),
            "app_not_newer" => page.say("apps-error-not-newer"),
            "app_taken" => page.say("apps-error-taken"),
            "app_version_not_found" => page.say("apps-error-version"),
            "too_many_apps" => page.say("apps-error-many"),
            "too_many_submissions" => page.say("apps-error-submissions"),
            "submission_decided" => page.say("apps-error-decided"),
            // What is wrong with a package is said in the words of the checker, for whoever wrote it.
            "invalid_package" => page.say_with("apps-error-package", &[("problem", error.message)]),
            "too_large" => page.say("apps-error-large"),
            "invalid_review" => page.say("apps-error-review"),
            _ => return Err(error),
        };
        Ok(Self { kind: "danger", text })
    }
}
