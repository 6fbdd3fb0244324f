"""Draws the transition table: a Mermaid diagram of the states and a table of all transitions, in Markdown.

`python -m firmware.visit.diagram docs/visit.md` renews what stands between the markers of that page.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from firmware.visit.errors import MarkerMissing
from firmware.visit.events import Action, CardFailed, CardLeft, CentreRefused, CentreUnreachable, DeviceFailed, Timer
from firmware.visit.model import Place, State
from firmware.visit.places import EVERYWHERE, IDLE, OUT_OF_SERVICE, REFUSED, REMOVE_CARD, VISITING
from firmware.visit.step import name_of
from firmware.visit.table import TABLE, Rule, Trigger

Table = Mapping[tuple[Place, Trigger], Rule]

BEGIN = "<!-- drawn from firmware/visit/table.py; renew with: python -m firmware.visit.diagram docs/visit.md -->"
END = "<!-- end of what is drawn -->"

IN_WORDS: Mapping[Trigger, tuple[Place, ...]] = MappingProxyType(
    {
        CardLeft: (IDLE,),
        CardFailed: (REFUSED, REMOVE_CARD),
        Timer.CARD: (REFUSED,),
        CentreRefused: (REFUSED,),
        CentreUnreachable: (REFUSED,),
        Timer.CENTRE: (REFUSED,),
        Timer.CHALLENGE: (REFUSED,),
        Action.CANCEL: (REMOVE_CARD,),
        Timer.PATIENCE: (REMOVE_CARD,),
        DeviceFailed: (OUT_OF_SERVICE,),
    }
)
"""What leads to the same place from nearly everywhere; drawn, it would hide the way that a visit goes."""

WORDS = (
    "Not drawn, because it leads away from nearly every place: the card is taken (to `idle`); the card cannot be read, "
    "or the centre refuses, cannot be reached or does not answer (to `refused`); the card is torn off, the person "
    "cancels or lets the warning pass (to `remove_card`); a device fails (to `out_of_service`). The table has it all."
)


def draw(table: Table = TABLE) -> str:
    """The diagram and the table, as Markdown."""
    return f"{WORDS}\n\n```mermaid\n{diagram(table)}\n```\n\n{transitions(table)}\n"


def diagram(table: Table = TABLE) -> str:
    """A Mermaid state diagram: one box a state, its phases inside, one arrow from place to place."""
    places = [place for place in EVERYWHERE if any(place == start for start, _ in table)]
    arrows = _arrows(table)
    lines = ["stateDiagram-v2", "    [*] --> starting"]
    for state in dict.fromkeys(place.state for place in places):
        lines += _box(state, [place for place in places if place.state is state], arrows)
    lines += [f"    {_id(start)} --> {_id(to)}: {why}" for start, to, why in arrows if start.state is not to.state]
    return "\n".join(lines)


def transitions(table: Table = TABLE) -> str:
    """A Markdown table of every row: where, when, what is done, where it leads."""
    rows: dict[tuple[str, str, str], list[Place]] = {}
    for place, trigger, rule in _in_order(table):
        what = (_in_words(trigger), _deed(rule), _targets(rule))
        rows.setdefault(what, []).append(place)
    lines = ["| at | when | then | leads to |", "|---|---|---|---|"]
    lines += [f"| {_grouped(places)} | {when} | {deed} | {to} |" for (when, deed, to), places in rows.items()]
    return "\n".join(lines)


def renew(page: str, table: Table = TABLE) -> str:
    """The page with what stands between its markers drawn anew. Raises MarkerMissing."""
    for marker in (BEGIN, END):
        if page.count(marker) != 1:
            raise MarkerMissing(marker)
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{draw(table)}\n{END}{after}"


def _arrows(table: Table) -> list[tuple[Place, Place, str]]:
    reasons: dict[tuple[Place, Place], list[str]] = {}
    for start, trigger, rule in _in_order(table):
        told = IN_WORDS.get(trigger, ()) if start != REMOVE_CARD else ()
        for to in (other for other in EVERYWHERE if other in rule.to and other not in told):
            reasons.setdefault((start, to), []).append(_in_words(trigger))
    return [(start, to, ", ".join(why)) for (start, to), why in reasons.items()]


def _in_order(table: Table) -> list[tuple[Place, Trigger, Rule]]:
    return [(place, trigger, rule) for place in EVERYWHERE for (at, trigger), rule in table.items() if at == place]


def _box(state: State, places: Sequence[Place], arrows: Sequence[tuple[Place, Place, str]]) -> list[str]:
    if len(places) == 1:
        return [f'    state "{places[0]}" as {_id(places[0])}']
    inside = [f'        state "{place.phase.value}" as {_id(place)}' for place in places]
    inside += [
        f"        {_id(start)} --> {_id(to)}: {why}" for start, to, why in arrows if start.state is to.state is state
    ]
    return [f"    state {state.value} {{", *inside, "    }"]


def _id(place: Place) -> str:
    return str(place).replace("/", "_")


def _in_words(trigger: Trigger) -> str:
    """`pressed submit`, `time up patience`, `card left`."""
    name = name_of(trigger).replace("_", " ")
    if not isinstance(trigger, type):
        return name
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def _deed(rule: Rule) -> str:
    return (rule.do.__doc__ or "").strip().splitlines()[0]


def _targets(rule: Rule) -> str:
    return _listed([place for place in EVERYWHERE if place in rule.to]) or "stays"


def _grouped(places: Sequence[Place]) -> str:
    if len(places) == len(EVERYWHERE):
        return "everywhere"
    if not set(VISITING) <= set(places):
        return _listed(places)
    others = _listed([place for place in places if place not in VISITING])
    return f"every place of a visit, {others}" if others else "every place of a visit"


def _listed(places: Sequence[Place]) -> str:
    return ", ".join(f"`{place}`" for place in places)


def main(arguments: Sequence[str]) -> int:
    """Renew the page that is named; exit status 0."""
    (name,) = arguments
    page = Path(name)
    page.write_text(renew(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
