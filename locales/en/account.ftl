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
error-internal = Something went wrong here
error-internal-text = Nothing was lost that had been saved. If it happens again, tell whoever runs this server the number below.
