"""Drawn persons: nobody's photo, and the same every time. They prove that the parts work together, never accuracy."""
