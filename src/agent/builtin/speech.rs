//! What the built-in agent says, in the language in which it was spoken to. Markdown, in which names stay names.

/// Something that was done, or found out.
#[derive(Clone, Debug)]
pub(super) enum Told {
    Replaced {
        old: String,
        new: String,
        path: String,
        places: u64,
    },
    /// A search that did not show everything.
    Incomplete,
    Wrote {
        path: String,
        is_new: bool,
    },
    Moved {
        from: String,
        to: String,
    },
    Deleted {
        path: String,
    },
    Found {
        text: String,
        places: Vec<String>,
    },
    Read {
        path: String,
        text: String,
        is_whole: bool,
    },
    Listed {
        entries: Vec<String>,
    },
    Ran {
        command: String,
        output: String,
        changed: Vec<String>,
        /// What was not taken over, and why.
        left_out: Vec<String>,
    },
    Question(String),
    Answer(String),
    Help,
}

/// A language that the orders know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lang {
    En,
    De,
}

/// Characters of somebody's words that are repeated.
const REPEATED_CHARS_MAX: usize = 120;

/// Places and entries that are named.
const NAMED_MAX: usize = 40;

/// German words that are no English ones.
const GERMAN: [&str; 28] = [
    "führe",
    "ersetze",
    "ändere",
    "erstelle",
    "füge",
    "ergänze",
    "schreibe",
    "überschreibe",
    "hänge",
    "benenne",
    "verschiebe",
    "lösche",
    "entferne",
    "suche",
    "finde",
    "zeige",
    "liste",
    "frage",
    "fertig",
    "hilfe",
    "bitte",
    "und",
    "der",
    "das",
    "durch",
    "ist",
    "mach",
    "mache",
];

