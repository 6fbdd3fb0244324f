import pytest

from tests.tools.diag.place import Place


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path)
