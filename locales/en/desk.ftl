# The desk: stacks and cards.

desk-title-of = { $stack }
