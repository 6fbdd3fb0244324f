"""Errors of the bench."""


class BenchmarkError(Exception):
    """A measurement cannot be made on this machine; the sentence says why and what to do."""


class LeftOut(Exception):
    """A measurement needs what not every machine has; the sentence says what it is and how it is had."""
