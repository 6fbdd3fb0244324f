"""The firmware of the reader: what happens between a card and the centre."""
