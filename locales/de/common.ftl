# Was jede Seite sagt.

product = Stackhouse
skip-to-content = Zum Inhalt springen
rail = Orte
rail-desk = Schreibtisch
rail-chat = Chat
rail-drawer = Schublade
rail-settings = Einstellungen
bar-search = Suchen
account-menu = Dein Konto
theme = Darstellung
theme-system = System
theme-light = Hell
theme-dark = Dunkel
theme-contrast = Hoher Kontrast
sheet-open = Tastenkürzel
sign-out = Abmelden
