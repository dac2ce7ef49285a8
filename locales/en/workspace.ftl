# Repositories: their list, their branches and files.

rail-workspace = Workspace
workspace-lead = Repositories hold the files of a project and everything that they ever were. You and whoever you invite work on them here, or with git.
workspace-tabs = What is shown of the branch
workspace-path = Path

repo-new = New repository
repo-create = Create repository
repo-name-hint = Letters, digits, hyphens, dots and underlines: it stands in the address.
repo-rename-hint = Renaming changes the address. Clones that know the old one have to be told.
repo-description = Description
repo-who-sees = Who may see it
repo-private = private
repo-private-text = Only you and those you invite
repo-server = this server
repo-server-text = Everybody with an account on this server may read it
repo-archived = archived
repo-archived-title = Archived: { $count }
repo-archive = Archive
repo-archive-hint = An archived repository can be read and cloned; nothing in it changes until it is brought back.
repo-restore = Bring back
repo-settings = Settings of the repository
repo-protected = Protected branches
repo-protected-hint = One name a line, * for anything. Nobody can rewrite or remove them.
repo-role-read = may read
repo-role-write = may write
repo-role-admin = may do everything
repo-empty = Nothing is in this repository yet.
repo-empty-here = Begin here
repo-empty-git = Begin with git
repo-done-saved = Saved.
repo-done-renamed = Renamed.
repo-done-deleted = Deleted. It stays in the history.
repo-done-archived = Archived. It is at the end of the list.
repo-done-restored = It can be changed again.
repo-done-left = You are no member of it any more.
repo-error-name = A name has 1 to 100 letters, digits, hyphens, dots and underlines, begins with a letter or a digit, and does not end in “.git”.
repo-error-taken = You have a repository of this name already: choose another.
repo-error-many = You have 500 repositories: archive one that is no longer used first.
repo-error-members = This repository has 200 members already.
repo-error-archived = This repository is archived: nothing in it can be changed. Bring it back in its settings first.
repo-error-role = You may not do this here: ask an admin of the repository.
repo-error-protected = This branch is protected.
repo-error-exists = Something of this name is there already.
repo-error-stale = Somebody else has changed it meanwhile: look at it again.
repo-error-user = There is nobody of this name on this server whom you could invite.
repo-error-invalid = That can’t be done: { $problem }.
repo-error-large = That is too large.

clone = Clone
clone-url = Address for git
clone-copy = Copy clone address
clone-hint = git asks for a name and a password: the password is an API token.
clone-token = Make one in Settings

branches = Branches
branches-none = There is no branch before the first file.
branch-select = Select new branch
branch-new = New branch
branch-create = Create branch
branch-prefix = Prefix (optional)
branch-from = Begin from
branch-name-hint = Without a name one is made up for you.
branch-default = Default branch
branch-protected = protected
branch-delete = Delete the branch { $name }
branch-gone = This branch is not there
branch-gone-text = There is no branch “{ $name }” in this repository, or it has been deleted.
branch-gone-kept = Nothing was saved. Here is what you have written: take it with you before you go on.

code-tab = Code
code-new = New file
code-edit = Edit
code-path = Path
code-path-hint = Folders come with their files: docs/first.md
code-content = Text
code-message = What have you changed?
code-message-hint = Optional: the name of the file stands there otherwise
code-message-create = Add { $path }
code-message-change = Change { $path }
code-message-rename = Rename { $from } to { $to }
code-message-delete = Delete { $path }
code-save = Save
code-rename = Rename or move
code-delete = Delete
code-delete-hint = It stays in the history.
code-archived = This repository is archived: its files can be read here and not changed.
code-read-only = You may read here. To change files, ask an admin of the repository for the role “may write”.
code-download = Download
code-more = Rename, move, delete
code-executable = program
code-link = link
code-submodule = submodule
code-link-text = This is a link to another place. Links are kept as they are and never followed here.
code-submodule-text = This is a commit of another repository. It is kept as it is and never fetched.
code-no-text = This can’t be shown as text. Download it to look at it.

history-tab = History
commits-none = Nothing has happened here.
history-more = Earlier

conflict-title = Somebody else has saved this file meanwhile.
conflict-merged = Both changes fit together. Look at the result and save it.
conflict-marks = Both of you have changed the same lines. They stand below twice, between marks: keep what is right, remove the marks, and save.
conflict-two = Below is your text, and what is there now at the end of the page.
conflict-gone = It has been deleted. Save your text to bring it back.
conflict-mine = yours
conflict-theirs = what is there now
conflict-result = Text to be saved
conflict-drop = Leave what is there now

members = Members
member-owner = owner
member-name = Name on this server
member-role = May
member-role-of = What { $name } may do
member-add = Invite
member-remove = Remove { $name }
member-leave = Leave this repository

