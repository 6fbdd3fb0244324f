"""The drawn persons who play in demos and tests: far apart for the default face models, and pairs who are not."""

from dataclasses import dataclass

from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.identity import between, identity

# Chosen by the distances of their chip photos among the first 210 seeds, for the embedder of face_recognition_models
# 0.3.0; tests/tools/issue/portraits re-checks them with the engine that is installed.
CAST: tuple[int, ...] = (3, 6, 71, 167, 79, 84, 82, 13, 2, 169)

LOOK_ALIKE_SHARE = 0.3  # how far a look-alike is on the way to somebody else


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Somebody who is meant to be hard to tell from `of`: `share` of the way to the person `towards`."""

    of: int
    towards: int
    share: float = LOOK_ALIKE_SHARE

    def sitter(self) -> Sitter:
        """The look-alike, in other clothes."""
        return Sitter(between(identity(self.of), identity(self.towards), self.share), self.towards)


def look_alikes() -> tuple[LookAlike, ...]:
    """One for each of the cast, on the way to the next one."""
    return tuple(LookAlike(of, CAST[(place + 1) % len(CAST)]) for place, of in enumerate(CAST))
