# Repositorys: ihre Liste, ihre Branches und Dateien.

rail-workspace = Werkstatt
workspace-lead = Repositorys halten die Dateien eines Projekts und alles, was sie je waren. Du und wen du einlädst arbeiten hier daran, oder mit git.
workspace-tabs = Was vom Branch gezeigt wird
workspace-path = Pfad

repo-new = Neues Repository
repo-create = Repository anlegen
repo-name-hint = Buchstaben, Ziffern, Bindestriche, Punkte und Unterstriche: Er steht in der Adresse.
repo-rename-hint = Umbenennen ändert die Adresse. Klone, die die alte kennen, müssen davon erfahren.
repo-description = Beschreibung
repo-who-sees = Wer es sehen darf
repo-private = privat
repo-private-text = Nur du und wen du einlädst
repo-server = dieser Server
repo-server-text = Alle mit einem Konto auf diesem Server dürfen es lesen
repo-archived = archiviert
repo-archived-title = Archiviert: { $count }
repo-archive = Archivieren
repo-archive-hint = Ein archiviertes Repository kann gelesen und geklont werden; nichts darin ändert sich, bis es zurückgeholt wird.
repo-restore = Zurückholen
repo-settings = Einstellungen des Repositorys
repo-protected = Geschützte Branches
repo-protected-hint = Ein Name pro Zeile, * für Beliebiges. Niemand kann sie umschreiben oder entfernen.
repo-role-read = darf lesen
repo-role-write = darf schreiben
repo-role-admin = darf alles
repo-empty = In diesem Repository ist noch nichts.
repo-empty-here = Hier beginnen
repo-empty-git = Mit git beginnen
repo-done-saved = Gespeichert.
repo-done-renamed = Umbenannt.
repo-done-deleted = Gelöscht. Im Verlauf bleibt es.
repo-done-archived = Archiviert. Es steht am Ende der Liste.
repo-done-restored = Es kann wieder geändert werden.
repo-done-left = Du bist dort nicht mehr Mitglied.
repo-error-name = Ein Name hat 1 bis 100 Buchstaben, Ziffern, Bindestriche, Punkte und Unterstriche, beginnt mit einem Buchstaben oder einer Ziffer und endet nicht auf „.git“.
repo-error-taken = Du hast schon ein Repository dieses Namens: Wähle einen anderen.
repo-error-many = Du hast 500 Repositorys: Archiviere zuerst eines, das nicht mehr gebraucht wird.
repo-error-members = Dieses Repository hat schon 200 Mitglieder.
repo-error-archived = Dieses Repository ist archiviert: Nichts darin kann geändert werden. Hole es zuerst in seinen Einstellungen zurück.
repo-error-role = Das darfst du hier nicht: Frage jemanden, der im Repository alles darf.
repo-error-protected = Dieser Branch ist geschützt.
repo-error-exists = Etwas dieses Namens ist schon da.
repo-error-stale = Jemand anderes hat es inzwischen geändert: Sieh es dir noch einmal an.
repo-error-user = Auf diesem Server gibt es niemanden dieses Namens, den du einladen könntest.
repo-error-invalid = Das geht nicht: { $problem }.
repo-error-large = Das ist zu groß.

clone = Klonen
clone-url = Adresse für git
clone-copy = Adresse zum Klonen kopieren
clone-hint = git fragt nach Name und Passwort: Das Passwort ist ein API-Token.
clone-token = In den Einstellungen eines anlegen

branches = Branches
branches-none = Vor der ersten Datei gibt es keinen Branch.
branch-select = Anderen Branch wählen
branch-new = Neuer Branch
branch-create = Branch anlegen
branch-prefix = Präfix (freiwillig)
branch-from = Beginnt bei
branch-name-hint = Ohne Namen wird einer erfunden.
branch-default = Hauptbranch
branch-protected = geschützt
branch-delete = Den Branch { $name } löschen
branch-gone = Diesen Branch gibt es nicht
branch-gone-text = In diesem Repository gibt es keinen Branch „{ $name }“, oder er wurde gelöscht.
branch-gone-kept = Es wurde nichts gespeichert. Hier steht, was du geschrieben hast: Nimm es mit, bevor du weitergehst.

