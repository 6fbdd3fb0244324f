"""Drawn face sides of demo cards, and how a camera sees them in the tray."""
