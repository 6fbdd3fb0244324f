"""How the trust anchors of a demo are told from real ones: neither may be taken for the other."""

DEMO_MARK = b"JPKI-DEMO"
"""Stands in every trust anchor that `uketsuke-issue demo` makes, or before it; no real one has it."""


def is_demo(anchor: bytes) -> bool:
    """Whether it was made for a demo."""
    return DEMO_MARK in anchor
