# Sessions: the desk as it was, and the way back.

sessions-lead = A session keeps all that lies on your desk: stacks, cards, where they lie and what stands on them. Restore it, and the desk is as it was then.
sessions-empty = Nothing is kept yet. Save the desk under a name; while you work it is kept from time to time as well.
sessions-named = Saved by you
sessions-auto = Saved while you worked
sessions-before = Before a restore
sessions-archived-title = Put away: { $count }
sessions-saved = Saved.
sessions-renamed = Renamed, and kept from now on.
sessions-archived = Put away. It can be brought back below.
sessions-unarchived = It is in the list again.
sessions-same = Nothing to do: the desk is as it was then.
sessions-interval = Save while I work
sessions-interval-hint = Only when something has changed. The last eight are kept, before them one an hour and one a day.
sessions-interval-chosen = Saved. From now on the desk is kept that often.
sessions-never = never
sessions-seconds = every { $count } seconds
sessions-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
sessions-error-name = Give it a name of at most 80 characters, on one line.
sessions-error-many = There are { $max } sessions of yours. Put one away first.
sessions-error-room = Your sessions take all the room that there is for them, those that you have put away included.
sessions-error-large = The desk is too large for a session: archive some cards first. Nothing was changed.
sessions-error-newer = A newer version of this server has saved it. Ask whoever runs the server to update it.
sessions-error-tier = Your tier allows { $max } stacks, and the session has more. Nothing was changed.
sessions-error-whole = Something of it can’t come back. Nothing was changed.

session-name = Name of the session
session-save = Save session
session-auto = Saved by itself
session-before = Before “{ $name }” came back
session-before-unnamed = Before a restore
session-stacks = { $count ->
    [one] 1 stack
   *[other] { $count } stacks
}
session-cards = { $count ->
    [one] 1 card
   *[other] { $count } cards
}
session-apps = { $count ->
    [one] 1 app
   *[other] { $count } apps
}
session-restore-of = Restore { $name }, { $when }
session-more = Rename, export, put away
session-more-of = Rename, export or put away { $name }, { $when }
session-rename = Rename
session-archive = Put away
session-unarchive = Bring back
session-unarchive-of = Bring back { $name }, { $when }
session-ask = Restore “{ $name }”?
session-ask-unnamed = Restore the desk of { $when }?
session-ask-back = Your desk becomes what it was:
session-ask-text = What has come since goes to the Drawer, and earlier texts of cards stay in their history. The desk as it is now is kept first, so that you can undo this.
session-restored = Restored “{ $name }”
session-restored-unnamed = The desk is as it was

app-gone = This app is not installed any more
app-gone-why = What it keeps is still here. Install it again to go on, or put its card away.
app-run-card = Show its card
app-run-read-only = Your browser runs no scripts. This is what the app shows now, and you can read it; to use it, allow scripts for this server.
app-reinstall = Install again
app-remove = Put the card away
