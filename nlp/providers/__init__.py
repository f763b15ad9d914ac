"""Language models that may be asked when the local parse is unsure: they propose, and what they propose is checked."""
