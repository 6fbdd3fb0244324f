"""Judges a face model on a site's own people, and how well prints and phones are told from heads."""
