"""Numbers that people keep to themselves, as types that never show themselves."""

import hmac
import unicodedata


def plain_digits(typed: str, count: int) -> str | None:
    """Exactly so many ASCII digits, full-width ones taken as what they mean; None where it is anything else."""
    plain = unicodedata.normalize("NFKC", typed)
    return plain if len(plain) == count and plain.isascii() and plain.isdigit() else None


class SecretDigits:
    """Base of the types of such numbers; each checks its own form.

    Two of a type are compared in a time that says nothing about where they differ.
    """

    __slots__ = ("_digits",)
    __hash__ = None  # type: ignore[assignment]  # how a class says that it is not hashable: a key would outlive its use

    def __init__(self, plain: str) -> None:
        self._digits = plain.encode("ascii")

    def reveal(self) -> bytes:
        """The digits in ASCII: for whoever compares them, and for nothing else."""
        return self._digits

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and hmac.compare_digest(self._digits, other._digits)

    def __repr__(self) -> str:
        """Masked."""
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> str:
        """Refused: never copied to a file or another process. Raises TypeError."""
        raise TypeError(f"a {type(self).__name__} is not to be stored")
