# Die Suche.

search-placeholder = Alles finden, auch in der Schublade
search-type = Was gesucht wird
search-place = Wo gesucht wird
search-all = Alles
search-everywhere = Überall
search-on-desk = Auf dem Schreibtisch
search-in-drawer = In der Schublade
search-lead = Sucht in allem, was Karten, Stapel, Dokumente und das Gespräch sagen.
search-nothing = Nichts gefunden. Versuche weniger Wörter oder nur den Anfang eines Wortes.
search-found =
    { $count ->
        [one] Ein Ergebnis
       *[other] { $count } Ergebnisse
    }
search-found-many = Die besten von { $count } Ergebnissen und mehr. Ein weiteres Wort grenzt sie ein.
search-on = auf { $stack }
search-archived-on = in der Schublade, von { $stack }
search-archived-with = in der Schublade, mit ihrem Stapel { $stack }: erst den Stapel wiederherstellen
search-stack = Stapel
search-stack-archived = Stapel, in der Schublade
search-message = Nachricht
search-said = { $who }
search-document = Dokument
search-document-page = Seite { $number }
search-document-row = Zeile { $row }
search-document-away = weggelegt
search-pages = Seiten
search-before = Vorige Seite
search-after = Nächste Seite
search-help = So wird gesucht
search-help-words = Alle Wörter müssen vorkommen, in beliebiger Reihenfolge. "Wörter in Anführungszeichen" müssen hintereinander stehen, und -Wort schließt aus.
search-help-filters = Filter: typ:karte, typ:chat, typ:stapel oder typ:dokument; in:Steuern für einen Stapel; von:mir oder von:assistent; archiviert:ja oder archiviert:nein; nach:2026-01 und vor:2026-03-15.