code-tab = Code
code-new = Neue Datei
code-edit = Bearbeiten
code-path = Pfad
code-path-hint = Ordner kommen mit ihren Dateien: doc/erstes.md
code-content = Text
code-message = Was hast du geändert?
code-message-hint = Freiwillig: Sonst steht dort der Name der Datei
code-message-create = { $path } hinzufügen
code-message-change = { $path } ändern
code-message-rename = { $from } in { $to } umbenennen
code-message-delete = { $path } löschen
code-save = Speichern
code-rename = Umbenennen oder verschieben
code-delete = Löschen
code-delete-hint = Im Verlauf bleibt sie.
code-archived = Dieses Repository ist archiviert: Seine Dateien lassen sich hier lesen und nicht ändern.
code-read-only = Du darfst hier lesen. Um Dateien zu ändern, bitte einen Verwalter des Repositorys um die Rolle „darf schreiben“.
code-download = Herunterladen
code-more = Umbenennen, verschieben, löschen
code-executable = Programm
code-link = Verweis
code-submodule = Submodul
code-link-text = Das ist ein Verweis auf eine andere Stelle. Verweise bleiben, wie sie sind, und werden hier nie verfolgt.
code-submodule-text = Das ist ein Commit eines anderen Repositorys. Er bleibt, wie er ist, und wird nie geholt.
code-no-text = Das kann nicht als Text gezeigt werden. Lade es herunter, um es anzusehen.

history-tab = Verlauf
commits-none = Hier ist nichts geschehen.
history-more = Früher

conflict-title = Jemand anderes hat diese Datei inzwischen gespeichert.
conflict-merged = Beide Änderungen passen zusammen. Sieh dir das Ergebnis an und speichere es.
conflict-marks = Ihr habt beide dieselben Zeilen geändert. Sie stehen unten doppelt, zwischen Marken: Behalte, was richtig ist, entferne die Marken und speichere.
conflict-two = Unten steht dein Text, und am Ende der Seite, was jetzt da ist.
conflict-gone = Sie wurde gelöscht. Speichere deinen Text, um sie zurückzuholen.
conflict-mine = dein Text
conflict-theirs = was jetzt da ist
conflict-result = Text, der gespeichert wird
conflict-drop = Lassen, was jetzt da ist

members = Mitglieder
member-owner = gehört das Repository
member-name = Name auf diesem Server
member-role = Darf
member-role-of = Was { $name } darf
member-add = Einladen
member-remove = { $name } entfernen
member-leave = Dieses Repository verlassen

compare = Vergleichen
compare-from = Was
compare-into = kommt in
compare-lead = „{ $from }“ hat { $ahead ->
    [one] einen Commit
   *[other] { $ahead } Commits
}, die „{ $into }“ nicht hat, und „{ $into }“ hat { $behind ->
    [0] keinen
    [one] einen
   *[other] { $behind }
}, die „{ $from }“ nicht hat.
compare-nothing = Alles aus „{ $from }“ ist schon in „{ $into }“.
merge = Zusammenführen
merge-how = Wie
merge-commit = Merge-Commit: Beide Verläufe bleiben, wie sie sind
merge-squash = Squash: ein Commit mit allem, was sich geändert hat
merge-forward = Vorspulen: kein eigener Commit
merge-message = { $from } in { $into } zusammenführen
merge-message-hint = Freiwillig: Sonst steht dort, welcher Branch in welchen kam
repo-error-conflict = Sie lassen sich nicht zusammenführen: { $paths }. Ändere zuerst eine der Seiten, hier oder mit git.
repo-error-forward = Der Branch hat eigene Commits: Wähle einen anderen Weg.
diff-summary = { $files ->
    [one] Eine Datei
   *[other] { $files } Dateien
}, { $added ->
    [one] eine Zeile
   *[other] { $added } Zeilen
} mehr und { $removed } weniger
diff-more = { $count } weitere Dateien werden hier nicht gezeigt. Klone das Repository, um alle zu sehen.
diff-added = neu
diff-deleted = gelöscht
diff-changed = geändert
diff-renamed = umbenannt
diff-binary = Kein Text, oder zu lang, um hier verglichen zu werden.
diff-cut = Es gibt mehr, als hier gezeigt werden kann.

