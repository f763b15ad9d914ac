"""How well and how fast messages are understood, measured on sets of messages with their right answers."""
