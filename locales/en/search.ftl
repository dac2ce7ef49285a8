# Searching.

search-placeholder = Find anything, the Drawer included
search-type = What to look for
search-place = Where to look
search-all = Everything
search-everywhere = Everywhere
search-on-desk = On the desk
search-in-drawer = In the Drawer
search-lead = Looks through all that cards, stacks, documents and the conversation say.
search-nothing = Nothing found. Try fewer words, or only the beginning of one.
search-found =
    { $count ->
        [one] One result
       *[other] { $count } results
    }
search-found-many = The best of { $count } results and more. Another word narrows them.
search-on = on { $stack }
search-archived-on = in the Drawer, from { $stack }
search-archived-with = in the Drawer, with its stack { $stack }: restore the stack first
search-stack = Stack
search-stack-archived = Stack, in the Drawer
search-message = Message
search-said = { $who }
search-document = Document
search-document-page = page { $number }
search-document-row = row { $row }
search-document-away = put away
search-pages = Pages
search-before = Previous page
search-after = Next page
search-help = How to search
search-help-words = All words must be there, in any order. "Words in quotes" must stand in a row, and -word leaves out.
search-help-filters = Filters: type:card, type:chat, type:stack or type:document; in:Taxes for a stack; by:me or by:assistant; archived:yes or archived:no; after:2026-01 and before:2026-03-15.
