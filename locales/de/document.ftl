# Was die Seiten und Karten der Dokumente sagen.

document-processing = wird gelesen
document-extracted = Bilder werden gelesen
document-completed = gelesen
document-failed = nicht lesbar

documents-lead = Was du hierher schickst, kannst du Seite für Seite lesen und wieder mitnehmen. Jede Datei bekommt eine Karte auf deinem Schreibtisch.
documents-choose = Dateien hinzufügen
documents-send = Hinzufügen
documents-sending = Wird gesendet
documents-kinds = PDF, Word, Excel, OpenDocument-Tabellen, CSV, Text, Markdown, HTML, JSON und Bilder. Du kannst Dateien auch hier ablegen.
documents-empty = Noch keine Dokumente. Füge oben eine Datei hinzu.
documents-nothing = Kein Dokument trägt das im Namen.
documents-none-archived = Nichts ist weggelegt.
documents-show-archived = Weggelegtes zeigen
documents-show-active = Zurück zu den Dokumenten
documents-download = Herunterladen
documents-download-of = { $name } herunterladen
documents-archive = Weglegen
documents-archive-of = { $name } weglegen
documents-card = Karte zeigen
documents-read-again = Noch einmal lesen
documents-all = Alle Dokumente
documents-folders = Ordner
documents-folder = Ordner
documents-folder-example = Steuern/2026
documents-folder-move = Verschieben
documents-tables = Tabellen
documents-table = Tabelle { $number }
documents-yes = ja
documents-no = nein
documents-pages-nav = Seiten
documents-earlier = Zurück
documents-later = Weiter
documents-page = Seite { $number } von { $count }
documents-rows = Zeilen { $first } bis { $last } von { $count }
documents-pages = { $count ->
    [one] { $count } Seite
   *[other] { $count } Seiten
}
documents-sheets = { $count ->
    [one] { $count } Tabelle
   *[other] { $count } Tabellen
}
documents-refused = { $name } wurde nicht angenommen: { $why }

refusal-empty = Die Datei ist leer.
refusal-unknown-kind = Diese Art von Datei kann nicht gelesen werden.
refusal-mislabelled = Ihr Name sagt das eine und ihr Inhalt etwas anderes.
refusal-bomb = Entpackt wäre sie weit größer, als sie ist.
refusal-too-many-pixels = Das Bild hat mehr Punkte, als gezeigt werden können. Verkleinere es zuerst.
refusal-entities = Sie legt eigene Entitäten fest, die grenzenlos wachsen können.
refusal-too-deep = Sie ist zu tief verschachtelt, um gelesen zu werden.
refusal-locked = Sie ist mit einem Passwort geschützt. Entferne es zuerst.
refusal-damaged = Sie ist beschädigt oder nicht ganz das, was sie zu sein behauptet.
refusal-too-slow = Sie zu lesen dauert länger, als hier erlaubt ist.
refusal-too-much-memory = Sie zu lesen braucht mehr Speicher, als hier erlaubt ist.
refusal-too-much = Sie enthält mehr, als aufgenommen werden kann.

note-shortened = In dieser Datei steht mehr, als hier gezeigt wird.
note-pages-left-out = Einige Seiten konnten nicht gelesen werden.
note-ocr-missing = Hier steht Schrift in Bildern. Dieser Server kann sie nicht lesen, weil das Programm tesseract nicht installiert ist.
note-ocr-failed = Die Schrift in einigen Bildern konnte nicht gelesen werden.

facts = Was darin steht
facts-none = Es wurde keine Rechnungsnummer, kein Datum, kein Betrag oder Ähnliches gefunden. Du kannst ergänzen, was wichtig ist.
fact-vendor = Von
fact-invoice-number = Rechnungsnummer
fact-date = Datum
fact-due-date = Fällig
fact-total = Summe
fact-iban = IBAN
fact-email = E-Mail
fact-phone = Telefon
fact-page = Seite { $number }
fact-sure = { $percent } % sicher
fact-corrected = von dir
fact-found = Gefunden: { $value }
fact-correct = Berichtigen
fact-correct-of = Berichtigen: { $name }
fact-save = Speichern
fact-empty-hint = Leer lassen, wenn das Dokument nichts davon sagt.
fact-take-back = Zurücknehmen
fact-take-back-of = Berichtigung zurücknehmen: { $name }
fact-add = Ergänzen, was fehlt
fact-which = Was ergänzt wird
fact-value = Sein Wert
