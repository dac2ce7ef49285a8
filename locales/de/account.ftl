# Anmelden, ein Konto anlegen, Einstellungen, und was schiefging.

error-home = Zurück zum Schreibtisch
error-request-id = Anfrage
error-not-found = Hier ist nichts
error-not-found-text = Die Adresse ist vielleicht vertippt, oder was hier war, gehört jemand anderem.
error-gone = Dieser Link gilt nicht mehr
error-gone-text = Er wurde benutzt oder zurückgezogen oder ist abgelaufen. Wer ihn geschickt hat, kann einen neuen machen.
error-forbidden = Nicht von hier aus
error-forbidden-text = Entweder dürfen das nur Verwalter, oder die Anfrage kam von einer fremden Seite. Öffne die Seite auf diesem Server neu und wiederhole sie.
error-too-many = Zu viele Versuche
error-too-many-text = Warte { $seconds ->
    [one] eine Sekunde
   *[other] { $seconds } Sekunden
} und versuche es noch einmal.
error-busy = Gerade ausgelastet
error-busy-text = Versuche es in ein paar Sekunden noch einmal.
error-request = Diese Anfrage ist nicht zu verstehen
error-request-text = Geh zurück, lade die Seite neu und versuche es noch einmal.
error-disk-full = Die Platte des Servers ist fast voll
error-disk-full-text = Es wurde nichts geändert. Erst muss der Betreiber Platz schaffen; lesen lässt sich weiterhin alles.
error-not-saved = Das ließ sich nicht speichern
error-not-saved-text = Es wurde nichts geändert. Bitte versuche es noch einmal.
error-internal = Hier ist etwas schiefgegangen
error-internal-text = Was gespeichert war, ist noch da. Wenn es wieder passiert, nenne dem Betreiber die Nummer unten.

first-run = Hier hat noch niemand ein Konto
first-run-text = Das Programm hat einen Einrichtungslink ausgegeben, im Terminal, in dem es gestartet wurde, oder in seinem Protokoll. Öffne diesen Link, um das erste Konto anzulegen.
setup = Das erste Konto anlegen
setup-text = Dieses Konto verwaltet den Server: Es kann andere einladen.
setup-done = Dieser Server ist eingerichtet
setup-done-text = Das erste Konto gibt es schon. Melde dich an, oder bitte den Betreiber um eine Einladung.
invited = Du bist eingeladen
invited-text = Wähle einen Namen und ein Passwort, und ein eigener Schreibtisch wartet auf dich.
make-account = Konto anlegen
sign-in = Anmelden
sign-in-wrong = Der Name oder das Passwort ist falsch.
sign-in-disabled = Dieses Konto ist gesperrt. Frag den Betreiber des Servers.

field-name = Name
field-password = Passwort
field-current-password = Bisheriges Passwort
field-new-password = Neues Passwort
field-role = Rolle
field-tier = Stufe
field-language = Sprache
field-device = Gerät
field-seen = Zuletzt benutzt
field-made = Erstellt
field-state = Zustand
field-may = Darf
field-good-for = Gilt für
field-good-until = Gilt bis
field-action = Aktion
choose = Wählen
name-empty = Wähle einen Namen.
name-too-long = Ein Name hat höchstens { $max } Zeichen.
name-control = Ein Name ist eine Zeile aus gewöhnlichen Zeichen.
name-taken = Der Name ist vergeben. Wähle einen anderen.
password-hint = Mindestens 8 Zeichen. Ein Satz merkt sich leichter als ein Rätsel.
password-too-short = Ein Passwort hat mindestens 8 Zeichen.
password-too-long = Ein Passwort hat höchstens 1.024 Bytes.
password-common = Dieses Passwort wird als eines der ersten geraten. Wähle ein anderes.
password-name = Das Passwort darf nicht der Name sein.
password-wrong = Das ist nicht dein bisheriges Passwort.

settings = Einstellungen
settings-account = Konto
settings-look = Aussehen und Sprache
settings-password = Passwort
settings-sign-ins = Wo du angemeldet bist
settings-api-tokens = API-Token
settings-invitations = Einladungen
settings-users = Benutzer
role-admin = Verwalter
role-user = Benutzer
tier-stacks = { $max ->
    [one] ein Stapel gleichzeitig
   *[other] { $max } Stapel gleichzeitig
}
tier-no-limit = ohne Grenzen
tier-of = Stufe von { $name }
change-password = Passwort ändern
sign-ins-text = Wer eine Anmeldung beendet, schließt ihre offenen Seiten binnen einer Sekunde.
sign-in-this = diese hier
sign-in-token = Token für { $agent }
end-sign-in = Beenden
end-other-sign-ins = Alle anderen beenden
api-tokens-text = Ein Token lässt ein Programm als dich herein, über MCP und die API: einen Editor, einen Agenten, ein Skript. Wer ihn hat, kann ihn benutzen.
api-token-name-hint = Wofür der Token ist, etwa das Programm und der Rechner, auf dem es läuft.
api-token-name-wrong = Ein Name ist eine Zeile aus 1 bis 60 gewöhnlichen Zeichen.
api-token-too-many = Mehr Token kann es nicht geben. Widerrufe einen, der nicht mehr gebraucht wird.
api-token-make = Token erstellen
api-token-read = lesen
api-token-write = lesen und ändern
api-token-days = { $days ->
    [one] einen Tag
   *[other] { $days } Tage
}
api-token-unused = nie
api-token-fresh = Kopiere diesen Token jetzt. Er wird nicht noch einmal gezeigt.
api-token-address = Die Adresse des MCP-Servers
api-token-revoke = Widerrufen
agent-on = { $browser } auf { $system }
agent-unknown = Unbekanntes Gerät
invitations-text = Eine Einladung ist ein Link, der ein Konto anlegt. Wer ihn hat, kann ihn benutzen; schick ihn also nur einer Person.
invite = Einladung erstellen
invitation-link = Kopiere diesen Link jetzt. Er wird nicht noch einmal gezeigt.
invitation-open = Offen bis { $until }
invitation-used = Benutzt von { $name }
invitation-withdrawn = Zurückgezogen
invitation-expired = Abgelaufen
withdraw = Zurückziehen
user-disabled = gesperrt
disable-user = Sperren
enable-user = Entsperren
done-password-changed = Das Passwort ist geändert. Alle anderen Anmeldungen und alle API-Token sind beendet.
done-sign-in-ended = Die Anmeldung ist beendet.
done-others-ended = Alle anderen Anmeldungen sind beendet.
done-token-revoked = Der Token ist widerrufen.
done-invitation-withdrawn = Die Einladung ist zurückgezogen.
done-user-changed = Der Benutzer ist geändert.
done-last-admin = Nichts wurde geändert: Sonst könnte sich kein Verwalter mehr anmelden.
