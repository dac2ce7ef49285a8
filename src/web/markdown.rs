//! Markdown to HTML that may stand in our pages.
//!
//! Two walls, one behind the other: comrak writes HTML of its own and none of the author's, ammonia lets through
//! a short list of tags. Pictures become links, since a picture from elsewhere tells its server who reads what.

#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;
use askama::filters::{Html as Escaper, escape};
use comrak::{
    Arena, Options, format_html,
    nodes::{Node, NodeValue},
    parse_document,
};

/// Below the card's title and the headings of its blocks.
const HEADINGS_START_AT: u8 = 3;

/// Quotes in lists in quotes: nobody reads deeper, and the time to check HTML grows with the square of this.
const DEPTH_MAX: usize = 40;

/// How comrak writes the box of a task, and the sign that stands for it here: a box that can't be ticked is none.
const TASK_SIGNS: [(&str, &str); 2] = [
    ("<input type=\"checkbox\" checked=\"\" disabled=\"\" />", "☑"),
    ("<input type=\"checkbox\" disabled=\"\" />", "☐"),
];

/// Wide tables scroll by themselves, which the keyboard must reach.
const TABLE_OPEN: &str = "<div class=\"prose-scroll\" tabindex=\"0\"><table>";

const TAGS: [&str; 23] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

/// HTML of the Markdown in `text`, safe to be written into a page as it is.
///
/// HTML in the text is shown as text. A line break is a line break. Text that is nested too deeply is shown as
/// it was typed.
#[must_use]
pub fn render(text: &str) -> String {
    if text.lines().any(|line| quotes(line) > DEPTH_MAX) {
        return as_typed(text);
    }

    let options = options();
    let arena = Arena::new();
    let document = parse_document(&arena, text, &options);
    if depth(document) > DEPTH_MAX {
        return as_typed(text);
    }
    adapt(document);

    let mut html = String::new();
    if format_html(document, &options, &mut html).is_err() {
        return as_typed(text);
    }
    for (input, sign) in TASK_SIGNS {
        html = html.replace(input, sign);
    }
    let clean = CLEANER.clean(&html).to_string();
    clean.replace("<table>", TABLE_OPEN).replace("</table>", "</table></div>")
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// Gives headings their rank on the page, and turns pictures into links.
fn adapt(document: Node<'_>) {
    for node in document.descendants() {
        let mut data = node.data_mut();
        match &mut data.value {
            NodeValue::Heading(heading) => heading.level = (heading.level + HEADINGS_START_AT - 1).min(6),
            NodeValue::Image(link) => {
                let link = std::mem::take(link);
                data.value = NodeValue::Link(link);
            }
            _ => {}
        }
    }
}

fn cleaner() -> Builder<'static> {
    let attributes = [
        ("a", ["href", "title"].as_slice()),
        ("code", &["class"]),
        ("ol", &["start"]),
        ("td", &["align"]),
        ("th", &["align"]),
    ];
    let attributes: HashMap<_, HashSet<_>> =
        attributes.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect();

    let mut cleaner = Builder::empty();
    cleaner
        .tags(TAGS.into_iter().collect())
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .set_tag_attribute_value("pre", "tabindex", "0")
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(attribute);
    cleaner
}

/// Links lead to the web, to mail, or to a page of this server; a class names the language of code.
fn attribute<'a>(tag: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let allowed = match (tag, name) {
        ("a", "href") => is_link(value),
        ("code", "class") => value.strip_prefix("language-").is_some_and(is_lang),
        _ => true,
    };
    allowed.then_some(Cow::Borrowed(value))
}

fn is_link(url: &str) -> bool {
    let start: String = url.chars().take("https://".len()).flat_map(char::to_lowercase).collect();
    let elsewhere = ["http://", "https://", "mailto:"].iter().any(|scheme| start.starts_with(scheme));
    let here = url.starts_with('/') && !url.starts_with("//") && !url.contains(['\\', '\t', '\n', '\r']);
    elsewhere || here
}

fn is_lang(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c))
}

fn as_typed(text: &str) -> String {
    match escape(text, Escaper) {
        Ok(escaped) => format!("<pre tabindex=\"0\">{escaped}</pre>"),
        Err(never) => match never {},
    }
}

/// How many quotes a line opens. Counted before anything parses the text, which takes the square of it.
fn quotes(line: &str) -> usize {
    let head = line.chars().take_while(|c| c.is_whitespace() || c.is_ascii_digit() || ">*+-.)".contains(*c));
    head.filter(|c| *c == '>').count()
}

/// How many levels the tree has.
fn depth(document: Node<'_>) -> usize {
    let (mut deepest, mut level) = (0, 0usize);
    for edge in document.traverse() {
        match edge {
            comrak::arena_tree::NodeEdge::Start(_) => level += 1,
            comrak::arena_tree::NodeEdge::End(_) => level = level.saturating_sub(1),
        }
        deepest = deepest.max(level);
    }
    deepest
}
