# Aufgaben von Agenten: ihre Liste, das Protokoll jeder einzelnen.

rail-agents = Agenten
agents-lead = Stelle eine Aufgabe in einfachen Worten. Ein Agent erledigt sie auf einem eigenen Branch, auch während du weg bist; du siehst dir an, was er geändert hat, und führst es zusammen.
agents-which = Welche Aufgaben
agents-all = Alle
agents-work = In Arbeit
agents-waiting = Warten auf jemanden
agents-over = Vorbei
agents-none = Noch keine Aufgaben. Schreibe oben, was zu tun ist.
agents-none-here = Hier steht im Moment keine Aufgabe.
agents-no-repositories = Eine Aufgabe wird in einem Repository erledigt, und du hast keines, in dem du schreiben darfst.

agent-new = Neue Aufgabe
agent-task = Aufgabe
agent-task-example = Ersetze "Hallo" durch "Willkommen" in allen Dateien
agent-repository = Repository
agent-base = Beginnt bei
agent-base-default = dem Standard-Branch
agent-new-hint = Ohne Modell verstehen Agenten Aufträge wie: ersetze "alt" durch "neu" in DATEI; erstelle DATEI: ihr Text; benenne DATEI in NAME um; frage FRAGE. Mit einem Modell verstehen sie, was dieses versteht.
agent-give = Aufgabe stellen
agent-by = für { $who }
agent-tokens = { $count ->
    [one] { $count } Token
   *[other] { $count } Tokens
}
agent-branch = Branch
agent-requester = Für
agent-given = Gestellt
agent-model = Modell
agent-asked = Anfragen
agent-cost = Verbraucht
agent-worked = Gearbeitet

agent-state-queued = wartet
agent-state-queued-at = wartet als Nummer { $place }
agent-state-preparing = bereitet vor
agent-state-running = in Arbeit
agent-state-waiting = wartet auf eine Antwort
agent-state-finalizing = schließt ab
agent-state-done = erledigt
agent-state-failed = gescheitert
agent-state-cancelled = abgebrochen
agent-state-paused = angehalten
agent-state-interrupted = unterbrochen, geht gleich weiter
agent-wanted-cancel = wird abgebrochen
agent-wanted-pause = wird angehalten

agent-asks = Er fragt:
agent-answer = Deine Antwort
agent-send-answer = Antworten
agent-code = Seinen Branch öffnen
agent-pause = Anhalten
agent-resume = Weiter
agent-cancel = Abbrechen
agent-retry = Noch einmal auf seinem Branch
agent-fresh = Noch einmal auf neuem Branch
agent-log = Protokoll
agent-more = Mehr dazu sagen
agent-more-hint = Er liest das zwischen zwei Schritten.
agent-more-over = Damit geht die Aufgabe weiter, auf demselben Branch.
agent-send = Senden

agent-step-said = { $who } sagt
agent-step-waits = { $who } sagt, noch nicht gelesen
agent-step-model = { $model }
agent-step-commit = Gespeichert
agent-step-no-commit = Nichts gespeichert
agent-step-cut = Dabei wurde der Server angehalten; es wird wiederholt
agent-step-bad = abgelehnt
agent-step-details = Einzelheiten
agent-step-input = Aufgerufen mit
agent-step-output = Geantwortet
agent-tool-list = Listet Dateien
agent-tool-read = Liest
agent-tool-search = Sucht
agent-tool-write = Schreibt
agent-tool-edit = Ändert
agent-tool-move = Verschiebt
agent-tool-delete = Löscht
agent-tool-diff = Sieht an, was er geändert hat
agent-tool-ask = Fragt
agent-tool-finish = Schließt ab
agent-tool-other = Ruft { $name } auf

agent-error-task = Eine Aufgabe hat 1 bis 20.000 Zeichen.
agent-error-many = Zu viele deiner Aufgaben sind noch nicht vorbei: warte, oder brich eine davon ab.
agent-error-state = Das geht nicht, wo die Aufgabe jetzt steht.
agent-error-yours = Nur wer diese Aufgabe gestellt hat und die Admins des Repositorys sagen, was daraus wird.
agent-error-base = Dieses Repository hat noch keinen Commit: speichere dort erst eine Datei.
agent-error-said = Der Agent hat noch nicht gelesen, was vorher gesagt wurde: warte einen Moment.
agent-error-branch = Diesen Branch oder dieses Repository gibt es nicht: wähle einen anderen.

agent-review = Durchsehen
review = Durchsicht
review-log = Verlauf der Aufgabe
review-files = Dateien, die sich unterscheiden
review-gone = Den Branch des Agenten gibt es nicht mehr: Seine Arbeit ist übernommen, oder jemand hat ihn entfernt.
review-wait = Der Agent arbeitet noch. Was er bisher gesichert hat, steht hier; übernommen werden kann es, wenn er fertig ist.
review-finish = Mit der Basis abgleichen, übernehmen und aufräumen
review-finish-hint = Bringt, was in der Basis neu ist, in den Branch des Agenten, diesen in die Basis, und entfernt den Branch.
review-merge = Nur übernehmen
review-remark = Dem Agenten etwas zu dieser Datei sagen
review-line = Zeile (im neuen Text; leer für die ganze Datei)
review-text = Was anders sein soll
review-send = An den Agenten schicken
review-merged = In { $into } übernommen. Der Branch des Agenten ist entfernt.
review-merged-kept = In { $into } übernommen. Der Branch des Agenten ist noch da.
review-error-working = Der Agent arbeitet noch: Warte, bis er fertig ist, oder brich ihn ab.
review-error-text = Sag, was anders sein soll, und nenne eine Zeile, die es gibt, oder keine.
review-error-stale = Etwas hat sich bewegt, seit du geschaut hast. Hier sind die Änderungen, wie sie jetzt sind: Sieh sie an und versuche es noch einmal.
