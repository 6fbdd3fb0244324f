"""Errors of the face engine: one root, the facts as attributes. None of them carries anything of an image."""


class FaceError(Exception):
    """Root of all errors of `firmware.face`."""


class PhotoMissing(FaceError):
    """The card holds no photo of its holder: no comparison, which is something else than "no match"."""

    def __init__(self) -> None:
        super().__init__("the card holds no photo")


class PhotoUnreadable(FaceError):
    """The photo of the card is not what it has to be; `reason` says in which way."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the photo cannot be read: {reason}")
        self.reason = reason
