# What every page says.

product = Stackhouse
skip-to-content = Skip to the content
close = Close
save = Save
cancel = Cancel
undo = Undo

rail = Places
rail-desk = Desk
rail-chat = Chat
rail-documents = Documents
rail-drawer = Drawer
rail-sessions = Sessions
rail-you = You
rail-settings = Settings
rail-more = More
rail-more-places = More places
bar-search = Search

account-menu = Your account
theme = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast
sheet-open = Keyboard shortcuts
sign-out = Sign out

when-this-year = { $day } { $month }, { $time }
when-earlier = { $day } { $month } { $year }
month-jan = Jan
month-feb = Feb
month-mar = Mar
month-apr = Apr
month-may = May
month-jun = Jun
month-jul = Jul
month-aug = Aug
month-sep = Sep
month-oct = Oct
month-nov = Nov
month-dec = Dec
