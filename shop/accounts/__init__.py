"""Accounts: who somebody is over the web, by password, one-time link, session or key, and the log of the door."""
