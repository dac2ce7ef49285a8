//! A file that is about to be installed.

use askama::Template;

use super::consent::Line;
use crate::{
    app::{Package, grant},
    web::{apps::notice::Notice, page::Page},
};

#[derive(Template)]
#[template(path = "apps/import.html")]
pub(in crate::web::apps) struct ImportPage {
    page: Page,
    notice: Option<Notice>,
    package: Option<Described>,
    text: String,
}

/// What a package says of itself.
struct Described {
    icon: String,
    name: String,
    about: String,
    description: String,
    permissions: Vec<Line>,
    /// An id that is free, perhaps, when its own is somebody else's.
    other_id: Option<String>,
}

impl ImportPage {
    pub(in crate::web::apps) fn new(
        page: Page,
        package: Option<&Package>,
        text: String,
        is_clash: bool,
        notice: Option<Notice>,
    ) -> Self {
        let described = package.map(|package| {
            let version = page.say_with("apps-version", &[("version", package.version.to_string())]);
            let author = page.say_with("apps-by", &[("author", package.author.to_string())]);
            Described {
                icon: package.icon.to_string(),
                name: package.name.to_string(),
                about: format!("{version} · {author}"),
                description: package.description.to_string(),
                permissions: grant::asked(package).iter().map(|asked| Line::new(&page, asked, true)).collect(),
                other_id: is_clash.then(|| format!("{}-2", package.id)),
            }
        });
        Self { page, notice, package: described, text }
    }
}
