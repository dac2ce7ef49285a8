//! What is said about what the assistant keeps in mind.

use super::{Lang, bold, plain};

impl Lang {
    pub fn remembered(self, text: &str) -> String {
        let text = bold(text);
        self.pick(
            format!("I'll remember: {text}. Settings › Memory lists what I know, to edit or forget."),
            format!("Ich merke mir: {text}. Einstellungen › Gedächtnis zeigt, was ich weiß, zum Ändern und Vergessen."),
        )
    }

    /// At most `max` of the facts, and how many there are besides.
    pub fn recalled(self, query: &str, facts: &[String], max: usize) -> String {
        if facts.is_empty() {
            return self.nothing_known(query);
        }
        let intro = self.pick("This is what I know:", "Das weiß ich:");
        let lines = facts.iter().take(max).map(|fact| format!("- {}", plain(fact))).collect::<Vec<_>>().join("\n");
        let more = match facts.len().saturating_sub(max) {
            0 => String::new(),
            more => self.pick(
                format!("\n\nAnd {more} more, in Settings › Memory."),
                format!("\n\nUnd {more} mehr, in Einstellungen › Gedächtnis."),
            ),
        };
        format!("{intro}\n\n{lines}{more}")
    }

    pub fn forgotten(self, text: &str) -> String {
        let text = bold(text);
        self.pick(
            format!("Forgotten: {text}. Settings › Memory can bring it back."),
            format!("Vergessen: {text}. Einstellungen › Gedächtnis kann es zurückholen."),
        )
    }

    pub fn forget_what(self) -> String {
        self.pick(
            "Tell me what to forget, such as `forget the invoices`.",
            "Sag mir, was ich vergessen soll, etwa `vergiss die Rechnungen`.",
        )
        .to_owned()
    }

    /// Nothing was learnt that holds these words, but perhaps a file does, which its owner edits.
    pub fn nothing_to_forget(self, words: &str, is_in_file: bool) -> String {
        let words = plain(words);
        if is_in_file {
            return self.pick(
                format!("“{words}” stands in a file that you wrote: edit it in Settings › Memory."),
                format!("„{words}“ steht in einer Datei von dir: ändere sie in Einstellungen › Gedächtnis."),
            );
        }
        self.pick(
            format!("I remember nothing about “{words}”."),
            format!("Ich habe mir nichts über „{words}“ gemerkt."),
        )
    }

    fn nothing_known(self, query: &str) -> String {
        if !query.is_empty() {
            return self.nothing_to_forget(query, false);
        }
        self.pick(
            "I know nothing about you yet. Say `remember that …`, or write it down in Settings › Memory.",
            "Ich weiß noch nichts über dich. Sage `merke dir, dass …` oder schreibe es in Einstellungen › Gedächtnis auf.",
        )
        .to_owned()
    }
}
