"""One file per resource: a view parses, calls one operation of the shop, and answers."""
