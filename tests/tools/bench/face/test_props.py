import json
from pathlib import Path

import pytest

from tools.bench.errors import BenchmarkError
from tools.bench.face.props import read_props


def listed(place: Path, stands: dict[str, dict[str, str]]) -> None:
    person = {"person": "asagao", "kind": "ordinary", "card": {"face": "c.film"}, "stands": stands}
    (place / "props.json").write_text(json.dumps({"persons": [person], "version": 1}))


@pytest.mark.parametrize("stands", [{}, {"holder": {"straight": "s.film"}}])
def test_what_was_not_listed_is_said(stands: dict[str, dict[str, str]], tmp_path: Path) -> None:
    listed(tmp_path, stands)
    with pytest.raises(BenchmarkError, match="was not drawn as expected"):
        read_props(tmp_path, tmp_path)


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="was not drawn as expected"):
        read_props(tmp_path, tmp_path)
