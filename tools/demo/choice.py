"""Which visits are played here: chosen by name, and by whether the face way is there. Pure."""

from dataclasses import dataclass

from tools.demo.errors import FaceMissing
from tools.demo.script import Script
from tools.demo.settings import ALL, DemoSettings, choose


@dataclass(frozen=True, slots=True)
class Chosen:
    """Visits as they are played here, and the names of those that were asked for and cannot be played."""

    scripts: tuple[Script, ...]
    left_out: tuple[str, ...] = ()


def asks_for_face(settings: DemoSettings, name: str | None) -> bool:
    """Whether it matters for this choice if the face way is there. Raises ScriptUnknown."""
    return name is None or any(script.stand is not None for script in choose(settings, name))


def choose_here(settings: DemoSettings, name: str | None, why_no_face: str) -> Chosen:
    """What `name` (None: nothing was asked for) stands for here; `why_no_face` is empty where the face way is there.

    Raises ScriptUnknown, FaceMissing.
    """
    face = not why_no_face
    if name is None:
        name = settings.demo.face_visit if face else settings.demo.visit
    scripts = choose(settings, name)
    left_out = tuple(script.name for script in scripts if script.needs_face and not face)
    if left_out and name != ALL:
        raise FaceMissing(name, why_no_face)
    return Chosen(tuple(one.played(face=face) for one in scripts if one.name not in left_out), left_out)
