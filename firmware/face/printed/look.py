"""The three lines of one card that 照合番号B is made of: in one frame, or in several laid over one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from firmware.face.printed.ink import Ink, fused, ink_of
from firmware.face.printed.layout import FaceLayout
from firmware.face.printed.locate import Picture
from firmware.face.printed.register import Registered


@dataclass(frozen=True, slots=True)
class Look:
    """The three lines of one card in one frame, or in several laid over one another. Masked."""

    layout: FaceLayout
    birth: Ink = field(repr=False)
    expiry: Ink = field(repr=False)
    code: Ink = field(repr=False)


def look(frame: Picture, card: Registered) -> Look:
    """The lines of a card in its frame."""
    layout = card.layout
    lines = (layout.birth, layout.expiry, layout.code)
    return Look(layout, *(ink_of(frame, card.to_frame, line) for line in lines))


def laid_over(looks: Sequence[Look]) -> Look | None:
    """One clearer look from several of the same layout; None where they do not lie over one another."""
    alike = [one for one in looks if one.layout is looks[0].layout]
    if not alike:
        return None
    births, expiries, codes = zip(*((one.birth, one.expiry, one.code) for one in alike), strict=True)
    birth, expiry, code = fused(births), fused(expiries), fused(codes)
    return None if birth is None or expiry is None or code is None else Look(alike[0].layout, birth, expiry, code)
