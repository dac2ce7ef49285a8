//! A summary made of the document's own sentences: those whose words come up most often in it.

use std::collections::{HashMap, HashSet};

use crate::assistant::passages::{Passage, sentences, shortened, words};

/// Sentences that a summary has.
const SENTENCES_MAX: usize = 5;
/// Characters of a sentence that says enough to be one, and not so much that it is a table.
const CHARS: std::ops::RangeInclusive<usize> = 30..=500;
/// Letters of a word that may be what the text is about.
const WORD_CHARS_MIN: usize = 4;
/// Of a hundred words, those that a sentence may share with one that is told already.
const SHARED_PERCENT_MAX: usize = 50;

struct Candidate {
    passage: Passage,
    words: HashSet<String>,
    score: f64,
}

/// The sentences that say most, in their order.
pub(super) fn gist(pages: impl Iterator<Item = (u32, String)>) -> Vec<Passage> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut counts: HashMap<String, u32> = HashMap::new();
    for (page, text) in pages {
        for sentence in sentences(&text).filter(|sentence| CHARS.contains(&sentence.chars().count())) {
            let words: HashSet<String> =
                words(&sentence).filter(|word| word.chars().count() >= WORD_CHARS_MIN).collect();
            for word in &words {
                *counts.entry(word.clone()).or_default() += 1;
            }
            let passage = Passage { page, text: shortened(&sentence) };
            candidates.push(Candidate { passage, words, score: 0.0 });
        }
    }
    for candidate in &mut candidates {
        let weight: f64 = candidate.words.iter().map(|word| f64::from(counts[word])).sum();
        #[expect(clippy::cast_precision_loss, reason = "a sentence has few words")]
        let length = candidate.words.len().max(1) as f64;
        candidate.score = weight / length.sqrt();
    }

    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| candidates[*b].score.total_cmp(&candidates[*a].score).then(a.cmp(b)));
    let mut told: Vec<usize> = Vec::new();
    for at in order {
        let is_new = told.iter().all(|known| !is_like(&candidates[at], &candidates[*known]));
        if is_new && told.len() < SENTENCES_MAX {
            told.push(at);
        }
    }
    told.sort_unstable();
    told.into_iter().map(|at| candidates[at].passage.clone()).collect()
}

fn is_like(one: &Candidate, other: &Candidate) -> bool {
    let shared = one.words.intersection(&other.words).count();
    shared * 100 > one.words.len().min(other.words.len()) * SHARED_PERCENT_MAX
}
