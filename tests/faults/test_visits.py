"""Every scripted visit ends as it says, with the whole reader and the whole centre in one thread."""

from pathlib import Path

import pytest

from tests.faults.conftest import MakeReader, summaries
from tests.support.scripted import Script, play

SCRIPTS = (
    Script("pin", "asagao", "P#1", "completed"),
    Script("wrong-pin-then-right", "hinata", "W#P#1", "completed"),
    Script("wrong-twice-then-last-try", "kinen", "W#W#1P#1", "completed"),
    Script("last-try-declined", "atoichi", "2", "last_try_declined"),
    Script("last-try-wrong", "atoichi", "1W#", "pin_locked"),
    Script("pin-locked", "lockmaru", "", "pin_locked"),
    Script("card without a PIN", "kaoru", "", "pin_not_set"),
    Script("forgot-pin", "asagao", "*4", "pin_unknown"),
    Script("cancelled", "asagao", "*3", "cancelled"),
    Script("consent-partly", "asagao", "P#3121", "completed"),
    Script("consent-back", "asagao", "P#313121", "completed"),
    Script("consent-none", "matsukaze", "P#2", "completed"),
    Script("register", "hajime", "P#11", "completed"),
    Script("register-declined", "hajime", "P#2", "not_registered"),
    Script("expired", "kigen", "P#", "certificate_expired"),
    Script("in-grace", "yuuyo", "P#", "completed"),
    Script("revoked", "shikkou", "P#", "certificate_revoked"),
    Script("protected", "mamori", "P#", "cannot_be_used"),
    Script("lost", "natsume", "P#1", "completed"),
    Script("not-found", "kasumi", "P#1", "completed"),
    Script("no-certificate", "akago", "", "no_certificate"),
    Script("old-card", "juuki", "", "old_resident_card"),
    Script("licence", "menkyo", "", "driving_licence"),
    Script("phone", "sumaho", "", "phone"),
    Script("other", "kippu", "", "not_my_number_card"),
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_visit_ends_as_its_script_says(script: Script, make_reader: MakeReader, demo: Path, tmp_path: Path) -> None:
    reader = make_reader()
    played = play(reader, script, demo, tmp_path)
    (summary,) = summaries(tmp_path / "state-0")
    assert summary["outcome"] == script.outcome
    assert reader.place == "idle"
    assert reader.conductor.vault_empty
    assert len(reader.wire.outbox) == 1
    assert played.tries_lost <= script.keys.count("W")
    if script.name == "pin":
        assert summary["apdus"] == 12
        assert summary["mqtt_messages"] == 7


def test_the_usage_record_arrives_once_and_is_forgotten_only_then(
    make_reader: MakeReader, demo: Path, tmp_path: Path
) -> None:
    reader = make_reader()
    reader.wire.deaf = False
    play(reader, SCRIPTS[0], demo, tmp_path)
    reader.wire.silent = True
    reader.wire.deliver_outbox()
    reader.run()
    assert len(reader.wire.outbox) == 1
    reader.wire.silent, reader.wire.deaf = False, True
    reader.wire.deliver_outbox()
    reader.run()
    assert len(reader.wire.outbox) == 1
    reader.wire.deaf = False
    reader.wire.deliver_outbox()
    reader.run()
    assert not reader.wire.outbox
    assert reader.wire.centre.service.counts["usage"] == 2
