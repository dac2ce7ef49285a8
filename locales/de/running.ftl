# Was laufende Apps von selbst sagen; das Übrige sagen ihre Autoren.

app-tabs = Reiter
app-dialog = Dialog
app-close = Schließen
app-send = Senden
app-field = Feld
app-copy = Kopieren
app-copy-refused = Du hast dieser App die Zwischenablage nicht erlaubt
app-file = Textdatei wählen
app-move = Verschieben
app-move-how = Ziehen, oder die Pfeiltasten nach oben und unten drücken
app-move-card = { $title } verschieben
app-percent = { $number } %
app-row = Zeile { $number }
app-tiles = Felder
app-no-picture = Kein Bild
app-sound = Klang
app-canvas = { $count ->
    [0] Leere Zeichnung
    [one] Zeichnung mit einem Strich
   *[other] Zeichnung mit { $count } Strichen
}

app-keys = Tastatur
app-keys-resting = Hier klicken, um mit der Tastatur zu spielen
app-keys-taken = Die Tastatur spielt; Esc gibt sie frei
app-key-up = Hoch
app-key-down = Runter
app-key-left = Links
app-key-right = Rechts
app-key-enter = Eingabe
app-key-space = Leertaste

app-crashed = Diese App wurde angehalten
app-crashed-why = Sie ist mehrmals hintereinander gescheitert. Was sie gespeichert hatte, ist noch da.
app-restart = Neu starten
app-reset = Zurücksetzen
app-reset-what = Zurücksetzen beginnt dieses Fenster von vorn, als wäre es gerade geöffnet worden.
app-details = Einzelheiten

app-no-month = Kein Monat zu zeigen
app-month-of = { $month } { $year }
app-day = { $day }. { $month }
app-day-with = { $day }. { $month }, { $count ->
    [one] ein Eintrag
   *[other] { $count } Einträge
}
app-weekday-1 = Montag
app-weekday-2 = Dienstag
app-weekday-3 = Mittwoch
app-weekday-4 = Donnerstag
app-weekday-5 = Freitag
app-weekday-6 = Samstag
app-weekday-7 = Sonntag
app-weekday-short-1 = Mo
app-weekday-short-2 = Di
app-weekday-short-3 = Mi
app-weekday-short-4 = Do
app-weekday-short-5 = Fr
app-weekday-short-6 = Sa
app-weekday-short-7 = So
app-month-1 = Januar
app-month-2 = Februar
app-month-3 = März
app-month-4 = April
app-month-5 = Mai
app-month-6 = Juni
app-month-7 = Juli
app-month-8 = August
app-month-9 = September
app-month-10 = Oktober
app-month-11 = November
app-month-12 = Dezember
