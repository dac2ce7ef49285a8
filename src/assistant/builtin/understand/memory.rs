//! Remembering, recalling and forgetting.

use super::Intent;
use crate::assistant::builtin::phrase::{after, bare, folded, without_head};

const REMEMBER: [&str; 8] =
    ["remember", "keep in mind", "don't forget", "do not forget", "merke dir", "merk dir", "behalte", "vergiss nicht"];
const RECALL: [&str; 9] = [
    "what do you know about",
    "what do you remember about",
    "what do you remember",
    "do you remember",
    "what do you know",
    "was weißt du über",
    "was weisst du über",
    "was weißt du von",
    "was weißt du",
];
const FORGET: [&str; 3] = ["forget", "vergiss", "vergesse"];
const ME: [&str; 6] = ["me", "mich", "mir", "myself", "alles", "everything"];
const PLEASE: [&str; 2] = ["please", "bitte"];
const THAT: [&str; 7] = ["that", "this", "about", "dass", "das mit", "von", "über"];
const ARTICLES: [&str; 8] = ["the", "my", "die", "der", "das", "den", "meine", "meinen"];
/// Beginnings of what somebody prefers rather than of what is so.
const PREFERENCES: [&str; 14] = [
    "i like",
    "i love",
    "i prefer",
    "i want",
    "i don't like",
    "i hate",
    "call me",
    "my name is",
    "ich mag",
    "ich möchte",
    "ich bevorzuge",
    "ich hasse",
    "ich heiße",
    "mein name ist",
];

pub(super) fn intent(point: &str) -> Option<Intent> {
    if let Some(rest) = after(point, &REMEMBER) {
        let text = told(rest);
        let is_preference = after(text, &PREFERENCES).is_some();
        let file = if is_preference { "user.md" } else { "context.md" };
        return (!text.is_empty()).then(|| Intent::Remember { file, text: text.to_owned() });
    }
    if let Some(rest) = after(point, &RECALL) {
        let query = bare(rest);
        let query = if ME.contains(&folded(query).as_str()) { "" } else { named(query) };
        return Some(Intent::Recall { query: query.to_owned() });
    }
    let words = named(bare(told(after(point, &FORGET)?)));
    let is_pointer = super::IT.contains(&folded(words).as_str());
    Some(Intent::Forget { words: if is_pointer { String::new() } else { words.to_owned() } })
}

/// What comes after "that".
fn told(rest: &str) -> &str {
    let start = [',', ':', ' '];
    let rest = without_head(rest.trim_start_matches(start), &PLEASE);
    without_head(rest.trim_start_matches(start), &THAT).trim_start_matches(start).trim()
}

fn named(words: &str) -> &str {
    without_head(words, &ARTICLES)
}
