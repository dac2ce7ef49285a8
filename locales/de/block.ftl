# Was die Blöcke der Karten sagen.

block-blank-card = Diese Karte ist leer.

block-table-name = Tabelle mit { $columns }
block-table-blank = Noch keine Zeilen.
block-table-all = { $count ->
    [one] Die eine Zeile zeigen
   *[other] Alle { $count } Zeilen zeigen
}
block-table-first = Hier stehen die ersten { $shown } von { $count } Zeilen.

block-progress = Fortschritt
block-code = Code
block-code-in = Code in { $lang }
block-document = Dokument
block-app = App
block-app-open = { $name } öffnen
block-checklist-name = { $done } von { $count } erledigt
block-checklist-blank = Noch nichts auf der Liste.
block-value-blank = Noch nichts eingetragen.

block-chart-line = Liniendiagramm
block-chart-bar = Balkendiagramm
block-chart-area = Flächendiagramm
block-chart-pie = Kreisdiagramm
block-chart-name = { $kind }: { $series } nach { $x }
block-chart-blank = Noch keine Zahlen zum Zeichnen.
block-chart-numbers = Zahlen
block-chart-other = Übrige
block-chart-percent = { $number } %
block-chart-thousands = { $number } Tsd.
block-chart-millions = { $number } Mio.
block-chart-billions = { $number } Mrd.
block-chart-sampled = Gezeichnet ist einer von je { $step } Punkten, von { $count }.
block-chart-only-first = Gezeichnet ist nur { $series }: ein Kreis zeigt eine Reihe.
block-chart-no-negative = Zahlen unter null sind nicht gezeichnet.