chat-tab = Chat
live-title = Bitte um eine Änderung an diesem Branch
live-text = Sage, was du wissen oder geändert haben willst. Der Assistent liest und bearbeitet die Dateien dieses Branches; jede Antwort wird ein Commit in deinem Namen, und alle auf dem Branch sehen ihn sofort. Ohne Sprachmodell führt er Aufträge in einfachen Worten aus: Sage Hilfe, um zu sehen, welche.
live-text-read = Sage, was du wissen willst: Der Assistent liest die Dateien dieses Branches für dich. Ohne Sprachmodell führt er Aufträge in einfachen Worten aus: Sage Hilfe, um zu sehen, welche.
live-private = Nur du siehst diesen Chat. Er bleibt, bis du ihn leerst oder der Branch gelöscht wird.
live-read-only = Du darfst dieses Repository lesen: Der Assistent sieht für dich nach und ändert nichts.
live-archived = Dieses Repository ist archiviert: Der Assistent sieht für dich nach und ändert nichts.
live-log = Was gesagt wurde
live-older = Frühere Nachrichten
live-examples = Was du sagen kannst
live-example-list = liste Dateien
live-example-find = suche "Hallo"
live-example-replace = ersetze "Hallo" durch "Willkommen" in index.html
live-example-add = erstelle notizen.md: Aus dem Chat geschrieben
live-say = Frage, oder sage, was zu ändern ist
live-send = Senden
live-queued = Wartet, bis es dran ist
live-running = Bei der Arbeit
live-interrupted = Der Server wurde mittendrin angehalten. Davon ist noch nichts committet.
live-cancelled = Angehalten
live-steps = { $count ->
    [one] { $count } Schritt
   *[other] { $count } Schritte
}
live-step-list = In { $about } nachgesehen
live-step-list-all = Die Dateien durchgesehen
live-step-read = { $about } gelesen
live-step-search = Nach { $about } gesucht
live-step-write = { $about } geschrieben
live-step-edit = { $about } bearbeitet
live-step-move = { $about } verschoben
live-step-delete = { $about } gelöscht
live-step-diff = Die Änderungen angesehen
live-step-other = { $tool } { $about }
live-step-refused = Abgelehnt: { $step }
live-commit = Ansehen, was sich geändert hat
live-continue = Fortsetzen
live-stop = Anhalten
live-clear = Diesen Chat leeren
live-clear-text = Die Nachrichten werden weggelegt und nicht mehr gezeigt. Commits bleiben, wie sie sind.
live-clear-do = Leeren
live-error-waiting = Mehrere Nachrichten warten schon. Warte auf eine Antwort, oder halte eine an.
live-error-full = Dieser Chat ist voll. Leere ihn, um neu zu beginnen.
live-error-over = Das ist schon vorbei.

