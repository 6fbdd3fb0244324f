import os

import pytest

from tools.bench.hop import bare_hop
from tools.bench.processes import find_child, resident_mb


@pytest.mark.process
def test_a_child_is_found_by_what_it_runs_as_long_as_it_runs() -> None:
    with bare_hop():
        pid = find_child(os.getpid(), "tools.bench.hop")
        assert pid is not None
        assert find_child(os.getpid(), "firmware.face.child") is None
        assert find_child(pid, "tools.bench.hop") is None, "whose child it is counts"
    assert find_child(os.getpid(), "tools.bench.hop") is None


def test_what_is_resident_now_is_no_more_than_the_most_so_far() -> None:
    now, most = resident_mb(os.getpid())
    assert 0 < now <= most
