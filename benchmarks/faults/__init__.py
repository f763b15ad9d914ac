"""The fault suite: a whole shop of real processes, people who use it, and everything that may go wrong."""
