"""Figures of a store: every definition once, for chat, files, summaries and REST."""
