"""A hundred people at once, against the shop's own web server with very many orders: `make load`."""
