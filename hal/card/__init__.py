"""Words that both sides of a card speak: commands, status words, TLV, names, profile."""