/// What is understood, as it is listed.
const ORDERS: [(&str, &str); 10] = [
    (r#"replace "old" with "new" in FILE"#, r#"ersetze "alt" durch "neu" in DATEI"#),
    (r#"replace "old" with "new" in all files"#, r#"ersetze "alt" durch "neu" in allen Dateien"#),
    (r#"replace "old" with "new" in *.css"#, r#"ersetze "alt" durch "neu" in *.css"#),
    ("add FILE: its text", "erstelle DATEI: ihr Text"),
    (r#"append "text" to FILE"#, r#"hänge "Text" an DATEI an"#),
    ("rename FILE to NAME", "benenne DATEI in NAME um"),
    ("delete FILE", "lösche DATEI"),
    (r#"find "text", read FILE, list files"#, r#"suche "Text", lies DATEI, liste Dateien"#),
    ("run COMMAND", "führe BEFEHL aus"),
    ("ask QUESTION, done", "frage FRAGE, fertig"),
];

impl Lang {
    /// The language of `text`.
    pub fn of(text: &str) -> Self {
        let mut words = text.split(|c: char| !c.is_alphanumeric()).take(200).map(str::to_lowercase);
        if words.any(|word| GERMAN.contains(&word.as_str())) { Self::De } else { Self::En }
    }

    fn pick<T>(self, english: T, german: T) -> T {
        match self {
            Self::En => english,
            Self::De => german,
        }
    }

    pub fn refused(self, reason: &str) -> String {
        let reason = reason.trim().trim_end_matches('.');
        self.pick(format!("That did not work: {reason}."), format!("Das ging nicht: {reason}."))
    }

    pub fn nowhere(self, text: &str) -> String {
        let text = code(text);
        self.pick(format!("{text} stands nowhere there."), format!("{text} steht dort nirgends."))
    }

    pub fn not_offered(self) -> String {
        self.pick("I may not change files here.", "Ich darf hier keine Dateien ändern.").to_owned()
    }

    pub fn no_shell(self) -> String {
        self.pick(
            "Commands are run by agents alone: give one a task.",
            "Befehle führen nur Agenten aus: gib einem einen Auftrag.",
        )
        .to_owned()
    }

    /// What a command has said that did not end well.
    pub fn ended_badly(self, command: &str, code: Option<i64>, note: Option<&str>, output: &str) -> String {
        let command = self::code(command);
        let how = match (code, note) {
            (Some(code), _) => self.pick(format!("exit code {code}"), format!("Exit-Code {code}")),
            (None, note) => note.unwrap_or_default().to_owned(),
        };
        let head = self.pick(
            format!("{command} did not end well ({how})."),
            format!("{command} ist nicht gut ausgegangen ({how})."),
        );
        if output.trim().is_empty() { head } else { format!("{head}\n\n{}\n\n", fenced(output)) }
    }

    /// Where orders stopped, and that the rest was not tried.
    pub fn halted(self, reason: &str, done: usize, count: usize) -> String {
        match (count, count - done - 1) {
            (1, _) => reason.to_owned(),
            (_, left) => self.pick(
                format!("{reason} Of {count} orders, {done} were done before, and {left} were not tried after it."),
                format!("{reason} Von {count} Aufträgen sind {done} davor erledigt und {left} danach nicht versucht."),
            ),
        }
    }

    pub fn not_understood(self, line: &str) -> String {
        let line = code(line);
        let first = self.pick(
            format!("I don't understand {line}, and have done nothing of this message."),
            format!("Ich verstehe {line} nicht und habe nichts aus dieser Nachricht getan."),
        );
        format!("{first} {}", self.help())
    }

    pub fn help(self) -> String {
        let head = self.pick(
            "I am no language model: I do orders in plain words, one after the other. I understand:",
            "Ich bin kein Sprachmodell: Ich führe Aufträge in einfachen Worten aus, einen nach dem anderen. Ich verstehe:",
        );
        let lines = ORDERS.iter().map(|(english, german)| format!("\n- `{}`", self.pick(english, german)));
        let tail = self.pick(
            "\n\nSeveral orders go on lines of their own. The text of a file is all that follows, or a block between ```.",
            "\n\nMehrere Aufträge stehen auf eigenen Zeilen. Der Text einer Datei ist alles, was folgt, oder ein Block zwischen ```.",
        );
        format!("{head}\n{}{tail}", lines.collect::<String>())
    }

    /// What is said at the end.
    pub fn summary(self, told: &[Told], trouble: Option<&str>) -> String {
        let mut parts: Vec<String> = told.iter().map(|told| self.told(told)).collect();
        parts.extend(trouble.map(str::to_owned));
        if parts.is_empty() {
            return self.pick("I have done nothing.", "Ich habe nichts getan.").to_owned();
        }
        parts.join("\n\n")
    }

    fn told(self, told: &Told) -> String {
        match told {
            Told::Replaced { old, new, path, places } => {
                let (old, new, path) = (code(old), code(new), code(path));
                let places = match places {
                    1 => self.pick("in one place".to_owned(), "an einer Stelle".to_owned()),
                    _ => self.pick(format!("in {places} places"), format!("an {places} Stellen")),
                };
                self.pick(
                    format!("Replaced {old} with {new} in {path}, {places}."),
                    format!("{old} durch {new} ersetzt in {path}, {places}."),
                )
            }
            Told::Incomplete => self.pick(
                "There are more places than a search shows at once: look whether something is left.".to_owned(),
                "Es gibt mehr Stellen, als eine Suche auf einmal zeigt: sieh nach, ob etwas übrig ist.".to_owned(),
            ),
            Told::Wrote { path, is_new: true } => {
                self.pick(format!("Added {}.", code(path)), format!("{} hinzugefügt.", code(path)))
            }
            Told::Wrote { path, is_new: false } => {
                self.pick(format!("Wrote to {}.", code(path)), format!("In {} geschrieben.", code(path)))
            }
            Told::Moved { from, to } => {
                let (from, to) = (code(from), code(to));
                self.pick(format!("Renamed {from} to {to}."), format!("{from} in {to} umbenannt."))
            }
            Told::Deleted { path } => {
                self.pick(format!("Deleted {}.", code(path)), format!("{} gelöscht.", code(path)))
            }
            Told::Found { text, places } if places.is_empty() => self.nowhere(text),
            Told::Found { text, places } => {
                let head = self.pick(format!("{} stands here:", code(text)), format!("{} steht hier:", code(text)));
                format!("{head}\n{}", lines(places))
            }
            Told::Read { path, text, is_whole } => {
                let more = if *is_whole { "" } else { self.pick("\n\nThere is more of it.", "\n\nEs geht weiter.") };
                format!("{}:\n\n{}{more}", code(path), fenced(text))
            }
            Told::Listed { entries } if entries.is_empty() => {
                self.pick("There are no files.", "Es gibt keine Dateien.").to_owned()
            }
            Told::Listed { entries } => lines(entries),
            Told::Ran { command, output, changed, left_out } => self.ran(command, output, changed, left_out),
            Told::Question(question) => question.clone(),
            Told::Answer(answer) => {
                self.pick(format!("Your answer was {}.", code(answer)), format!("Deine Antwort war {}.", code(answer)))
            }
            Told::Help => self.help(),
        }
    }
}

impl Lang {
    fn ran(self, command: &str, output: &str, changed: &[String], left_out: &[String]) -> String {
        let mut parts = vec![self.pick(format!("Ran {}.", code(command)), format!("{} ausgeführt.", code(command)))];
        if !output.trim().is_empty() {
            parts.push(fenced(output));
        }
        if !changed.is_empty() {
            parts.push(format!("{}\n{}", self.pick("It has changed:", "Es hat geändert:"), lines(changed)));
        }
        if !left_out.is_empty() {
            parts.push(format!("{}\n{}", self.pick("Not taken over:", "Nicht übernommen:"), lines(left_out)));
        }
        parts.join("\n\n")
    }
}

/// Some words as code, so that they mean nothing to Markdown.
fn code(text: &str) -> String {
    let mut shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REPEATED_CHARS_MAX).collect();
    if text.chars().nth(REPEATED_CHARS_MAX).is_some() {
        shown.push('…');
    }
    let fence = "`".repeat(longest_ticks(&shown) + 1);
    if fence.len() > 1 { format!("{fence} {shown} {fence}") } else { format!("`{shown}`") }
}

/// A text as a block, with fences that are longer than any within.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(longest_ticks(text).max(2) + 1);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}\n{text}{end}{fence}")
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn lines(of: &[String]) -> String {
    let shown: Vec<String> = of.iter().take(NAMED_MAX).map(|line| format!("- {}", code(line))).collect();
    let rest = of.len().saturating_sub(NAMED_MAX);
    if rest == 0 { shown.join("\n") } else { format!("{}\n- … {rest}", shown.join("\n")) }
}
