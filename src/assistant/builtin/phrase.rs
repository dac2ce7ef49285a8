//! Comparing words regardless of letter case, and taking phrases apart.

/// The rest of `text` after the first of `heads` that it begins with, letter case aside, as whole words.
pub(super) fn after<'t>(text: &'t str, heads: &[&str]) -> Option<&'t str> {
    heads.iter().find_map(|head| after_one(text, head))
}

/// `text` without the first of `heads`, if it begins with one.
pub(super) fn without_head<'t>(text: &'t str, heads: &[&str]) -> &'t str {
    after(text, heads).unwrap_or(text)
}

/// `text` without any number of `heads`, one after the other.
pub(super) fn without_heads<'t>(mut text: &'t str, heads: &[&str]) -> &'t str {
    while let Some(rest) = after(text, heads).filter(|rest| !rest.is_empty()) {
        text = rest;
    }
    text
}

/// `text` without the first of `tails` that it ends with, as whole words; `None` when it ends with none.
pub(super) fn before<'t>(text: &'t str, tails: &[&str]) -> Option<&'t str> {
    tails.iter().find_map(|tail| {
        let at = positions(text, tail).last()?;
        let ends = text[at..].chars().count() == tail.chars().count();
        ends.then(|| text[..at].trim())
    })
}

/// The two sides of the first of `words` that stands in `text` as a whole word.
pub(super) fn split<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    let found = words.iter().filter_map(|word| positions(text, word).next().map(|at| (at, word)));
    found.min_by_key(|(at, word)| (*at, std::cmp::Reverse(word.len()))).map(|found| cut(text, found))
}

/// The two sides of the last of `words` that stands in `text` as a whole word.
pub(super) fn split_last<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    let found = words.iter().filter_map(|word| positions(text, word).last().map(|at| (at, word)));
    found.max_by_key(|(at, word)| (*at, word.len())).map(|found| cut(text, found))
}

/// Whether one of `words` stands in `text` as a whole word.
pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| positions(text, word).next().is_some())
}

/// Takes quotes, brackets of emphasis and the punctuation of a sentence off both ends.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "\"'„“”‚‘’«»`*:,".contains(c)).trim_end_matches(['.', '!', '?'])
}

/// The text in small letters with single blanks, for comparing names.
pub(super) fn folded(text: &str) -> String {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn cut<'t>(text: &'t str, (at, word): (usize, &&str)) -> (&'t str, &'t str) {
    let rest = text[at..].chars().skip(word.chars().count());
    let rest_bytes: usize = rest.map(char::len_utf8).sum();
    (text[..at].trim(), text[text.len() - rest_bytes..].trim())
}

fn after_one<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let text = text.trim_start();
    let rest = begins(text, head)?;
    let whole = !head.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
    whole.then(|| rest.trim())
}

/// Where `word` stands in `text` between characters that are no letters or digits.
fn positions<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_start = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
    text.char_indices().map(|(at, _)| at).filter(move |at| {
        is_start(*at) && begins(&text[*at..], word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn begins<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in head.chars() {
        let found = rest.next()?;
        if found != wanted && !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}
