# Signing in, making an account, settings, and what went wrong.

error-home = Back to your desk
error-request-id = Request
error-not-found = Nothing is here
error-not-found-text = The address may be mistyped, or what was here belongs to somebody else.
error-gone = This link is no longer good
error-gone-text = It was used, was withdrawn or has expired. Ask whoever gave it to you for a new one.
error-forbidden = Not from here
error-forbidden-text = Either this is for admins alone, or the request came from another site. Open the page again from this server and repeat it.
error-too-many = Too many tries
error-too-many-text = Wait { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}, then try again.
error-busy = Busy at the moment
error-busy-text = Try again in a few seconds.
error-request = That request can't be understood
error-request-text = Go back, reload the page and try again.
error-disk-full = The disk of the server is nearly full
error-disk-full-text = Nothing was changed. Whoever runs this server has to make room first; reading goes on meanwhile.
error-not-saved = That could not be saved
error-not-saved-text = Nothing was changed. Please try again.
error-internal = Something went wrong here
error-internal-text = Nothing was lost that had been saved. If it happens again, tell whoever runs this server the number below.

first-run = Nobody has an account here yet
first-run-text = The program printed a set-up link in the terminal in which it was started, or in its log. Open that link to make the first account.
setup = Make the first account
setup-text = This account looks after the server: it can invite others.
setup-done = This server is set up
setup-done-text = Somebody has made the first account already. Sign in, or ask whoever runs this server for an invitation.
invited = You are invited
invited-text = Choose a name and a password, and a desk of your own is waiting.
make-account = Make the account
sign-in = Sign in
sign-in-wrong = The name or the password is wrong.
sign-in-disabled = This account is disabled. Ask whoever runs this server.

field-name = Name
field-password = Password
field-current-password = Present password
field-new-password = New password
field-role = Role
field-tier = Tier
field-language = Language
field-device = Device
field-seen = Last used
field-made = Made
field-state = State
field-may = May
field-good-for = Good for
field-good-until = Good until
field-action = Action
choose = Choose
name-empty = Choose a name.
name-too-long = A name has at most { $max } characters.
name-control = A name is one line of ordinary characters.
name-taken = That name is taken. Choose another.
password-hint = At least 8 characters. A sentence is easier to keep in mind than a riddle.
password-too-short = A password has at least 8 characters.
password-too-long = A password has at most 1,024 bytes.
password-common = That password is among the first that are guessed. Choose another.
password-name = The password must not be the name.
password-wrong = That is not your present password.

settings = Settings
settings-account = Account
settings-look = Look and language
settings-password = Password
settings-sign-ins = Where you are signed in
settings-api-tokens = API tokens
settings-invitations = Invitations
settings-users = Users
role-admin = Admin
role-user = User
tier-stacks = { $max ->
    [one] one stack at a time
   *[other] { $max } stacks at a time
}
tier-no-limit = no limits
tier-of = Tier of { $name }
change-password = Change the password
sign-ins-text = Ending a sign-in closes its open pages within a second.
sign-in-this = this one
sign-in-token = Token for { $agent }
end-sign-in = End
end-other-sign-ins = End all others
api-tokens-text = A token lets a program in as you, over MCP and the API: an editor, an agent, a script. Whoever has it can use it.
api-token-name-hint = What the token is for, such as the program and the machine it is on.
api-token-name-wrong = A name is one line of 1 to 60 ordinary characters.
api-token-too-many = You have as many tokens as there can be. Revoke one that is no longer used.
api-token-make = Make a token
api-token-read = read
api-token-write = read and change
api-token-days = { $days ->
    [one] one day
   *[other] { $days } days
}
api-token-unused = never
api-token-fresh = Copy this token now. It is not shown again.
api-token-address = The MCP server's address
api-token-revoke = Revoke
agent-on = { $browser } on { $system }
agent-unknown = Unknown device
invitations-text = An invitation is a link that makes one account. Whoever has it can use it, so send it to one person.
invite = Make an invitation
invitation-link = Copy this link now. It is not shown again.
invitation-open = Open until { $until }
invitation-used = Used by { $name }
invitation-withdrawn = Withdrawn
invitation-expired = Expired
withdraw = Withdraw
user-disabled = disabled
disable-user = Disable
enable-user = Enable
done-password-changed = The password is changed. All other sign-ins and all API tokens have ended.
done-sign-in-ended = The sign-in has ended.
done-others-ended = All other sign-ins have ended.
done-token-revoked = The token is revoked.
done-invitation-withdrawn = The invitation is withdrawn.
done-user-changed = The user is changed.
done-last-admin = Nothing was changed: this is the only admin that can sign in.
