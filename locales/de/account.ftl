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
error-internal = Hier ist etwas schiefgegangen
error-internal-text = Was gespeichert war, ist noch da. Wenn es wieder passiert, nenne dem Betreiber die Nummer unten.