live-people = Gerade auch hier
import = Repository importieren
import-lead = Ein Repository, das anderswo liegt, kommt hierher, wie es ist, mit allem, was es je war; aus einem Archiv von Dateien wird ein erster Commit.
import-file = Datei
import-file-hint = Ein Bundle, wie git bundle create site.bundle --all es macht, oder ein ZIP-Archiv; höchstens { $most }.
import-file-zip-hint = Ein ZIP-Archiv von höchstens { $most }.
import-address = Oder seine Adresse auf einem anderen Server
import-address-hint = Wie git clone sie nimmt. Erlaubt sind:
import-token = Token für jenen Server
import-token-hint = Nur für das, was nicht für alle ist. Er wird einmal benutzt und nirgends aufbewahrt.
import-name-hint = Leer: wie die Datei oder die Adresse heißt.
import-sending = Wie viel gesendet ist
import-begin = Importieren
importing = { $name } wird importiert
import-waiting = Wartet …
import-receiving = { $size } sind gekommen.
import-checking = Alles ist gekommen und wird angesehen.
import-unpacking = { $count } Dateien sind ausgepackt.
import-done = Es ist da: { $branches ->
    [one] ein Branch
   *[other] { $branches } Branches
}, { $tags ->
    [one] ein Tag
   *[other] { $tags } Tags
}.
import-failed = Es wurde nichts importiert:
import-leave = Du kannst diese Seite verlassen; es geht weiter.
import-left-out = Das wurde ausgelassen, weil sein Name hier etwas anderes bedeutet oder weil es ein Link ist:
import-open = Öffnen
import-another = Noch eines importieren
import-look = Noch einmal nachsehen
import-end = Import beenden
import-error-many = Zwei Importe von dir laufen schon. Warte, bis einer davon zu Ende ist.
import-error-git = Auf diesem Server gibt es das Programm git nicht. Bring stattdessen ein ZIP-Archiv.
import-error-source = Wähle eine Datei, oder gib eine Adresse an.

workspace-recent = Wo du warst
workspace-repositories = Repositorys
open-branch = Branch öffnen
open-lead = Mach weiter, wo jemand angefangen hat, oder fang auf einem neuen Branch etwas Eigenes an.
open-none = Es gibt noch kein Repository.
open-repository = Repository
open-choose = Wählen
open-which = Branch
open-existing = Einen, den es gibt
open-generated = Einen neuen; sein Name wird ausgedacht
open-named = Einen neuen mit diesem Namen
open-from = Ein neuer beginnt bei
open-go = Öffnen

