# What the pages and cards of documents say.

document-processing = being read
document-extracted = looking at pictures
document-completed = read
document-failed = not readable

documents-lead = Files that you send here can be read page by page, and taken along again. Each gets a card on your desk.
documents-choose = Files to add
documents-send = Add
documents-sending = Sending
documents-kinds = PDF, Word, Excel, OpenDocument spreadsheets, CSV, text, Markdown, HTML, JSON and pictures. You can also drop files here.
documents-empty = No documents yet. Add a file above.
documents-nothing = No document has this in its name.
documents-none-archived = Nothing has been put away.
documents-show-archived = Show what was put away
documents-show-active = Back to the documents
documents-download = Download
documents-download-of = Download { $name }
documents-archive = Put away
documents-archive-of = Put { $name } away
documents-card = Show its card
documents-read-again = Read again
documents-all = All documents
documents-folders = Folders
documents-folder = Folder
documents-folder-example = Taxes/2026
documents-folder-move = Move
documents-tables = Tables
documents-table = Table { $number }
documents-yes = yes
documents-no = no
documents-pages-nav = Pages
documents-earlier = Back
documents-later = Next
documents-page = Page { $number } of { $count }
documents-rows = Rows { $first } to { $last } of { $count }
documents-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
documents-sheets = { $count ->
    [one] { $count } table
   *[other] { $count } tables
}
documents-refused = { $name } was not taken: { $why }

refusal-empty = the file is empty.
refusal-unknown-kind = this kind of file can’t be read.
refusal-mislabelled = its name says one thing and its content another.
refusal-bomb = unpacked, it would be far larger than it is.
refusal-too-many-pixels = the picture has more points than can be shown. Make it smaller first.
refusal-entities = it defines entities of its own, which can grow without bound.
refusal-too-deep = it is nested too deeply to be read.
refusal-locked = it is protected with a password. Remove it first.
refusal-damaged = it is damaged, or not quite what it claims to be.
refusal-too-slow = reading it takes longer than is allowed here.
refusal-too-much-memory = reading it needs more memory than is allowed here.
refusal-too-much = it holds more than can be taken in.

note-shortened = There is more in this file than is shown here.
note-pages-left-out = Some pages could not be read.
note-ocr-missing = There is writing in pictures here. This server can’t read it, because the program tesseract is not installed.
note-ocr-failed = The writing in some pictures could not be read.

facts = What stands in it
facts-none = No invoice number, date, total or the like was found. You can add what matters.
fact-vendor = From
fact-invoice-number = Invoice number
fact-date = Date
fact-due-date = Due
fact-total = Total
fact-iban = IBAN
fact-email = E-mail
fact-phone = Phone
fact-page = page { $number }
fact-sure = { $percent } % sure
fact-corrected = by you
fact-found = Found: { $value }
fact-correct = Correct
fact-correct-of = Correct: { $name }
fact-save = Save
fact-empty-hint = Leave it empty when the document says no such thing.
fact-take-back = Take back
fact-take-back-of = Take the correction back: { $name }
fact-add = Add what is missing
fact-which = What to add
fact-value = Its value
