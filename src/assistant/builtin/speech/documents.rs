//! About documents.

use super::{Lang, bold, listed, plain};

impl Lang {
    pub fn no_documents(self) -> String {
        self.pick(
            "There are no documents yet. Send one on the page [Documents](/documents), or drop it on the desk.",
            "Es gibt noch keine Dokumente. Schicke eins auf der Seite [Dokumente](/documents) oder lege es auf dem \
             Schreibtisch ab.",
        )
        .to_owned()
    }

    pub fn no_such_document(self, name: &str) -> String {
        let name = plain(name);
        self.pick(
            format!("I find no document called “{name}”. `list documents` shows them all."),
            format!("Ich finde kein Dokument namens „{name}“. `zeige dokumente` zeigt alle."),
        )
    }

    pub fn no_such_table(self, document: &str, tables: &[String]) -> String {
        let names: Vec<String> = tables.iter().map(|name| bold(name)).collect();
        let document = bold(document);
        if names.is_empty() {
            return self
                .pick(format!("There is no table in {document}."), format!("In {document} steht keine Tabelle."));
        }
        self.pick(
            format!("There is no such table in {document}. It has {}.", listed(&names, "and")),
            format!("So eine Tabelle gibt es in {document} nicht. Es hat {}.", listed(&names, "und")),
        )
    }

    pub fn document_stays(self, name: &str) -> String {
        let (name, said) = (bold(name), plain(name));
        self.pick(
            format!("{name} stays as it was sent. `table from {said}` makes a card of it, which takes rows."),
            format!("{name} bleibt, wie es ist. `tabelle aus {said}` macht daraus eine Karte, die Zeilen annimmt."),
        )
    }
}
