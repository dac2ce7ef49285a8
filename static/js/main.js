// Starts the behaviours that the page asks for.
