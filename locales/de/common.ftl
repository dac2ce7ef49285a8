# Was jede Seite sagt.

product = Stackhouse
skip-to-content = Zum Inhalt springen
close = Schließen
save = Speichern
cancel = Abbrechen
undo = Rückgängig

rail = Orte
rail-desk = Schreibtisch
rail-chat = Chat
rail-documents = Dokumente
rail-drawer = Schublade
rail-sessions = Sitzungen
rail-you = Du
rail-settings = Einstellungen
rail-more = Mehr
rail-more-places = Weitere Orte
bar-search = Suchen

account-menu = Dein Konto
theme = Darstellung
theme-system = System
theme-light = Hell
theme-dark = Dunkel
theme-contrast = Hoher Kontrast
sheet-open = Tastenkürzel
sign-out = Abmelden

when-this-year = { $day }. { $month }, { $time }
when-earlier = { $day }. { $month } { $year }
month-jan = Jan.
month-feb = Feb.
month-mar = März
month-apr = Apr.
month-may = Mai
month-jun = Juni
month-jul = Juli
month-aug = Aug.
month-sep = Sept.
month-oct = Okt.
month-nov = Nov.
month-dec = Dez.
