# What every page says.

product = Stackhouse
skip-to-content = Skip to the content
rail = Places
rail-desk = Desk
rail-chat = Chat
rail-drawer = Drawer
rail-settings = Settings
bar-search = Search
account-menu = Your account
theme = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
theme-contrast = High contrast
sheet-open = Keyboard shortcuts
sign-out = Sign out
