//! What the pages of apps show, in ready words.

pub(super) mod app;
pub(in crate::web) mod consent;
pub(super) mod import;
pub(super) mod launcher;
pub(super) mod offer;
pub(super) mod review;
#[cfg(test)]
mod samples;

use crate::{app::Category, web::page::Page};

/// A shelf to choose: a link that keeps what is looked for.
pub(super) struct Shelf {
    pub href: String,
    pub name: String,
    pub is_here: bool,
}

/// All shelves of the page at `path`, the one without a name first.
fn shelves(page: &Page, path: &str, q: &str, here: Option<Category>) -> Vec<Shelf> {
    let q: String = form_urlencoded(q);
    let all = Shelf { href: format!("{path}?q={q}"), name: page.say("apps-all"), is_here: here.is_none() };
    let others = Category::ALL.into_iter().map(|category| Shelf {
        href: format!("{path}?q={q}&category={}", category.as_str()),
        name: category_name(page, category),
        is_here: here == Some(category),
    });
    std::iter::once(all).chain(others).collect()
}

/// The shelf's name.
pub(super) fn category_name(page: &Page, category: Category) -> String {
    match category {
        Category::Productivity => page.say("apps-productivity"),
        Category::Games => page.say("apps-games"),
        Category::Utilities => page.say("apps-utilities"),
        Category::Creative => page.say("apps-creative"),
    }
}

/// A text as it may stand in a query (RFC 3986, section 3.4).
fn form_urlencoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
