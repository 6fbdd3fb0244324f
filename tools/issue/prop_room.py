"""Draws the props of a demo into files, each once: `uketsuke-issue props`."""

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from firmware.face.printed.layout import FaceLayout
from firmware.screens.fonts import FontSet
from hal.virtual.footage import Footage
from hal.virtual.props import CARD_SIGHTS, PROPS_FILE, STANDS, Act, CardSight, PersonProps, PropsFile, StandName
from tools.issue.card_faces.draw import draw_face
from tools.issue.card_faces.films import RATE, card_film
from tools.issue.card_faces.invent import Printed
from tools.issue.card_faces.ranges import Ranges
from tools.issue.cards import has_surface, print_of
from tools.issue.errors import PersonsInvalid
from tools.issue.identity import number_of
from tools.issue.persons import PersonPlan
from tools.issue.photo import SIZE, photo_of
from tools.issue.place import Manifest, Place
from tools.issue.portraits.kept import FilmStore, keep
from tools.issue.portraits.shot import Shot
from tools.issue.props import Wanted, wanted

CARD_DRAWING = 1
"""Raised whenever the same card gives another picture: kept films are then made anew."""

_SEXES = {"male": "男", "female": "女"}
_NO_PHOTO = "#D8D4CC"


@dataclass(frozen=True, slots=True)
class Tray:
    """How cards look and lie before the card camera."""

    layout: FaceLayout
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Job:
    """One film that can be drawn."""

    text: str
    path: Path
    draw: Callable[[], object]


class PropRoom:
    """The props of one demo below a directory. `shot` is how persons are taken, the usual way if left out."""

    def __init__(self, directory: Path, manifest: Manifest, tray: Tray, shot: Shot | None = None) -> None:
        self._directory = directory
        self._day = manifest.date
        self._plans = {plan.id: plan for plan in manifest.persons if has_surface(plan)}
        self._tray = tray
        self._films = FilmStore(directory, shot)

    @property
    def persons(self) -> tuple[str, ...]:
        """The ids of all who have props."""
        return tuple(self._plans)

    def write(self) -> PropsFile:
        """Write `props.json`, with every film that is drawn or can be. Raises OSError."""
        listed = PropsFile(tuple(self._props(plan) for plan in self._plans.values()))
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        Place(self._directory).write_json(PROPS_FILE, listed, secret=True)
        return listed

    def draw(self, persons: Collection[str], stands: Collection[StandName], say: Callable[[str], None]) -> int:
        """Draw what is missing of these persons; what a visit needs first comes first. How many films were drawn.

        Raises PersonsInvalid for somebody who has no props, OSError.
        """
        for one in persons:
            if one not in self._plans:
                raise PersonsInvalid(one, f"has no card with a face side here; there are {', '.join(self._plans)}")
        drawn = 0
        for job in self._jobs([self._plans[one] for one in persons], stands):
            if not job.path.exists():  # two persons may have one film
                say(job.text)
                job.draw()
                drawn += 1
        return drawn

    def _jobs(self, plans: Collection[PersonPlan], stands: Collection[StandName]) -> Iterator[Job]:
        for plan in plans:
            yield self._laid(plan, "face")
        for stand in (one for one in STANDS if one in stands):
            for plan in plans:
                for act, film in _wanted(plan).get(stand, {}).items():
                    path = self._place(film)
                    yield Job(f"{stand} of {plan.id}, {act}", path, partial(self._act, film))
        for sight in CARD_SIGHTS[1:]:
            for plan in plans:
                yield self._laid(plan, sight)

    def _laid(self, plan: PersonPlan, sight: CardSight) -> Job:
        path = self._card_place(plan, sight)
        return Job(f"card of {plan.id}, {sight}", path, partial(keep, path, partial(self._lay, plan, sight)))

    def _props(self, plan: PersonPlan) -> PersonProps:
        card = {sight: self._card_place(plan, sight).name for sight in CARD_SIGHTS}
        stands = {
            stand: {act: self._place(film).name for act, film in acts.items()} for stand, acts in _wanted(plan).items()
        }
        return PersonProps(plan.id, plan.kind, card, stands)

    def _place(self, film: Wanted) -> Path:
        return self._films.place(film.film, film.player.identity, film.beside.identity)

    def _act(self, film: Wanted) -> None:
        self._films.path(film.film, film.player.sitter(), film.beside.sitter())

    def _card_place(self, plan: PersonPlan, sight: CardSight) -> Path:
        printed = print_of(plan, self._day)
        shown = (plan.name, plan.address, plan.sex, printed.number_b, printed.birth, printed.expiry, photo_of(plan))
        # Whose card it is that cannot be read, nobody can see: one film does for all.
        seen = (CARD_DRAWING, RATE, sight, shown if sight == "face" else (), self._tray)
        return self._directory / f"card-{sight}-{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}.film"

    def _lay(self, plan: PersonPlan, sight: CardSight) -> Footage:
        printed = print_of(plan, self._day)
        seed = number_of(plan.id, "tray") % 2**31
        face = Printed(
            calendar=self._tray.layout.calendar,
            name=plan.name,
            address=plan.address,
            sex=_SEXES[plan.sex],
            birth=printed.birth,
            expiry=printed.expiry,
            code=printed.code,
            seed=seed,
        )
        drawn = draw_face(face, self._tray.layout, FontSet(), _photo(plan))
        return card_film(sight, drawn, seed, self._tray.ranges)


def _wanted(plan: PersonPlan) -> Mapping[StandName, Mapping[Act, Wanted]]:
    return {} if plan.face is None else wanted(plan.face)


def _photo(plan: PersonPlan) -> Image.Image:
    photo = photo_of(plan)
    return Image.open(io.BytesIO(photo)) if photo else Image.new("RGB", SIZE, _NO_PHOTO)
