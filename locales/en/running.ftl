# What running apps say by themselves; the rest is said by their authors.

app-tabs = Tabs
app-dialog = Dialog
app-close = Close
app-send = Send
app-field = Field
app-copy = Copy
app-copy-refused = You have not allowed this app to use the clipboard
app-file = Choose a text file
app-move = Move
app-move-how = Drag, or press the up and down arrows
app-move-card = Move { $title }
app-percent = { $number }%
app-row = Row { $number }
app-tiles = Tiles
app-no-picture = No picture
app-sound = Sound
app-canvas = { $count ->
    [0] Blank drawing
    [one] Drawing with one stroke
   *[other] Drawing with { $count } strokes
}

app-keys = Keyboard
app-keys-resting = Click here to play with the keyboard
app-keys-taken = The keyboard plays; Esc gives it back
app-key-up = Up
app-key-down = Down
app-key-left = Left
app-key-right = Right
app-key-enter = Enter
app-key-space = Space

app-crashed = This app has stopped
app-crashed-why = It failed several times in a row. What it had saved is kept.
app-restart = Restart
app-reset = Reset state
app-reset-what = Resetting begins this window anew, as if it had just been opened.
app-details = Details

app-no-month = No month to show
app-month-of = { $month } { $year }
app-day = { $day } { $month }
app-day-with = { $day } { $month }, { $count ->
    [one] one entry
   *[other] { $count } entries
}
app-weekday-1 = Monday
app-weekday-2 = Tuesday
app-weekday-3 = Wednesday
app-weekday-4 = Thursday
app-weekday-5 = Friday
app-weekday-6 = Saturday
app-weekday-7 = Sunday
app-weekday-short-1 = Mon
app-weekday-short-2 = Tue
app-weekday-short-3 = Wed
app-weekday-short-4 = Thu
app-weekday-short-5 = Fri
app-weekday-short-6 = Sat
app-weekday-short-7 = Sun
app-month-1 = January
app-month-2 = February
app-month-3 = March
app-month-4 = April
app-month-5 = May
app-month-6 = June
app-month-7 = July
app-month-8 = August
app-month-9 = September
app-month-10 = October
app-month-11 = November
app-month-12 = December
