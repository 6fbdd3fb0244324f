"""Screens: models from the visit, texts, drawing."""
