"""Errors of the bench."""


class BenchmarkError(Exception):
    """A measurement cannot be made on this machine; the sentence says why and what to do."""
