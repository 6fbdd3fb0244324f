"""Link as a process against a real Mosquitto with TLS and client certificates."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from firmware.link.ipc import Arrived, Forget, NotPublished, Publish, Published, Report, Status, Store, Stored
from tests.support.broker import Broker, Party
from tests.support.certificates import Authority
from tests.support.link import Link, ReaderEnd

pytestmark = pytest.mark.process

MINE = "uketsuke/v1/13/reader-1/"
EVERYTHING = ("uketsuke/v1/+/+/up/+", "uketsuke/v1/+/+/state", "uketsuke/v1/+/+/info", "uketsuke/v1/+/+/tel")

MakeParty = Callable[[str], Party]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    directory = tmp_path_factory.mktemp("broker")
    with Broker(directory, Authority(directory)) as running:
        yield running


@pytest.fixture
def party(broker: Broker) -> Iterator[MakeParty]:
    """Makes clients of the broker with a certificate of that name and a client id of their own."""
    with ExitStack() as parties:
        numbers = count()

        def make(name: str) -> Party:
            identity = broker.authority.issue(name)
            return parties.enter_context(Party(broker.port, broker.authority, identity, f"{name}-{next(numbers)}"))

        yield make


@pytest.fixture
def centre(party: MakeParty) -> Party:
    return party("central").join(*EVERYTHING)


@pytest.fixture
def link(broker: Broker, tmp_path: Path) -> Iterator[Link]:
    with Link(tmp_path, broker.authority, broker.port) as running:
        yield running


@pytest.fixture
def reader(link: Link) -> Iterator[ReaderEnd]:
    with ReaderEnd(link.socket) as end:
        end.wait_for_status(True)
        yield end


def usage(name: str) -> Store:
    return Store(name, "usage", 1.0, "up/evt", name.encode())


def test_a_request_goes_up_and_its_answer_comes_down(centre: Party, reader: ReaderEnd) -> None:
    reader.say(Publish("q1", "up/elig", b"\x00question"))
    assert centre.next("up/elig") == (MINE + "up/elig", b"\x00question", False)
    reader.wait_for(lambda said: said == Published("q1"))
    centre.say(MINE + "dn/elig", b"\xffanswer")
    reader.wait_for(lambda said: said == Arrived("dn/elig", b"\xffanswer"))


def test_the_largest_body_passes_both_ways(centre: Party, reader: ReaderEnd) -> None:
    body = bytes(65_536)
    reader.say(Publish("q1", "up/elig", body))
    assert centre.next("up/elig").body == body
    centre.say(MINE + "dn/elig", body)
    reader.wait_for(lambda said: said == Arrived("dn/elig", body))


def test_the_state_is_retained_and_the_will_replaces_it(
    centre: Party, party: MakeParty, link: Link, reader: ReaderEnd
) -> None:
    reader.say(Report({"nfc": "ready"}, {"version": "0.1.0"}, {"visits": 1.0}))
    state = {"nfc": ""}
    while state.get("nfc") != "ready":
        state = json.loads(centre.next("/state").body)
    assert state["state"] == "online"
    retained = party("central").join("uketsuke/v1/+/+/state", "uketsuke/v1/+/+/info")
    assert json.loads(retained.next("/state").body) == state
    while json.loads(retained.next("/info").body) != {"version": "0.1.0"}:
        pass
    link.kill()
    will = json.loads(retained.next("/state").body)
    assert will == {"state": "offline", "boot": state["boot"], "sequence": 1, "why": "lost"}


def test_figures_come_with_the_outbox_lengths(centre: Party, reader: ReaderEnd) -> None:
    reader.say(usage("u1"))
    reader.wait_for(lambda said: said == Stored("u1"))
    reader.say(Report({}, {}, {"visits": 7.0}))
    figures: dict[str, float] = {}
    while "visits" not in figures:
        figures = json.loads(centre.next("/tel").body)
    assert (figures["link_outbox_usage"], figures["link_connects"], figures["visits"]) == (1, 1, 7)


def test_stopping_in_order_says_so_and_the_will_stays_away(centre: Party, link: Link, reader: ReaderEnd) -> None:
    online = {"state": ""}
    while online["state"] != "online":
        online = json.loads(centre.next("/state").body)
    assert link.stop() == 0
    assert reader.wait_for(lambda said: isinstance(said, Status) and said.reason == "stopping")
    state = online
    while state["state"] == "online":
        state = json.loads(centre.next("/state").body)
    assert (state["why"], state["boot"]) == ("stopped", online["boot"])
    assert not link.socket.exists()


def test_nobody_listens_is_said_at_once(reader: ReaderEnd) -> None:
    reader.say(Publish("q1", "up/elig", b"q"))
    reader.wait_for(lambda said: said == NotPublished("q1", "no_subscribers"))


def test_a_command_that_the_broker_kept_is_not_passed_on(centre: Party, broker: Broker, tmp_path: Path) -> None:
    centre.say(MINE + "dn/cmd", b"old command", retain=True)
    with Link(tmp_path, broker.authority, broker.port) as link, ReaderEnd(link.socket) as reader:
        reader.wait_for_status(True)
        centre.say(MINE + "dn/cmd", b"new command")
        reader.wait_for(lambda said: said == Arrived("dn/cmd", b"new command"))
        assert Arrived("dn/cmd", b"old command") not in reader.heard
    centre.say(MINE + "dn/cmd", b"", retain=True)


def test_a_device_has_its_own_topics_only(party: MakeParty, reader: ReaderEnd) -> None:
    stranger = party("reader-2").join("uketsuke/v1/#", "uketsuke/v1/13/reader-1/#")
    not_authorised = 0x87
    for branch in ("up/elig", "up/evt", "state", "info", "tel", "dn/elig", "dn/ack"):
        assert stranger.say(MINE + branch, b"forged") == not_authorised, branch
    assert stranger.say("uketsuke/v1/13/reader-2/dn/elig", b"forged") == not_authorised
    assert stranger.say("other/topic", b"x") == not_authorised
    assert stranger.say("uketsuke/v1/13/reader-2/up/elig", b"x") != not_authorised
    reader.say(Publish("q1", "up/elig", b"not for reader-2"))
    reader.wait_for(lambda said: getattr(said, "id", "") == "q1")
    assert stranger.heard.empty()
    assert not [said for said in reader.heard if isinstance(said, Arrived)]


def test_the_brokers_refusal_comes_back_with_its_reason(tmp_path: Path) -> None:
    strict = tmp_path / "acl"
    strict.write_text("pattern write uketsuke/v1/+/%u/state\npattern read uketsuke/v1/+/%u/dn/+\n")
    authority = Authority(tmp_path)
    with (
        Broker(tmp_path, authority, strict) as broker,
        Link(tmp_path, authority, broker.port) as link,
        ReaderEnd(link.socket) as reader,
    ):
        reader.wait_for_status(True)
        reader.say(Publish("q1", "up/elig", b"q"))
        reader.wait_for(lambda said: said == NotPublished("q1", "not_authorised"))


def test_two_links_with_one_certificate_show_in_the_figures(
    centre: Party, broker: Broker, reader: ReaderEnd, tmp_path: Path
) -> None:
    # Mosquitto 2.0.11 closes the older connection without the DISCONNECT 0x8E that MQTT 5 asks for.
    (tmp_path / "clone").mkdir()
    boots: set[str] = set()
    figures = {"link_short_lived": 0.0}
    with Link(tmp_path / "clone", broker.authority, broker.port) as clone, ReaderEnd(clone.socket) as other:
        other.wait_for_status(True)
        reader.wait_for_status(False, since=2)
        while not figures["link_short_lived"] or len(boots) < 2:
            heard = centre.next()
            if heard.topic.endswith("/tel"):
                figures = json.loads(heard.body)
            if heard.topic.endswith("/state"):
                boots.add(json.loads(heard.body)["boot"])


def test_a_record_is_sent_until_the_reader_orders_it_forgotten(centre: Party, reader: ReaderEnd, link: Link) -> None:
    reader.say(usage("u1"))
    reader.wait_for(lambda said: said == Stored("u1"))
    assert centre.next("up/evt").body == b"u1"
    link.kill()
    link.start()
    assert centre.next("up/evt").body == b"u1"
    with ReaderEnd(link.socket) as again:
        again.wait_for_status(True)
        again.say(Forget("u1"))
        again.say(usage("u2"))
        again.wait_for(lambda said: said == Stored("u2"))
        bodies = {centre.next("up/evt").body}
        while b"u2" not in bodies:
            bodies.add(centre.next("up/evt").body)
    link.stop()
    link.start()
    assert centre.next("up/evt").body == b"u2"