pulls = Pull-Requests
pulls-open = Offen
pulls-over = Erledigt
pulls-none = Kein Branch wartet darauf, zusammengeführt zu werden. Vergleiche zwei Branches, um darum zu bitten.
pulls-none-over = Noch wurde keiner zusammengeführt oder geschlossen.
pull-new = Neuer Pull-Request
pull-open-it = Anfrage stellen
pull-title = Titel
pull-body = Beschreibung (optional, Markdown)
pull-what = { $who } möchte { $from } nach { $into } bringen
pull-open = offen
pull-merged = zusammengeführt
pull-closed = geschlossen
pull-merged-by = { $who } hat ihn zusammengeführt.
pull-merged-elsewhere = Er wurde mit git zusammengeführt.
pull-closed-by = { $who } hat ihn geschlossen, ohne zusammenzuführen.
pull-commit = Commit zeigen
pull-branch-gone = Einen der beiden Branches gibt es nicht mehr. Schließe den Request, oder bring den Branch zurück.
pull-more = Bearbeiten oder schließen
pull-save = Speichern
pull-close = Schließen, ohne zusammenzuführen
pull-reopen = Wieder öffnen
pull-error-exists = Für diese beiden Branches gibt es schon einen offenen Request.
pull-error-many = Zu viele Requests sind offen. Führe zuerst einige zusammen, oder schließe sie.
pull-error-nothing = Alles von diesem Branch ist schon im anderen.
settle = Was soll gelten?
settle-lead = „{ $from }“ und „{ $into }“ haben dieselben Stellen geändert. Sage bei jeder Datei, was dort stehen soll; noch ist nichts zusammengeführt.
settle-keep = Behalten, was in { $name } steht
settle-both = Diesen Text behalten. Entferne die Marken um das, was beide geändert haben.
settle-deleted = In { $name } wurde sie gelöscht.
settle-no-text = Sie ist kein Text, oder zu lang, um hier bearbeitet zu werden.
github = GitHub
github-open = Von GitHub
github-lead = Arbeite hier an deinen Repositorys von GitHub. Was du speicherst, ist dort ein Commit, mit deinem Token gemacht, bevor es hier steht.
github-token = Token
github-token-hint = Bei GitHub unter Settings → Developer settings gemacht, für die Repositorys, die du wählst, mit Contents und Pull requests zum Lesen und Schreiben. Es wird versiegelt aufbewahrt und nur an GitHub geschickt.
github-connect = Verbinden
github-disconnect = Token vergessen
github-disconnect-app = Trennen
github-app-connect = Mit GitHub verbinden
github-app-hint = GitHub wird dich bitten, diesem Server das Recht „{ $scope }“ zu geben: alle Repositorys zu lesen und zu schreiben, bei denen du es darfst, auch private. Ein kleineres Recht dieser Art gibt es dort nicht. Ein Fine-grained-Token, unten, öffnet nur die Repositorys, die du wählst.
github-or-token = Oder mit einem Token
github-as = Verbunden als { $login }.
github-by-name = Repository
github-by-name-hint = Als EIGENTÜMER/NAME.
github-bring = Öffnen
github-yours = Deine Repositorys dort
github-none = Dieses Token darf keine sehen.
github-more = Mehr
github-archived = dort archiviert
github-read-only = darf lesen
github-here = Es ist hier
github-waits = GitHub bittet, bis { $time } zu warten.
github-done-connected = Verbunden.
github-done-forgotten = Das Token ist vergessen. Was hier ist, kann gelesen, aber nicht geschrieben werden.
github-done-disconnected = Getrennt: Das Token ist hier vergessen und bei GitHub zurückgenommen. Was hier ist, kann gelesen, aber nicht geschrieben werden.
github-done-untold = Das Token ist hier vergessen. GitHub war nicht zu erreichen: Nimm es dort zurück, unter Settings → Applications.
github-done-denied = Du hast bei GitHub abgelehnt. Es wurde nichts behalten.
github-done-lacking = GitHub hat weniger als das Recht gegeben, Repositorys zu lesen und zu schreiben. Darum wurde nichts behalten. Verbinde noch einmal und lass die Rechte, wie sie sind.
github-done-unknown = Diese Antwort von GitHub ist nicht zu gebrauchen: Sie kam zu spät, wurde schon benutzt oder gehört zu einer anderen Anmeldung. Verbinde noch einmal.
github-done-refused = GitHub hat es abgelehnt. Es wurde nichts behalten. Versuch es noch einmal.
github-done-app = GitHub nimmt diesen Server dort nicht an. Wer ihn betreibt, muss seine Einstellungen für GitHub ansehen.
github-done-away = GitHub ist gerade nicht zu erreichen. Es wurde nichts behalten. Versuch es noch einmal.
look = Ansehen
look-lead = Das ist bei GitHub und nicht hier: jeweils ein Ordner oder eine Datei davon, bis zu 1 MB. Was du speicherst, ist dort ein Commit.
look-bring = Hier daran arbeiten
look-to = Auf einem neuen Branch
look-to-hint = Sein Name, wenn die Änderung nicht auf dem gezeigten Branch stehen soll. Sonst leer.
look-branch = Branch
look-show = Zeigen
look-more-branches = Das sind die ersten hundert.
look-saved = Bei GitHub gespeichert.
look-empty = Dieses Repository hat noch keinen Commit. Öffne es hier: Die erste Datei, die du speicherst, macht einen.
look-bytes = Diese Datei ist kein Text. Sie hat { $size }.
look-large = Diese Datei ist größer als die { $size }, die hier gezeigt werden. Öffne das Repository hier, um daran zu arbeiten.
look-other = Das ist ein Link oder ein eigenes Repository. Keinem davon wird gefolgt.
github-mirror-hint = Dieses Repository ist bei GitHub: Wie es heißt und wer es sehen darf, wird dort gesagt. Hier gehört es nur dir.
github-archive-hint = Der Spiegel kommt ans Ende deiner Liste und wird nicht mehr nachgesehen. Bei GitHub ändert sich nichts.
github-error-mirror = Das wird bei GitHub gesagt: wie das Repository heißt und wer es sehen darf.
github-error-name = Ein Repository heißt dort EIGENTÜMER/NAME.
github-error-token = Das ist kein Token: Kopiere es ganz und sonst nichts.
github-error-unknown = GitHub hat kein solches Repository oder zeigt es dir nicht: Gib deinem Token zuerst Zugriff darauf.
