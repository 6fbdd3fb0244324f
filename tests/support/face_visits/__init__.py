"""Counted attempts before a camera that draws: the face child's own code, no process, time moved by hand."""
