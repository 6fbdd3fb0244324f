"""The technician's look at PC/SC, over a real pcscd: it sees everything and says nothing to the card."""

import time
from collections.abc import Callable, Iterator

import pytest

from hal.virtual.card.stack import READER_NAME
from tests.hal.virtual.card.cards import contents

from .rigs import SETTLE, PcscRig

pytest.importorskip("smartcard", reason="pyscard is not installed: pip install 'uketsuke[card]'")

from hal.errors import DeviceMissing
from hal.real.pcsc_survey import PcscSurvey, SurveyedReader

pytestmark = pytest.mark.process


@pytest.fixture
def survey(pcsc_rig: PcscRig) -> Iterator[PcscSurvey]:
    with PcscSurvey() as opened:
        yield opened


def ours(survey: PcscSurvey, wanted: Callable[[SurveyedReader], bool]) -> SurveyedReader:
    """The virtual reader once it is as wanted."""
    limit = time.monotonic() + SETTLE
    now = survey.look()
    while True:
        found = next((reader for reader in now if reader.name.startswith(READER_NAME)), None)
        if found is not None and wanted(found):
            return found
        assert time.monotonic() < limit, f"never as wanted: {now}"
        now = survey.wait(now, 1.0)


def test_a_card_comes_and_goes_unspoken_to(pcsc_rig: PcscRig, survey: PcscSurvey) -> None:
    empty = ours(survey, lambda reader: not reader.card)
    assert empty.atr == b""
    before = pcsc_rig.apdus()
    pcsc_rig.insert(contents())
    full = ours(survey, lambda reader: reader.card)
    assert full.counter > empty.counter
    assert full.atr[0] == 0x3B
    pcsc_rig.remove()
    assert not ours(survey, lambda reader: not reader.card).card
    assert pcsc_rig.apdus() == before


def test_it_sees_who_uses_the_card_and_disturbs_nobody(pcsc_rig: PcscRig, survey: PcscSurvey) -> None:
    pcsc_rig.insert(contents())
    with pcsc_rig.reader.connect() as connection:
        assert ours(survey, lambda reader: reader.in_use).card
        answer = connection.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    assert answer[-2:] == b"\x90\x00"
    assert ours(survey, lambda reader: not reader.in_use).card


def test_a_service_that_goes_away_is_said(pcsc_rig: PcscRig, survey: PcscSurvey) -> None:
    pcsc_rig.break_down()
    try:
        with pytest.raises(DeviceMissing):
            survey.look()
        with pytest.raises(DeviceMissing, match="systemctl start pcscd"):
            PcscSurvey()
    finally:
        pcsc_rig.mend()
    with PcscSurvey() as again:
        assert ours(again, lambda reader: not reader.card).name.startswith(READER_NAME)
