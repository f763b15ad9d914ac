"""Understanding: text becomes intents, words and order lines. Knows no tables, no web and no channel."""
