-- The desk in the order in which its cards were made, whatever lies in the Drawer: a browser is given it page by page.
CREATE INDEX cards_on_desk ON cards (status) WHERE status = 'active';
