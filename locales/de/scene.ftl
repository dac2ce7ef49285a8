# Szenen: ihre Liste und ihr Editor.

scenes-tab = Szenen
scenes-none = Noch keine Szenen
scenes-lead = Eine Szene hält Bilder, Formen und Texte, die irgendwo stehen. Mehrere können eine zugleich ändern.
scene-new = Neue Szene
scene-create = Szene anlegen
scene-name-hint = Ordner kommen mit: level/erstes. Sie wird als erstes.scene.json aufbewahrt.
scene-things = { $count ->
    [one] 1 Ding
   *[other] { $count } Dinge
}
scene-broken = nicht lesbar
scene-broken-lead = Diese Datei ist keine Szene. Richte sie als Text: Das ist falsch, mit Zeile und Spalte.
scene-repaired = { $count ->
    [one] Ein Ding passte nach einer Zusammenführung nicht und wurde gerichtet. Wenn du speicherst, bleibt es so.
   *[other] { $count } Dinge passten nach einer Zusammenführung nicht und wurden gerichtet. Wenn du speicherst, bleibt es so.
}
scene-rename = Umbenennen
scene-rename-of = { $name } umbenennen
scene-delete-of = { $name } löschen
scene-undo-delete = Rückgängig
scene-as-text = Als Text
scene-in-it = Was darin ist
scene-empty = Hier steht noch nichts.
scene-yes = ja
scene-no = nein

scene-kind-ellipse = Ellipse
scene-kind-group = Gruppe
scene-kind-line = Linie
scene-kind-polygon = Vieleck
scene-kind-rectangle = Rechteck
scene-kind-image = Bild
scene-kind-text = Text

scene-tools = Werkzeuge der Szene
scene-add-rectangle = Rechteck hinzufügen
scene-add-ellipse = Ellipse hinzufügen
scene-add-line = Linie hinzufügen
scene-add-polygon = Vieleck hinzufügen
scene-add-text = Text hinzufügen
scene-add-image = Bild hinzufügen
scene-undo = Rückgängig
scene-redo = Wiederholen
scene-duplicate = Verdoppeln
scene-remove = Löschen
scene-group = Gruppieren
scene-ungroup = Gruppe auflösen
scene-to-front = Nach ganz vorn
scene-up = Einen Schritt nach vorn
scene-down = Einen Schritt nach hinten
scene-to-back = Nach ganz hinten
scene-zoom-in = Vergrößern
scene-zoom-out = Verkleinern
scene-zoom-fit = Alles zeigen
scene-play = Abspielen
scene-stop = Anhalten
scene-save-keys = Speichern (Strg+S)
scene-things-title = Dinge
scene-properties = Eigenschaften
scene-canvas = Fläche der Szene
scene-keys = Tab geht durch die Dinge, Pfeile verschieben (Umschalt: zehnmal so weit), Strg+Z macht rückgängig, Strg+D verdoppelt, Strg+G gruppiert, Entf löscht, [ und ] ändern, was vorn liegt. Leertaste und Ziehen verschiebt die Ansicht, Strg und Rad vergrößert, Escape wählt nichts.

scene-parent = Gruppe
scene-name = Name
scene-order = Reihenfolge
scene-at = Ort
scene-size = Größe
scene-points = Ecken
scene-x = X
scene-y = Y
scene-width = Breite
scene-height = Höhe
scene-rotation = Drehung (°)
scene-scale = Maßstab
scene-scale-x = Maßstab X
scene-scale-y = Maßstab Y
scene-fill = Füllung
scene-stroke = Umriss
scene-stroke-width = Breite des Umrisses
scene-opacity = Deckkraft
scene-visible = Sichtbar
scene-locked = Gesperrt
scene-image = Bild
scene-image-none = keines
scene-images-none = Auf diesem Branch ist noch kein Bild.
scene-text = Text
scene-text-size = Höhe der Buchstaben
scene-background = Hintergrund
scene-grid = Raster
scene-snap = Am Raster und an anderen einrasten
scene-colour-none = keine
scene-custom = Eigene Eigenschaften
scene-custom-hint = Beim Abspielen: vx und vy bewegen es (je Sekunde), spin dreht es (Grad je Sekunde), bounce hält es in der Szene, follow geht dem Ding dieses Namens nach, mit speed.
scene-custom-name = Name einer Eigenschaft
scene-custom-add = Hinzufügen

scene-word-saved = Gespeichert
scene-word-saving = Wird gespeichert …
scene-word-unsaved = Noch nicht gespeichert
scene-word-failed = Konnte nicht gespeichert werden: { $problem }
scene-word-gone = Diesen Branch gibt es nicht mehr. Nichts ist verloren: Hier ist deine Szene. Nimm sie mit, oder speichere sie auf einem anderen Branch.
scene-word-stale = Die Datei ist weg oder keine Szene mehr. Nichts ist verloren: Hier ist deine Szene.
scene-word-merged = Andere haben diese Szene auch geändert: Jetzt sind beide Änderungen darin.
scene-word-clash = Das habt ihr beide geändert, und deines steht: { $what }
scene-word-draft = Was du nicht gespeichert hattest, ist wieder da.
scene-word-draft-drop = Verwerfen
scene-word-hide = { $name } verbergen
scene-word-show = { $name } zeigen
scene-word-lock = { $name } sperren
scene-word-unlock = { $name } entsperren
scene-word-remove-custom = { $name } entfernen
scene-word-selected = Gewählt: { $count }
scene-word-read-only = Du kannst diese Szene ansehen und abspielen.
scene-word-message = Ändere { $what } in { $scene }
scene-word-message-canvas = Ändere { $scene }
scene-word-offline = Offline: in diesem Browser aufbewahrt
scene-word-here = { $name } ist hier
