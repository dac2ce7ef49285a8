//! Why an app did not do, or was not given, what was asked.

use super::{
    PackageId, Permission, Problem,
    catalogue::{PENDING_MAX, REVIEW_CHARS_MAX},
    instance, message, registry, state,
};
use crate::{card, db, desk};

/// Why nothing was done. The text is for the user: what happened, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such app")]
    NotFound,
    #[error("{0}")]
    Failed(String),
    #[error("{0}")]
    Refused(String),
    #[error("the app has changed meanwhile: please try again")]
    Stale,
    #[error("the app has stopped: start it again first")]
    Crashed,
    #[error("there is no such window of an app: it was closed, or never opened")]
    NoSuchInstance,
    #[error("the app has no version {0}: the last {kept} are kept", kept = registry::VERSIONS_KEPT)]
    NoSuchVersion(u32),
    #[error("the app has nothing of this name to do")]
    NoSuchJob,
    #[error("the app is archived: install it again first")]
    Archived,
    #[error("{0} is installed already")]
    Installed(PackageId),
    #[error("an app named {package} by {author} is installed already: give this one another id to have both")]
    Clash { package: PackageId, author: String },
    #[error("the app asks for more than it was allowed: {}", list(.0))]
    NeedsConsent(Vec<Permission>),
    #[error("the app was not allowed to do this: {0}")]
    NotAllowed(Permission),
    #[error("the app was not allowed to do this: {0}")]
    NotAllowedText(String),
    #[error("the app never asked to be allowed this: {0}")]
    NotAsked(Permission),
    #[error("this version is not newer than the one that runs")]
    NotNewer,
    #[error("so many apps are installed that one has to be archived first: {max} are enough", max = registry::APPS_MAX)]
    TooManyApps,
    #[error("so many windows of apps are open that one has to be closed first: {max} are enough", max = instance::OPEN_MAX)]
    TooManyInstances,
    #[error("a window of an app keeps at most {} KiB, and this would be more: nothing was changed", state::INSTANCE_BYTES_MAX / 1024)]
    InstanceFull,
    #[error("an app keeps at most {} MiB, and this would be more: delete something in it first", state::APP_BYTES_MAX / (1024 * 1024))]
    AppFull,
    #[error("a message between apps has at most {} KiB", super::runtime::limits::MESSAGE_BYTES_MAX / 1024)]
    MessageTooLarge,
    #[error("apps have answered each other {max} times: that was taken for a loop, and stopped", max = message::DEPTH_MAX)]
    MessageLoop,
    #[error("{0} is not installed, so that nothing can be sent to it")]
    NobodyThere(PackageId),
    #[error("so many messages wait for {0} that no more are taken: open it first")]
    TooManyMessages(PackageId),
    #[error("the package can't be used: {}", told(.0))]
    BadPackage(Vec<Problem>),
    #[error("the id {0} belongs to another app of the catalogue: choose another one")]
    Taken(PackageId),
    #[error("there is no such submission")]
    NoSuchSubmission,
    #[error("this was decided already")]
    Decided,
    #[error("{PENDING_MAX} of your apps wait for an admin already: wait until they are looked at")]
    TooManySubmissions,
    #[error("at most {REVIEW_CHARS_MAX} characters of a review, and fewer of a reason")]
    ReviewTooLong,
    #[error(transparent)]
    Desk(#[from] desk::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::NobodyThere(_) => "app_not_found",
            Self::Failed(_) => "app_failed",
            Self::Refused(_) => "app_event_refused",
            Self::Stale => "app_stale",
            Self::Crashed => "app_crashed",
            Self::NoSuchInstance => "instance_not_found",
            Self::NoSuchVersion(_) => "app_version_not_found",
            Self::NoSuchJob => "app_job_not_found",
            Self::Archived => "app_archived",
            Self::Installed(_) => "app_installed",
            Self::Clash { .. } => "app_clash",
            Self::NeedsConsent(_) => "app_consent_needed",
            Self::NotAllowed(_) | Self::NotAllowedText(_) | Self::NotAsked(_) => "app_not_allowed",
            Self::NotNewer => "app_not_newer",
            Self::TooManyApps => "too_many_apps",
            Self::TooManyInstances => "too_many_instances",
            Self::InstanceFull | Self::AppFull => "app_state_too_large",
            Self::MessageTooLarge => "app_message_too_large",
            Self::MessageLoop => "app_message_loop",
            Self::TooManyMessages(_) => "too_many_app_messages",
            Self::BadPackage(_) => "invalid_package",
            Self::Taken(_) => "app_taken",
            Self::NoSuchSubmission => "submission_not_found",
            Self::Decided => "submission_decided",
            Self::TooManySubmissions => "too_many_submissions",
            Self::ReviewTooLong => "invalid_review",
            Self::Desk(error) => error.code(),
            Self::Db(_) => "internal",
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Db(error) => Some(error),
            Self::Desk(error) => error.database(),
            _ => None,
        }
    }

    /// The field that is to blame, where one is.
    #[must_use]
    pub fn field(&self) -> Option<String> {
        match self {
            Self::NeedsConsent(_) | Self::NotAsked(_) => Some("permissions".to_owned()),
            Self::Clash { .. } | Self::Installed(_) | Self::Taken(_) => Some("id".to_owned()),
            Self::NotNewer => Some("version".to_owned()),
            Self::NoSuchVersion(_) => Some("number".to_owned()),
            Self::BadPackage(problems) => {
                Some(format!("package{}", problems.first().map_or("", |first| first.pointer.as_str())))
            }
            Self::ReviewTooLong => Some("review".to_owned()),
            Self::Desk(error) => error.field(),
            _ => None,
        }
    }
}

impl From<card::Error> for Error {
    fn from(error: card::Error) -> Self {
        Self::Desk(error.into())
    }
}

fn list(permissions: &[Permission]) -> String {
    permissions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The first problem with its place, and how many there are beside it.
fn told(problems: &[Problem]) -> String {
    let Some(first) = problems.first() else { return String::new() };
    let more = match problems.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    format!("{} (line {}, column {}{more})", first.message, first.line, first.column)
}
