"""Sentences of people matched against the sentences of the language packs, and the readers of what stands in them."""
