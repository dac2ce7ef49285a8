# Sitzungen: der Schreibtisch, wie er war, und der Weg zurück.

sessions-lead = Eine Sitzung bewahrt alles, was auf deinem Schreibtisch liegt: Stapel, Karten, wo sie liegen und was darauf steht. Stelle sie wieder her, und der Schreibtisch ist wie damals.
sessions-empty = Noch ist nichts gesichert. Sichere den Schreibtisch unter einem Namen; während du arbeitest, wird er auch von Zeit zu Zeit gesichert.
sessions-named = Von dir gesichert
sessions-auto = Während der Arbeit gesichert
sessions-before = Vor einer Wiederherstellung
sessions-archived-title = Weggelegt: { $count }
sessions-saved = Gesichert.
sessions-renamed = Umbenannt und von jetzt an aufgehoben.
sessions-archived = Weggelegt. Sie kann unten zurückgeholt werden.
sessions-unarchived = Sie steht wieder in der Liste.
sessions-same = Nichts zu tun: Der Schreibtisch ist wie damals.
sessions-interval = Während der Arbeit sichern
sessions-interval-hint = Nur wenn sich etwas geändert hat. Aufgehoben werden die letzten acht, davor je eine pro Stunde und pro Tag.
sessions-interval-chosen = Gespeichert. So oft wird der Schreibtisch von jetzt an gesichert.
sessions-never = nie
sessions-seconds = alle { $count } Sekunden
sessions-minutes = { $count ->
    [one] jede Minute
   *[other] alle { $count } Minuten
}
sessions-error-name = Gib ihr einen Namen mit höchstens 80 Zeichen, in einer Zeile.
sessions-error-many = Es gibt schon { $max } Sitzungen von dir. Lege zuerst eine weg.
sessions-error-room = Deine Sitzungen nehmen allen Platz ein, den es für sie gibt, auch die weggelegten.
sessions-error-large = Der Schreibtisch ist zu groß für eine Sitzung: Archiviere zuerst einige Karten. Nichts wurde geändert.
sessions-error-newer = Eine neuere Fassung dieses Servers hat sie gesichert. Bitte die Betreiber, ihn zu aktualisieren.
sessions-error-tier = Deine Stufe erlaubt { $max } Stapel, und die Sitzung hat mehr. Nichts wurde geändert.
sessions-error-whole = Etwas davon kann nicht zurückkommen. Nichts wurde geändert.

session-name = Name der Sitzung
session-save = Sitzung sichern
session-auto = Von selbst gesichert
session-before = Bevor „{ $name }“ zurückkam
session-before-unnamed = Vor einer Wiederherstellung
session-stacks = { $count ->
    [one] 1 Stapel
   *[other] { $count } Stapel
}
session-cards = { $count ->
    [one] 1 Karte
   *[other] { $count } Karten
}
session-apps = { $count ->
    [one] 1 App
   *[other] { $count } Apps
}
session-restore-of = { $name } wiederherstellen, { $when }
session-more = Umbenennen, exportieren, weglegen
session-more-of = { $name } umbenennen, exportieren oder weglegen, { $when }
session-rename = Umbenennen
session-archive = Weglegen
session-unarchive = Zurückholen
session-unarchive-of = { $name } zurückholen, { $when }
session-ask = „{ $name }“ wiederherstellen?
session-ask-unnamed = Den Schreibtisch von { $when } wiederherstellen?
session-ask-back = Dein Schreibtisch wird wieder, was er war:
session-ask-text = Was seither dazugekommen ist, kommt in die Schublade, und frühere Texte von Karten bleiben in ihrem Verlauf. Der Schreibtisch, wie er jetzt ist, wird vorher gesichert, damit du das rückgängig machen kannst.
session-restored = „{ $name }“ ist wiederhergestellt
session-restored-unnamed = Der Schreibtisch ist wieder, wie er war

app-gone = Diese App ist nicht mehr installiert
app-gone-why = Was sie gespeichert hat, ist noch da. Installiere sie erneut, um weiterzumachen, oder lege ihre Karte weg.
app-run-card = Ihre Karte zeigen
app-run-read-only = Dein Browser führt keine Skripte aus. Das zeigt die App jetzt, und du kannst es lesen; um sie zu benutzen, erlaube diesem Server Skripte.
app-reinstall = Erneut installieren
app-remove = Karte weglegen
