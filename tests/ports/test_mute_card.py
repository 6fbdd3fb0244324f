"""A card that lies there and says nothing: the virtual reader times out, a real one may block for ever."""

import threading
import time

import pytest

from hal.errors import CardMute, CardRemoved
from tests.hal.virtual.card import cards

from .rigs import SETTLE, PcscRig, VirtualRig
from .test_nfc import SELECT, sw


def test_the_virtual_reader_gives_up(virtual_rig: VirtualRig) -> None:
    virtual_rig.insert(cards.contents())
    with virtual_rig.reader.connect() as connection:
        virtual_rig.mute(True)
        with pytest.raises(CardMute):
            connection.transmit(SELECT)
    with pytest.raises(CardMute):
        virtual_rig.reader.connect()
    virtual_rig.mute(False)
    with virtual_rig.reader.connect() as connection:
        assert sw(connection, SELECT) == "9000"


@pytest.mark.process
def test_a_watchdog_can_see_a_command_that_blocks(pcsc_rig: PcscRig) -> None:
    pcsc_rig.insert(cards.contents())
    connection = pcsc_rig.pcsc.connect()
    assert pcsc_rig.pcsc.blocked_for() == 0.0
    pcsc_rig.mute(True)
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            connection.transmit(SELECT)
        except CardRemoved as error:
            raised.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    limit = time.monotonic() + SETTLE
    while pcsc_rig.pcsc.blocked_for() < 0.3:
        assert time.monotonic() < limit
    assert pcsc_rig.pcsc.presence().present, "looking goes on meanwhile"
    assert not pcsc_rig.pcsc.overdue()
    assert asking.is_alive()
    pcsc_rig.remove()
    asking.join(SETTLE)
    assert len(raised) == 1
    assert pcsc_rig.pcsc.blocked_for() == 0.0
    connection.close()