compare = Compare
compare-from = What
compare-into = comes into
compare-lead = “{ $from }” has { $ahead ->
    [one] one commit
   *[other] { $ahead } commits
} that “{ $into }” has not, and “{ $into }” has { $behind ->
    [0] none
    [one] one
   *[other] { $behind }
} that “{ $from }” has not.
compare-nothing = Everything of “{ $from }” is in “{ $into }” already.
merge = Merge
merge-how = How
merge-commit = Merge commit: both histories stay as they are
merge-squash = Squash: one commit with all that has changed
merge-forward = Fast-forward: no commit of its own
merge-message = Merge { $from } into { $into }
merge-message-hint = Optional: which branch came into which stands there otherwise
repo-error-conflict = They can’t be brought together: { $paths }. Change one of the sides first, here or with git.
repo-error-forward = The branch has commits of its own: choose another way.
diff-summary = { $files ->
    [one] One file
   *[other] { $files } files
}, { $added ->
    [one] one line
   *[other] { $added } lines
} more and { $removed } less
diff-more = { $count } further files are not shown here. Clone the repository to see them all.
diff-added = new
diff-deleted = deleted
diff-changed = changed
diff-renamed = renamed
diff-binary = No text, or too long to be compared here.
diff-cut = There is more than can be shown here.

chat-tab = Chat
live-title = Ask for a change of this branch
live-text = Say what you want to know or have changed. The assistant reads and edits the files of this branch; each answer becomes one commit in your name, and everybody on the branch sees it at once. Without a language model it does orders in plain words: say help to see which.
live-text-read = Say what you want to know: the assistant reads the files of this branch for you. Without a language model it does orders in plain words: say help to see which.
live-private = Only you see this chat. It stays until you clear it or the branch is deleted.
live-read-only = You may read this repository: the assistant looks for you, and changes nothing.
live-archived = This repository is archived: the assistant looks for you, and changes nothing.
live-log = What was said
live-older = Earlier messages
live-examples = Things that you can say
live-example-list = list files
live-example-find = find "Hello"
live-example-replace = replace "Hello" with "Welcome" in index.html
live-example-add = add notes.md: Written from the chat
live-say = Ask, or say what to change
live-send = Send
live-queued = Waits for its turn
live-running = At work
live-interrupted = The server was stopped in the middle of this. Nothing of it is committed yet.
live-cancelled = Stopped
live-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
live-step-list = Looked into { $about }
live-step-list-all = Looked through the files
live-step-read = Read { $about }
live-step-search = Looked for { $about }
live-step-write = Wrote { $about }
live-step-edit = Edited { $about }
live-step-move = Moved { $about }
live-step-delete = Deleted { $about }
live-step-diff = Looked at the changes
live-step-other = { $tool } { $about }
live-step-refused = Refused: { $step }
live-commit = See what changed
live-continue = Continue
live-stop = Stop
live-clear = Clear this chat
live-clear-text = The messages are put away and not shown any more. Commits stay as they are.
live-clear-do = Clear
live-error-waiting = Several messages wait already. Wait for an answer, or stop one.
live-error-full = This chat is full. Clear it to begin anew.
live-error-over = This is over already.

live-people = Also here now
import = Import a repository
import-lead = A repository that is somewhere else comes here as it is, with all that it ever was; an archive of files becomes a first commit.
import-file = File
import-file-hint = A bundle, as git bundle create site.bundle --all makes it, or a ZIP archive; at most { $most }.
import-file-zip-hint = A ZIP archive of at most { $most }.
import-address = Or its address on another server
import-address-hint = As git clone takes it. Allowed are:
import-token = Token for that server
import-token-hint = Only for what is not for everybody. It is used once and kept nowhere.
import-name-hint = Empty: as the file or the address is called.
import-sending = How much has been sent
import-begin = Import
importing = Importing { $name }
import-waiting = Waiting …
import-receiving = { $size } have come.
import-checking = All has come, and is being looked at.
import-unpacking = { $count } files have been unpacked.
import-done = It is here: { $branches ->
    [one] one branch
   *[other] { $branches } branches
}, { $tags ->
    [one] one tag
   *[other] { $tags } tags
}.
import-failed = Nothing was imported:
import-leave = You may leave this page; it goes on.
import-left-out = This was left out, because its name means something else here, or because it is a link:
import-open = Open it
import-another = Import another one
import-look = Look again
import-end = End the import
import-error-many = Two imports of yours are going on already. Wait until one of them is over.
import-error-git = This server has no program git. Bring a ZIP archive instead.
import-error-source = Choose a file, or give an address.

