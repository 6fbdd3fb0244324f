"""What is said about visits that were played: time line, one line a visit, JSON. Pure."""

from collections.abc import Sequence

from tools.demo.journal import Summary
from tools.demo.player import Played


def time_line(summary: Summary) -> list[str]:
    """The steps of a visit with milliseconds since the card was seen and since the step before."""
    ordered = sorted(summary.steps.items(), key=lambda step: step[1])
    before = 0.0
    lines = []
    for name, milliseconds in ordered:
        lines.append(f"  {name.replace('_', ' '):<20}{milliseconds:9.1f} ms   +{milliseconds - before:.1f}")
        before = milliseconds
    return lines


def verdict(played: Played) -> str:
    """One line about one visit."""
    summary = played.summary
    if summary is None:
        return f"{played.script.name:<30}went wrong: {'; '.join(played.problems)}"
    counts = f"{summary.apdus} APDUs, {summary.mqtt_messages} messages"
    said = f"{played.script.name:<30}{summary.outcome}  ({counts})"
    return f"{said}  went wrong: {'; '.join(played.problems)}" if played.problems else said


def text_report(visits: Sequence[Played]) -> str:
    """The time lines of all visits, for the file."""
    lines: list[str] = []
    for played in visits:
        lines += [f"{played.script.name}: {played.script.title}", f"  {verdict(played)}"]
        lines += [] if played.summary is None else time_line(played.summary)
        lines.append("")
    return "\n".join(lines)


def json_report(visits: Sequence[Played], version: str) -> list[dict[str, object]]:
    """One object a visit, as `--json` writes it."""
    return [_object(played, version) for played in visits]


def _object(played: Played, version: str) -> dict[str, object]:
    summary = played.summary
    return {
        "visit": played.script.name,
        "outcome": None if summary is None else summary.outcome,
        "expected": played.script.outcome,
        "ok": not played.problems,
        "problems": list(played.problems),
        "steps": {} if summary is None else summary.steps,
        "states": [] if summary is None else list(summary.states),
        "apdus": 0 if summary is None else summary.apdus,
        "mqtt_messages": 0 if summary is None else summary.mqtt_messages,
        "tries_left": None if summary is None else summary.tries_left,
        "version": version,
    }
