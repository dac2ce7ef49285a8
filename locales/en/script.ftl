# What scripts say. They fill in the arguments themselves, so that messages here have no plurals.

js-close = Close
