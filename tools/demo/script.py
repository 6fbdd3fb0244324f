"""A scripted visit as data: who comes, what happens step by step, how it has to end."""

from typing import Annotated, Literal, Self

import msgspec

from hal.virtual.props import StandName
from hal.virtual.scene import CameraTrouble

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
Keys = Annotated[str, msgspec.Meta(pattern=r"^[0-9*#]{1,12}\Z")]
Service = Literal["broker", "central", "link"]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the parts of a script: an unknown key is refused with its path."""


class Step(_Data, frozen=True, tag_field="do"):
    """Base of all steps."""


class Insert(Step, frozen=True, tag="insert"):
    """Lay the person's card on the reader."""


class Remove(Step, frozen=True, tag="remove"):
    """Take the card."""


class WaitFor(Step, frozen=True, tag="wait"):
    """Wait until the reader has come to this place (`pin/entering`) since the wait before."""

    place: str


class Press(Step, frozen=True, tag="press"):
    """Press these keys one after another."""

    keys: Keys


class TypePin(Step, frozen=True, tag="type-pin"):
    """Type the four digits of the card's PIN, or four others, and confirm them."""

    right: bool = True


class Tear(Step, frozen=True, tag="tear"):
    """Tear the card off around the command that follows the next `apdus` commands."""

    apdus: Annotated[int, msgspec.Meta(ge=0, le=100)]
    when: Literal["before", "half", "after"]


class Stop(Step, frozen=True, tag="stop"):
    """End one of the processes."""

    process: Service


class Start(Step, frozen=True, tag="start"):
    """Start it again and wait until it does its work."""

    process: Service


class WaitForLink(Step, frozen=True, tag="wait-for-link"):
    """Wait until the reader knows that messages can travel, or that they cannot."""

    up: bool


class StaffAccount(Step, frozen=True, tag="staff"):
    """Give the reader a member of staff for this visit; the account is taken away after it."""


class TypeStaff(Step, frozen=True, tag="type-staff"):
    """Type that member's id and passcode, or a wrong passcode."""

    right: bool = True


class Disturb(Step, frozen=True, tag="disturb"):
    """Let the camera that sees the person go wrong; it is well again after the visit."""

    trouble: CameraTrouble


AnyStep = (
    Insert | Remove | WaitFor | Press | TypePin | Tear | Stop | Start | WaitForLink | StaffAccount | TypeStaff | Disturb
)


class Script(_Data, frozen=True):
    """One visit. `person` is the kind of person who comes (config/persons).

    It went as written when every step could be done, the outcome is `outcome` and the card has `tries_left` PIN
    tries (None: the kind of card has none, or it must not matter). `policy` replaces values of the site's policy.

    `stand`: what stands before the camera; a visit without one goes as if the reader had no cameras. `face_steps` are
    played in place of `steps` where the face way is there; a visit with a stand and without them needs it.
    """

    name: Name
    title: str
    person: Name
    outcome: str
    steps: tuple[AnyStep, ...]
    tries_left: Annotated[int, msgspec.Meta(ge=0, le=3)] | None = None
    policy: dict[str, int | float | bool] = {}
    stand: StandName | None = None
    face_steps: tuple[AnyStep, ...] = ()

    @property
    def needs_face(self) -> bool:
        """Whether it cannot be played without the face way."""
        return self.stand is not None and not self.face_steps

    def played(self, *, face: bool) -> Self:
        """The visit as it is played where the face way is there, or is not."""
        if self.stand is None:
            return self
        if not face:
            return msgspec.structs.replace(self, stand=None, face_steps=())
        return msgspec.structs.replace(self, steps=self.face_steps or self.steps)
