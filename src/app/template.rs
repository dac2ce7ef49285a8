//! Packages to start from: small apps that work, for somebody who wants to make one of their own.
//!
//! Their words stand between [`OPENS`] and [`CLOSES`] as keys: whoever shows a template knows them in its reader's
//! language.

use super::{PackageId, problem::value_at};

/// Stands before the key of a word.
const OPENS: char = '⟦';
/// Stands after it.
const CLOSES: char = '⟧';

/// A package to start from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Template {
    Blank,
    List,
    Table,
    Counter,
    Game,
    Chart,
}

impl Template {
    pub const ALL: [Self; 6] = [Self::Blank, Self::List, Self::Table, Self::Counter, Self::Game, Self::Chart];

    /// Its word in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::List => "list",
            Self::Table => "table",
            Self::Counter => "counter",
            Self::Game => "game",
            Self::Chart => "chart",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.as_str() == word)
    }

    /// The text of the package. `say` knows the word for a key, which holds nothing that JSON or code would take for
    /// its own.
    #[must_use]
    pub fn text(self, say: impl Fn(&str) -> String) -> String {
        let mut parts = self.source().split(OPENS);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (key, rest) = part.split_once(CLOSES).unwrap_or((part, ""));
            text.push_str(&say(&format!("template-{key}")));
            text.push_str(rest);
        }
        text
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Blank => include_str!("template/blank.aiapp"),
            Self::List => include_str!("template/list.aiapp"),
            Self::Table => include_str!("template/table.aiapp"),
            Self::Counter => include_str!("template/counter.aiapp"),
            Self::Game => include_str!("template/game.aiapp"),
            Self::Chart => include_str!("template/chart.aiapp"),
        }
    }
}

/// The text of a package as somebody's own: with an id that is not `taken` yet, and by `author`. Everything else stays
/// as it stands, blanks and line breaks included; a text that is no package stays whole.
#[must_use]
pub fn adopted(text: &str, author: &str, taken: impl Fn(&PackageId) -> bool) -> String {
    let text = with(text, "/author", author);
    let id = value_at(&text, "/id").and_then(|id| serde_json::from_str::<PackageId>(id).ok());
    let Some(id) = id.filter(|id| taken(id)) else { return text };
    let free = (2..1_000).find_map(|number| {
        let stem: String = id.as_str().chars().take(58).collect();
        PackageId::new(&format!("{stem}-{number}")).filter(|id| !taken(id))
    });
    free.map_or_else(|| text.clone(), |id| with(&text, "/id", id.as_str()))
}

/// The text with another value, a text, where the pointer leads.
fn with(text: &str, pointer: &str, value: &str) -> String {
    let Some(old) = value_at(text, pointer) else { return text.to_owned() };
    let begin = old.as_ptr().addr() - text.as_ptr().addr();
    let value = serde_json::Value::from(value);
    format!("{}{value}{}", &text[..begin], &text[begin + old.len()..])
}

#[cfg(test)]
mod tests {
    use super::{Template, adopted};
    use crate::app::{read, trial};

    fn text(template: Template) -> String {
        template.text(|key| key.trim_start_matches("template-").to_owned())
    }

    #[test]
    fn every_template_works_in_whatever_words() {
        for template in Template::ALL {
            let program = read(&text(template)).unwrap_or_else(|problems| panic!("{template:?}: {problems:?}"));
            let verdicts = trial::run(&program);
            assert!(!verdicts.is_empty(), "{template:?}");
            for verdict in verdicts {
                assert_eq!(verdict.failure, None, "{template:?}: {}", verdict.name);
            }
            assert_eq!(Template::from_word(template.as_str()), Some(template));
        }
    }

    #[test]
    fn a_template_becomes_somebody_s_own_and_keeps_its_looks() {
        let list = text(Template::List);
        let text = adopted(&list, "Ada \"the\" first", |id| ["my-list", "my-list-2"].contains(&id.as_str()));
        assert!(text.contains("\"id\": \"my-list-3\",\n  \"name\""), "{text:.80}");
        assert!(text.contains("\"author\": \"Ada \\\"the\\\" first\""));
        assert_eq!(text.lines().count(), list.lines().count());
        assert_eq!(adopted("no package", "Ada", |_| true), "no package");
    }
}
