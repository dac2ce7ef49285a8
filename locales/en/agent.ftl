# Tasks of agents: their list, the log of each.

rail-agents = Agents
agents-lead = Give a task in plain words. An agent does it on a branch of its own, also while you are away; you look at what it changed and merge it.
agents-which = Which tasks
agents-all = All
agents-work = At work
agents-waiting = Waiting for somebody
agents-over = Over
agents-none = No tasks yet. Write above what is to be done.
agents-none-here = No task stands here at the moment.
agents-no-repositories = A task is done in a repository, and you have none in which you may write.

agent-new = New task
agent-task = Task
agent-task-example = Replace "Hello" with "Welcome" in all files
agent-repository = Repository
agent-base = Begins from
agent-base-default = the default branch
agent-new-hint = Without a model agents understand orders such as: replace "old" with "new" in FILE; add FILE: its text; rename FILE to NAME; ask QUESTION. With a model they understand whatever it does.
agent-give = Give the task
agent-by = for { $who }
agent-tokens = { $count ->
    [one] { $count } token
   *[other] { $count } tokens
}
agent-branch = Branch
agent-requester = For
agent-given = Given
agent-model = Model
agent-asked = Times asked
agent-cost = Used
agent-worked = Worked

agent-state-queued = queued
agent-state-queued-at = queued, number { $place }
agent-state-preparing = preparing
agent-state-running = at work
agent-state-waiting = waits for an answer
agent-state-finalizing = finishing
agent-state-done = done
agent-state-failed = failed
agent-state-cancelled = cancelled
agent-state-paused = paused
agent-state-interrupted = cut short, goes on soon
agent-wanted-cancel = is being cancelled
agent-wanted-pause = is being paused

agent-asks = It asks:
agent-answer = Your answer
agent-send-answer = Answer
agent-code = Open its branch
agent-pause = Pause
agent-resume = Go on
agent-cancel = Cancel
agent-retry = Retry on its branch
agent-fresh = Retry on a new branch
agent-log = Log
agent-more = Tell it more
agent-more-hint = It reads this between two steps.
agent-more-over = The task goes on with this, on the same branch.
agent-send = Send

agent-step-said = { $who } says
agent-step-waits = { $who } says, not read yet
agent-step-model = { $model }
agent-step-commit = Committed
agent-step-no-commit = Nothing committed
agent-step-cut = The server was stopped during this; it is done again
agent-step-bad = refused
agent-step-details = Details
agent-step-input = Called with
agent-step-output = Answered
agent-tool-list = Lists files
agent-tool-read = Reads
agent-tool-search = Searches
agent-tool-write = Writes
agent-tool-edit = Edits
agent-tool-move = Moves
agent-tool-delete = Deletes
agent-tool-diff = Looks at what it has changed
agent-tool-ask = Asks
agent-tool-finish = Finishes
agent-tool-other = Calls { $name }

agent-error-task = A task has 1 to 20,000 characters.
agent-error-many = Too many of your tasks are not over yet: wait, or cancel one of them.
agent-error-state = That can't be done where the task stands now.
agent-error-yours = Only who has asked for this task and the admins of the repository say what becomes of it.
agent-error-base = This repository has no commit yet: save a file there first.
agent-error-said = The agent has not read what was said before: wait a moment.
agent-error-branch = There is no such branch or repository: choose another.

agent-review = Review
review = Review
review-log = Log of the task
review-files = Files that differ
review-gone = The agent’s branch is not there any more: its work is merged, or somebody has removed it.
review-wait = The agent is still at work. What it has saved so far is here; it can be merged when it is done.
review-finish = Update from the base, merge and clean up
review-finish-hint = Brings what is new in the base into the agent’s branch, that into the base, and removes the branch.
review-merge = Merge only
review-remark = Tell the agent about this file
review-line = Line (in the new text; empty for the whole file)
review-text = What is to be another way
review-send = Send to the agent
review-merged = Merged into { $into }. The agent’s branch is removed.
review-merged-kept = Merged into { $into }. The agent’s branch is still there.
review-error-working = The agent is still at work: wait until it is done, or cancel it.
review-error-text = Say what is to be another way, and name a line that the file has, or none.
review-error-stale = Something has moved since you looked. Here are the changes as they are now: look at them, and try again.
