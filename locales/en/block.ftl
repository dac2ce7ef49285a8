# What blocks of cards say.

block-blank-card = This card is empty.

block-table-name = Table of { $columns }
block-table-blank = No rows yet.
block-table-all = { $count ->
    [one] Show the one row
   *[other] Show all { $count } rows
}
block-table-first = The first { $shown } of { $count } rows are shown here.

block-progress = Progress
block-code = Code
block-code-in = Code in { $lang }
block-document = Document
block-app = App
block-app-open = Open { $name }
block-checklist-name = { $done } of { $count } done
block-checklist-blank = Nothing on the list yet.
block-value-blank = Nothing here yet.

block-chart-line = Line chart
block-chart-bar = Bar chart
block-chart-area = Area chart
block-chart-pie = Pie chart
block-chart-name = { $kind }: { $series } by { $x }
block-chart-blank = There are no numbers to draw yet.
block-chart-numbers = Numbers
block-chart-other = Other
block-chart-percent = { $number }%
block-chart-thousands = { $number }k
block-chart-millions = { $number }M
block-chart-billions = { $number }B
block-chart-sampled = One point in { $step } is drawn, of { $count }.
block-chart-only-first = Only { $series } is drawn: a pie shows one series.
block-chart-no-negative = Numbers below zero are not drawn.