workspace-recent = Where you were
workspace-repositories = Repositories
open-branch = Open a branch
open-lead = Go on where somebody has begun, or begin something of your own on a new branch.
open-none = There is no repository yet.
open-repository = Repository
open-choose = Choose
open-which = Branch
open-existing = One that is there
open-generated = A new one; its name is made up
open-named = A new one of this name
open-from = A new one begins from
open-go = Open

pulls = Pull requests
pulls-open = Open
pulls-over = Over
pulls-none = No branch is waiting to be merged. Compare two branches to ask for it.
pulls-none-over = None has been merged or closed yet.
pull-new = New pull request
pull-open-it = Open the request
pull-title = Title
pull-body = Description (optional, Markdown)
pull-what = { $who } wants to bring { $from } into { $into }
pull-open = open
pull-merged = merged
pull-closed = closed
pull-merged-by = { $who } has merged it.
pull-merged-elsewhere = It has been merged with git.
pull-closed-by = { $who } has closed it without merging.
pull-commit = Show the commit
pull-branch-gone = One of the two branches is not there any more. Close the request, or bring the branch back.
pull-more = Edit or close
pull-save = Save
pull-close = Close without merging
pull-reopen = Open again
pull-error-exists = There is an open request for these two branches already.
pull-error-many = Too many requests are open. Merge or close some first.
pull-error-nothing = Everything of this branch is in the other one already.
settle = What should stand?
settle-lead = “{ $from }” and “{ $into }” have changed the same places. Say of each file what is to stand there; nothing has been merged yet.
settle-keep = Keep what stands in { $name }
settle-both = Keep this text. Remove the marks round what both have changed.
settle-deleted = It was deleted in { $name }.
settle-no-text = It is no text, or too long to be edited here.
github = GitHub
github-open = From GitHub
github-lead = Work here on your repositories of GitHub. What you save is a commit there, made with your token, before it stands here.
github-token = Token
github-token-hint = Made on GitHub under Settings → Developer settings, for the repositories you choose, with Contents and Pull requests to read and write. It is kept sealed and sent to GitHub alone.
github-connect = Connect
github-disconnect = Forget the token
github-disconnect-app = Disconnect
github-app-connect = Connect with GitHub
github-app-hint = GitHub will ask you to let this server in with the right “{ $scope }”: to read and write every repository that you can, private ones too. It has no smaller right of this kind. A fine-grained token, below, opens only the repositories that you choose.
github-or-token = Or with a token
github-as = Connected as { $login }.
github-by-name = Repository
github-by-name-hint = As OWNER/NAME.
github-bring = Open
github-yours = Your repositories there
github-none = There are none that this token may see.
github-more = More
github-archived = archived there
github-read-only = may read
github-here = It is here
github-waits = GitHub asks to wait until { $time }.
github-done-connected = Connected.
github-done-forgotten = The token is forgotten. What is here can be read, and not written.
github-done-disconnected = Disconnected: the token is forgotten here and taken back at GitHub. What is here can be read, and not written.
github-done-untold = The token is forgotten here. GitHub could not be told: take it back there, under Settings → Applications.
github-done-denied = You have said no on GitHub. Nothing was kept.
github-done-lacking = GitHub has given less than the right to read and write repositories, so nothing was kept. Connect once more and leave the rights as they are.
github-done-unknown = This answer of GitHub can't be used: it came too late, was used before, or belongs to another sign-in. Connect once more.
github-done-refused = GitHub has refused it, so nothing was kept. Try it once more.
github-done-app = GitHub does not accept this server there. Whoever runs this server has to look at its settings for GitHub.
github-done-away = GitHub can't be reached at this moment, so nothing was kept. Try it once more.
look = Look
look-lead = This is on GitHub and not here: a folder or a file of it at a time, of up to 1 MB. What you save is a commit there.
look-bring = Work on it here
look-to = On a new branch
look-to-hint = Its name, where the change is not to stand on the branch that is shown. Empty otherwise.
look-branch = Branch
look-show = Show
look-more-branches = These are the first hundred.
look-saved = Saved on GitHub.
look-empty = This repository has no commit yet. Open it here, and the first file that you save makes one.
look-bytes = This file is no text. It has { $size }.
look-large = This file is larger than the { $size } that are shown here. Open the repository here to work on it.
look-other = This is a link or a repository of its own. Neither is followed.
github-mirror-hint = This repository is on GitHub: how it is called and who may see it is said there. Here it is yours alone.
github-archive-hint = The mirror goes to the end of your list and is looked at no more. Nothing changes on GitHub.
github-error-mirror = This is said on GitHub: how the repository is called, and who may see it.
github-error-name = A repository there is called OWNER/NAME.
github-error-token = This is no token: copy all of it, and nothing else.
github-error-unknown = GitHub has no such repository, or does not show it to you: give your token access to it first.
