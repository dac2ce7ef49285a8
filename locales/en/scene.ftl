# Scenes: their list and their editor.

scenes-tab = Scenes
scenes-none = No scenes yet
scenes-lead = A scene holds images, shapes and texts that stand somewhere. Several people can change one at once.
scene-new = New scene
scene-create = Create scene
scene-name-hint = Folders come with it: levels/first. It is kept as first.scene.json.
scene-things = { $count ->
    [one] 1 thing
   *[other] { $count } things
}
scene-broken = can’t be read
scene-broken-lead = This file is no scene. Mend it as text: this is what is wrong, with its line and column.
scene-repaired = { $count ->
    [one] One thing did not fit after a merge and was mended. Saving keeps it so.
   *[other] { $count } things did not fit after a merge and were mended. Saving keeps it so.
}
scene-rename = Rename
scene-rename-of = Rename { $name }
scene-delete-of = Delete { $name }
scene-undo-delete = Undo
scene-as-text = As text
scene-in-it = What is in it
scene-empty = Nothing stands here yet.
scene-yes = yes
scene-no = no

scene-kind-ellipse = Ellipse
scene-kind-group = Group
scene-kind-line = Line
scene-kind-polygon = Polygon
scene-kind-rectangle = Rectangle
scene-kind-image = Image
scene-kind-text = Text

scene-tools = Tools of the scene
scene-add-rectangle = Add a rectangle
scene-add-ellipse = Add an ellipse
scene-add-line = Add a line
scene-add-polygon = Add a polygon
scene-add-text = Add a text
scene-add-image = Add an image
scene-undo = Undo
scene-redo = Redo
scene-duplicate = Duplicate
scene-remove = Delete
scene-group = Group
scene-ungroup = Ungroup
scene-to-front = To the front
scene-up = One step forward
scene-down = One step back
scene-to-back = To the back
scene-zoom-in = Zoom in
scene-zoom-out = Zoom out
scene-zoom-fit = Show all
scene-play = Play
scene-stop = Stop
scene-save-keys = Save (Ctrl+S)
scene-things-title = Things
scene-properties = Properties
scene-canvas = Canvas of the scene
scene-keys = Tab walks through the things, arrows move (Shift: ten times as far), Ctrl+Z undoes, Ctrl+D duplicates, Ctrl+G groups, Delete removes, [ and ] change what lies in front. Space and drag moves the view, Ctrl and wheel zooms, Escape chooses nothing.

scene-parent = Group
scene-name = Name
scene-order = Order
scene-at = Place
scene-size = Size
scene-points = Corners
scene-x = X
scene-y = Y
scene-width = Width
scene-height = Height
scene-rotation = Rotation (°)
scene-scale = Scale
scene-scale-x = Scale X
scene-scale-y = Scale Y
scene-fill = Fill
scene-stroke = Outline
scene-stroke-width = Width of the outline
scene-opacity = Opacity
scene-visible = Visible
scene-locked = Locked
scene-image = Image
scene-image-none = none
scene-images-none = There is no image on this branch yet.
scene-text = Text
scene-text-size = Height of the letters
scene-background = Background
scene-grid = Grid
scene-snap = Snap to the grid and to others
scene-colour-none = none
scene-custom = Own properties
scene-custom-hint = When played: vx and vy move it (per second), spin turns it (degrees per second), bounce keeps it inside, follow goes after the thing of that name with speed.
scene-custom-name = Name of a property
scene-custom-add = Add

scene-word-saved = Saved
scene-word-saving = Saving…
scene-word-unsaved = Not saved yet
scene-word-failed = Could not be saved: { $problem }
scene-word-gone = This branch is gone. Nothing is lost: here is your scene. Take it with you, or save it on another branch.
scene-word-stale = The file is gone or is no scene any more. Nothing is lost: here is your scene.
scene-word-merged = Others have changed this scene, too: both changes are in it now.
scene-word-clash = Both of you have changed this, and yours stands: { $what }
scene-word-draft = What you had not saved is back.
scene-word-draft-drop = Discard it
scene-word-hide = Hide { $name }
scene-word-show = Show { $name }
scene-word-lock = Lock { $name }
scene-word-unlock = Unlock { $name }
scene-word-remove-custom = Remove { $name }
scene-word-selected = Chosen: { $count }
scene-word-read-only = You can look at this scene and play it.
scene-word-message = Change { $what } in { $scene }
scene-word-message-canvas = Change { $scene }
scene-word-offline = Offline: kept in this browser
scene-word-here = { $name } is here
