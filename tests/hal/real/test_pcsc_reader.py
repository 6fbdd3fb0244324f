"""The PC/SC driver over a PC/SC that does what no virtual reader can: unplug, die half-way, say odd things."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from hal.errors import CardMute, CardRemoved, DeviceMissing, NoCard
from hal.nfc import Presence
from hal.real.pcsc_codes import Code
from hal.settings import NfcSettings

scard = pytest.importorskip("smartcard.scard", reason="pyscard is not installed: pip install 'uketsuke[card]'")

READER = "Some Reader 00 00"


@dataclass
class FakePcsc:
    """The calls of PC/SC that the driver makes, as methods: `do_connect` for SCardConnect."""

    readers: list[str] = field(default_factory=lambda: [READER])
    service: int = Code.SUCCESS
    present: bool = True
    counter: int = 1
    connect: int = Code.SUCCESS
    status: int = Code.SUCCESS
    answer: tuple[int, list[int]] = (Code.SUCCESS, [0x90, 0x00])
    features: list[int] | None = None
    properties: list[int] = field(default_factory=list)
    swap_at_connect: bool = False
    contexts: int = 0
    calls: list[tuple[str, int]] = field(default_factory=list)

    def do_establish_context(self, scope: int) -> tuple[int, int]:
        self.contexts += self.service == Code.SUCCESS
        return self.service, self.contexts

    def do_release_context(self, context: int) -> int:
        self.contexts -= 1
        return Code.SUCCESS

    def do_list_readers(self, context: int, groups: list[str]) -> tuple[int, list[str]]:
        return (Code.SUCCESS if self.readers else Code.NO_READERS_AVAILABLE), self.readers

    def do_get_status_change(self, context: int, timeout: int, states: list[tuple[str, int]]):
        name, known = states[0]
        if self.service != Code.SUCCESS:
            return self.service, []
        if name not in self.readers:
            return Code.UNKNOWN_READER, []
        flag = scard.SCARD_STATE_PRESENT if self.present else scard.SCARD_STATE_EMPTY
        state = flag | self.counter << 16
        return (Code.TIMEOUT if known == state else Code.SUCCESS), [(name, state | scard.SCARD_STATE_CHANGED, [])]

    def do_connect(self, context: int, reader: str, share: int, protocols: int) -> tuple[int, int, int]:
        self.calls.append(("connect", share))
        if self.swap_at_connect:
            self.counter += 2
        return self.connect, 77, scard.SCARD_PROTOCOL_T1

    def do_status(self, card: int):
        return self.status, READER, 0, 0, [0x3B]

    def do_control(self, card: int, control: int, data: list[int]) -> tuple[int, list[int]]:
        if self.features is None:
            return 0x8010001F, []
        return Code.SUCCESS, self.features if control == scard.SCARD_CTL_CODE(3400) else self.properties

    def do_transmit(self, card: int, pci: int, command: list[int]) -> tuple[int, list[int]]:
        return self.answer

    def do_disconnect(self, card: int, disposition: int) -> int:
        self.calls.append(("disconnect", disposition))
        return Code.SUCCESS


@pytest.fixture
def pcsc(mocker) -> Iterator[FakePcsc]:
    fake = FakePcsc()
    for name in [name for name in dir(fake) if name.startswith("do_")]:
        call = "SCard" + name.removeprefix("do_").replace("_", " ").title().replace(" ", "")
        mocker.patch.object(scard, call, getattr(fake, name))
    return fake


@pytest.fixture
def reader(pcsc: FakePcsc):
    from hal.real.pcsc import PcscReader

    return PcscReader(NfcSettings(driver="pcsc", reader="Some"))


UNPOWERED = ("disconnect", scard.SCARD_UNPOWER_CARD)


def test_nothing_is_opened_before_it_is_used(pcsc: FakePcsc, reader) -> None:
    assert pcsc.contexts == 0
    reader.presence()
    reader.close()
    assert pcsc.contexts == 0


def test_the_first_reader_with_the_name_is_taken(pcsc: FakePcsc, reader) -> None:
    pcsc.readers = ["Another Reader 00 00", READER]
    assert reader.presence() == Presence(True, 1)
    pcsc.readers = ["Another Reader 00 00"]
    with pytest.raises(DeviceMissing, match="Some"):
        reader.presence()


def test_a_reader_that_is_unplugged_and_plugged_in_again(pcsc: FakePcsc, reader) -> None:
    known = reader.presence()
    assert reader.wait(known, 0.0) == known
    pcsc.readers = []
    for _ in range(2):
        with pytest.raises(DeviceMissing):
            reader.wait(known, 10.0)
    pcsc.readers, pcsc.counter = [READER], 1
    assert reader.wait(known, 10.0).counter > known.counter, "the same number would say that nothing happened"


def test_both_contexts_die_with_one_service_and_one_loss_is_counted(pcsc: FakePcsc, reader) -> None:
    known = reader.presence()
    reader.wait(known, 0.0)
    pcsc.service = Code.NO_SERVICE
    with pytest.raises(DeviceMissing, match="pcscd does not run"):
        reader.wait(known, 10.0)
    with pytest.raises(DeviceMissing):
        reader.presence()
    pcsc.service = Code.SUCCESS
    now = reader.wait(known, 0.0)
    assert now.counter > known.counter
    assert reader.presence() == now
    reader.close()
    assert pcsc.contexts == 0


def test_a_service_that_was_restarted_is_found_without_an_error(pcsc: FakePcsc, reader, mocker) -> None:
    reader.presence()
    dead = mocker.patch.object(scard, "SCardGetStatusChange", side_effect=[(Code.INVALID_HANDLE, [])])
    dead.side_effect = [(Code.INVALID_HANDLE, []), pcsc.do_get_status_change(1, 0, [(READER, 0)])]
    assert reader.presence().counter > 1


def test_a_connection_is_exclusive_and_ends_without_power(pcsc: FakePcsc, reader) -> None:
    with reader.connect() as connection:
        assert connection.transmit(b"\x00\xa4\x00\x00") == b"\x90\x00"
        assert pcsc.contexts == 2
    assert pcsc.calls == [("connect", scard.SCARD_SHARE_EXCLUSIVE), UNPOWERED]
    assert pcsc.contexts == 1


def test_a_card_that_changed_while_it_was_powered_up_is_let_go(pcsc: FakePcsc, reader) -> None:
    pcsc.swap_at_connect = True
    with pytest.raises(CardRemoved):
        reader.connect()
    assert pcsc.calls[-1] == UNPOWERED
    assert pcsc.contexts == 1


@pytest.mark.parametrize(
    ("connect", "status", "error", "unpowered"),
    [
        (Code.NO_SMARTCARD, Code.SUCCESS, NoCard, False),
        (Code.UNRESPONSIVE_CARD, Code.SUCCESS, CardMute, False),
        (Code.SUCCESS, Code.REMOVED_CARD, CardRemoved, True),
        (Code.NO_SERVICE, Code.SUCCESS, DeviceMissing, False),
    ],
)
def test_a_connect_that_fails_leaves_nothing_open(
    pcsc: FakePcsc, reader, connect: int, status: int, error: type[Exception], unpowered: bool
) -> None:
    pcsc.connect, pcsc.status = connect, status
    with pytest.raises(error):
        reader.connect()
    assert (UNPOWERED in pcsc.calls) == unpowered
    assert pcsc.contexts == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((Code.SUCCESS, []), CardRemoved),
        ((Code.SUCCESS, [0x90]), CardMute),
        ((Code.NOT_TRANSACTED, []), CardRemoved),
        ((-0x7FEFFF97, []), CardRemoved),
        ((Code.UNRESPONSIVE_CARD, []), CardMute),
    ],
    ids=["empty", "half a status word", "not transacted", "removed, signed", "unresponsive"],
)
def test_answers_that_are_none(pcsc: FakePcsc, reader, answer, error: type[Exception]) -> None:
    pcsc.answer = answer
    with reader.connect() as connection, pytest.raises(error):
        connection.transmit(b"\x00\xa4\x00\x00")
    assert pcsc.calls[-1] == UNPOWERED


@pytest.mark.parametrize(
    ("features", "properties", "extended"),
    [
        (None, [], False),
        ([0x12, 4, 0x42, 0x33, 0, 0x12], [0x0A, 4, 0x00, 0x01, 0x00, 0x00], False),
        ([0x12, 4, 0x42, 0x33, 0, 0x12], [0x0A, 4, 0x00, 0x00, 0x01, 0x00], True),
        ([0x06, 4, 0x42, 0x33, 0, 0x12], [], False),
    ],
    ids=["says nothing", "short", "extended", "no properties"],
)
def test_the_reader_is_asked_for_extended_length(
    pcsc: FakePcsc, reader, features: list[int] | None, properties: list[int], extended: bool
) -> None:
    pcsc.features, pcsc.properties = features, properties
    with reader.connect() as connection:
        assert connection.extended_length is extended


def test_a_command_that_takes_too_long_is_overdue(pcsc: FakePcsc, mocker) -> None:
    from hal.real.pcsc import PcscReader

    impatient = PcscReader(NfcSettings(driver="pcsc", transmit_timeout_s=0.0))
    during: list[tuple[bool, float]] = []

    def transmit(card: int, pci: int, command: list[int]) -> tuple[int, list[int]]:
        during.append((impatient.overdue(), impatient.blocked_for()))
        return Code.SUCCESS, [0x90, 0x00]

    mocker.patch.object(scard, "SCardTransmit", transmit)
    with impatient.connect() as connection:
        assert not impatient.overdue()
        connection.transmit(b"\x00\xa4\x00\x00")
    assert during[0][0]
    assert during[0][1] > 0.0
    assert impatient.blocked_for() == 0.0
