//! What a browser calls itself, in words that its user knows.

use super::page::Page;

/// Names in the order in which they decide: most browsers also name those that they descend from.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Characters that are shown of a name that is none of the known ones.
const SHOWN_CHARS_MAX: usize = 60;

/// "Firefox on Linux", or the name itself when it is not a browser's.
#[must_use]
pub fn describe(page: &Page, agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => page.say_with("agent-on", &[("browser", browser), ("system", system)]),
        (Some(name), None) => name,
        (None, _) if agent.trim().is_empty() => page.say("agent-unknown"),
        (None, _) => agent.chars().take(SHOWN_CHARS_MAX).collect(),
    }
}
