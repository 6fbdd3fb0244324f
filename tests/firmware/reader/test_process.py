"""The reader as a process: signals, exit states, what it leaves on the disk, and no network."""

import shutil
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hal.virtual.card.contents import CardContents
from hal.virtual.card.files import save_card
from tests.firmware.reader.running import RunningReader, running, wait_for
from tests.firmware.reader.site import ROOT, ReaderSite
from tests.hal.virtual.card import cards

pytestmark = pytest.mark.process

MUTE_READER = str(Path(__file__).with_name("mute_reader.py"))
TEMPORARY_FAILURE = 75


@pytest.fixture
def site(tmp_path: Path) -> ReaderSite:
    return ReaderSite(tmp_path)


def lay_card(reader: RunningReader, contents: CardContents) -> None:
    file = reader.site.place / "person.card"
    save_card(file, contents)
    with reader.bench() as bench:
        bench.insert(file)


def shorten(site: ReaderSite, **policy: float) -> None:
    def change(table: dict[str, dict[str, Any]]) -> None:
        table["policy"] = policy
        table["hardware"]["nfc"] = {"transmit_timeout_s": 0.1}

    site.configure(change)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_and_its_files_are_its_own(site: ReaderSite, number: signal.Signals) -> None:
    with running(site) as reader:
        reader.until_ready()
        reader.tell(number)
        assert reader.ended() == (0, "")
    assert [line["place"] for line in reader.lines("activity.jsonl")] == ["idle", "out_of_service"]
    assert not (site.place / "bench.sock").exists()
    found = [path for path in (site.place / "state").rglob("*")]
    assert {path.name for path in found} >= {"activity.jsonl", "status.json", "recordings", "unsaved"}
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in [*found, site.place / "state"])


def test_a_signal_in_the_middle_of_a_visit_ends_the_visit(site: ReaderSite) -> None:
    with running(site) as reader:
        reader.until_ready()
        lay_card(reader, cards.contents())
        reader.until("refused")  # there is no link
        reader.tell(signal.SIGTERM)
        assert reader.ended() == (0, "")
    (visit,) = reader.lines("visits.jsonl")
    assert (visit["outcome"], visit["states"][-1]) == ("centre_unreachable", "out_of_service")
    assert len(list((site.place / "state" / "unsaved").iterdir())) == 1


def test_a_record_that_link_never_took_outlives_a_kill(site: ReaderSite) -> None:
    unsaved = site.place / "state" / "unsaved"
    with running(site) as reader:
        reader.until_ready()
        lay_card(reader, cards.contents())
        wait_for(lambda: list(unsaved.glob("*.record")), "the record is kept on the disk")
        reader.tell(signal.SIGKILL)
        assert reader.ended()[0] == -signal.SIGKILL
    with running(site) as again:
        again.until_ready()
        wait_for(lambda: b'"unsaved": 1' in (site.place / "state" / "status.json").read_bytes(), "it is known again")


def test_a_card_command_that_does_not_end_ends_the_process_after_the_person_was_told(site: ReaderSite) -> None:
    shorten(site, card=0.3)
    with running(site, program=(MUTE_READER, "later")) as reader:
        reader.until_ready()
        lay_card(reader, cards.contents())
        status, said = reader.ended()
    assert (status, said.splitlines()) == (
        TEMPORARY_FAILURE,
        ["uketsuke-reader: a call to the card reader does not end; starting again frees it"],
    )
    places = [line["place"] for line in reader.lines("activity.jsonl") if line["kind"] == "state"]
    assert places[-1] == "refused"
    assert len(list((site.place / "state" / "unsaved").iterdir())) == 1


def test_started_again_with_that_card_still_there_it_asks_for_it_to_be_taken(site: ReaderSite) -> None:
    shorten(site, card=0.3)
    with running(site, program=(MUTE_READER, "here")) as reader:
        reader.until_ready()
        with reader.bench() as bench:
            bench.remove()
        reader.until("idle")
        reader.tell(signal.SIGTERM)
        assert reader.ended() == (0, "")
    places = [line["place"] for line in reader.lines("activity.jsonl") if line["kind"] == "state"]
    assert places == ["remove_card", "idle", "out_of_service"]


def test_a_signal_ends_it_though_a_card_command_does_not_end(site: ReaderSite) -> None:
    with running(site, program=(MUTE_READER, "later")) as reader:
        reader.until_ready()
        lay_card(reader, cards.contents())
        reader.until("reading/detecting")
        reader.tell(signal.SIGTERM)
        assert reader.ended() == (0, "")
    assert len(reader.lines("visits.jsonl")) == 1


def test_a_configuration_that_cannot_be_used_is_one_line(site: ReaderSite) -> None:
    site.write("keyset.jws", b"nonsense")
    with running(site) as reader:
        status, said = reader.ended()
    assert status == 78
    assert said == f"uketsuke-reader: {site.place}/keyset.jws: " + said.rpartition("keyset.jws: ")[2]
    assert said.count("\n") == 1


def test_a_reader_whose_disk_is_read_only_serves_all_the_same(site: ReaderSite) -> None:
    state = site.place / "state"
    with running(site) as first:
        first.until_ready()
        first.tell(signal.SIGTERM)
        first.ended()
    script = f'mount --bind {state} {state} && mount -o remount,ro,bind {state} && exec "$@"'
    enter = ("unshare", "--mount", "--", "sh", "-c", script, "sh")
    if not can_run((*enter, "true")):
        pytest.skip("no mount namespace can be had here")
    before = (state / "activity.jsonl").read_bytes()
    with running(site, prefix=enter) as reader:
        reader.until_ready()
        with reader.bench() as bench:
            number = bench.snapshot().frame_number
            save_card(site.place / "person.card", cards.contents())
            bench.insert(site.place / "person.card")
            wait_for(lambda: bench.snapshot().frame_number > number, "the visit goes on")
        reader.tell(signal.SIGTERM)
        assert reader.ended() == (0, "")
    assert (state / "activity.jsonl").read_bytes() == before


def test_it_works_where_there_is_no_network_at_all(site: ReaderSite) -> None:
    enter = network_namespace()
    with running(site, prefix=enter) as reader:
        reader.until_ready()
        proc = Path(f"/proc/{reader.process.pid}")
        devices = (proc / "net" / "dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in devices] == ["lo"]
        tables = [(proc / "net" / name).read_text() for name in ("tcp", "tcp6", "udp", "udp6")]
        assert not [line for table in tables for line in table.splitlines()[1:]], "no socket of an internet family"
        reader.tell(signal.SIGTERM)
        assert reader.ended() == (0, "")


def network_namespace() -> tuple[str, ...]:
    """The way into a network namespace of its own that this machine allows; skips where there is none."""
    for enter in (("unshare", "--net", "--"), ("unshare", "--user", "--map-current-user", "--net", "--")):
        if can_run((*enter, "true")):
            return enter
    pytest.skip("no network namespace can be had here")


def can_run(command: tuple[str, ...]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).returncode == 0
