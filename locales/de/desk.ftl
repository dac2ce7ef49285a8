# Der Schreibtisch: Stapel und Karten.

desk-title-of = { $stack }
