"""Files that a store's figures and lists are written to, and lists that sellers send."""
