import pytest

from hal.virtual.card import stack
from hal.virtual.card.pcscd import listens
from hal.virtual.card.stack import StackUnavailableError

TABLE = """  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:8C7B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:8C7C 0100007F:1234 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
"""


def test_a_listener_is_found_without_connecting_to_it() -> None:
    assert listens(0x8C7B, TABLE)
    assert not listens(0x8C7C, TABLE), "a connection is no listener"
    assert not listens(0x8C7B, TABLE.splitlines()[0])


def test_what_is_missing_is_said_with_what_to_do(mocker, tmp_path) -> None:
    mocker.patch.object(stack.shutil, "which", return_value=None)
    with pytest.raises(StackUnavailableError, match="apt-get install pcscd"):
        stack.PcscStack(tmp_path)
    mocker.patch.object(stack.shutil, "which", return_value="/there")
    mocker.patch.object(stack, "DRIVER", tmp_path / "missing")
    with pytest.raises(StackUnavailableError, match="apt-get install vsmartcard-vpcd"):
        stack.PcscStack(tmp_path)
    (tmp_path / "missing").touch()
    mocker.patch.object(stack, "NAMESPACES", (("false",),))
    with pytest.raises(StackUnavailableError, match="network namespace"):
        stack.PcscStack(tmp_path)
