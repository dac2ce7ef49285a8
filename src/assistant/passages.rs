//! Sentences in the text of documents, and those that speak of something.

#[cfg(test)]
mod tests;

use unicode_segmentation::UnicodeSegmentation;

/// Characters of a passage that is shown; a table without full stops is one long sentence.
const PASSAGE_CHARS_MAX: usize = 600;
/// Endings that make a word plural or bend it, and how many letters at least are left of a word without one.
const ENDINGS: [(&str, usize); 10] =
    [("ungen", 4), ("ung", 4), ("ies", 4), ("es", 4), ("en", 4), ("er", 4), ("s", 3), ("e", 4), ("n", 4), ("y", 4)];

/// Words that say nothing about what a question is about.
const EMPTY_WORDS: [&str; 40] = [
    "the", "a", "an", "of", "and", "or", "in", "on", "to", "for", "is", "are", "was", "by", "with", "it", "its",
    "this", "that", "my", "our", "der", "die", "das", "des", "dem", "den", "und", "oder", "ein", "eine", "von", "zu",
    "im", "in", "mit", "für", "über", "ist", "sind",
];

/// A sentence and the page that it stands on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    pub page: u32,
    pub text: String,
}

/// The sentences of a page. A blank line ends one, too; a line's end does not.
pub fn sentences(page: &str) -> impl Iterator<Item = String> {
    let paragraphs = page.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.flat_map(|paragraph| {
        let sentences = paragraph.unicode_sentences().map(|sentence| sentence.trim().to_owned());
        sentences.filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>()
    })
}

/// Up to `limit` sentences that hold words of `question`, those with most of them first.
pub fn about(pages: impl Iterator<Item = (u32, String)>, question: &str, limit: usize) -> Vec<Passage> {
    let stems: Vec<String> = words(question).filter(|word| !EMPTY_WORDS.contains(&word.as_str())).map(stem).collect();
    let mut found: Vec<(usize, Passage)> = Vec::new();
    for (page, text) in pages {
        for sentence in sentences(&text) {
            let said: Vec<String> = words(&sentence).collect();
            let hits = stems.iter().filter(|stem| said.iter().any(|word| word.starts_with(stem.as_str()))).count();
            if hits > 0 {
                found.push((hits, Passage { page, text: shortened(&sentence) }));
            }
        }
        // Many pages may speak of it: the best are kept as it goes, so that a book takes no more memory than a letter.
        if found.len() > limit * 16 {
            keep_best(&mut found, limit);
        }
    }
    keep_best(&mut found, limit);
    found.into_iter().map(|(_, passage)| passage).collect()
}

/// The sentence, cut to what is shown.
pub fn shortened(sentence: &str) -> String {
    if sentence.chars().count() <= PASSAGE_CHARS_MAX {
        return sentence.to_owned();
    }
    sentence.chars().take(PASSAGE_CHARS_MAX).chain(['…']).collect()
}

/// The words in small letters, without marks.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words().map(str::to_lowercase)
}

/// Sentences with equally many of the words stay in the order of the document.
fn keep_best(found: &mut Vec<(usize, Passage)>, limit: usize) {
    found.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
    let most = found.first().map_or(0, |(hits, _)| *hits);
    // With several words, what holds only one of them is no answer where another sentence holds more.
    found.retain(|(hits, _)| *hits * 2 > most);
    found.truncate(limit);
}

/// The word without an ending that makes it plural or bends it.
fn stem(word: String) -> String {
    let stem = ENDINGS.iter().find_map(|(ending, chars_min)| {
        word.strip_suffix(ending).filter(|stem| stem.chars().count() >= *chars_min).map(str::to_owned)
    });
    stem.unwrap_or(word)
}
