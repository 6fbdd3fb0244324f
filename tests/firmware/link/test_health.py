"""What may travel in clear."""

import json
import sys

import pytest

from firmware.link import health
from firmware.link.ipc import Report
from tools.central.fleet import MAX_CLEAR_BYTES


@pytest.mark.parametrize("text", ["山田太郎", "ﾔﾏﾀﾞ", "x" * 81, "two\nlines", "é"])
def test_text_that_is_no_code_is_left_out_and_counted(text: str) -> None:
    report = Report({"nfc": text, "bench": "ok"}, {"version": text}, {})
    assert json.loads(health.online("b", 1, {}, report)) == {
        "state": "online", "boot": "b", "sequence": 1, "bench": "ok", "refused_entries": 1,
    }  # fmt: skip
    assert json.loads(health.info(report)) == {"refused_entries": 1}


@pytest.mark.parametrize("name", ["", "Name", "日本", "a b", "x" * 49])
def test_names_are_codes_too(name: str) -> None:
    assert json.loads(health.telemetry({}, Report({}, {}, {name: 1.0}))) == {"refused_entries": 1}


def test_entries_are_bounded() -> None:
    many = {f"n{number}": 1.0 for number in range(1_000)}
    said = json.loads(health.telemetry({}, Report({}, {}, many)))
    assert len(said) == health.MAX_NUMBERS + 1
    assert said["refused_entries"] == 1_000 - health.MAX_NUMBERS
    said = json.loads(health.info(Report({}, dict.fromkeys(many, "ok"), {})))
    assert said["refused_entries"] == 1_000 - health.MAX_ENTRIES


def test_the_centre_takes_as_many_numbers_as_there_may_be() -> None:
    longest = {f"{number:048}": -sys.float_info.max for number in range(health.MAX_NUMBERS)}
    own = {f"link_outbox_{number:012}": 1e15 for number in range(4)} | health.Counters(*[2**40] * 12).as_numbers()
    assert len(health.telemetry(own, Report({}, {}, longest))) <= MAX_CLEAR_BYTES


def test_without_a_report_there_is_still_a_state() -> None:
    assert json.loads(health.info(None)) == {}
    assert json.loads(health.online("b", 2, {"reader": "away"}, None))["sequence"] == 2
