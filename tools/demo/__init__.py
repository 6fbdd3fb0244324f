"""The demo: one supervisor that starts every part and plays visits."""
