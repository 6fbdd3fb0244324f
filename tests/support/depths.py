"""Which tests are too long for `make unit`, and which start the whole product.

Too long are searches, fuzzing, whole readers, pictures, fresh interpreters: they belong to `make test` all the same.
One list each, so that the quick tests stay quick together and the slow ones run side by side (tests/run.sh).
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

LONG = (
    "e2e",
    "faults",
    "firmware/card/test_channel.py",
    "firmware/card/test_session.py",
    "firmware/card/test_surface.py",
    "firmware/face",
    "firmware/link/test_outbox.py",
    "firmware/link/test_outbox_file.py",
    "firmware/link/test_schedule.py",
    "firmware/link/test_settings.py",
    "firmware/link/test_socket.py",
    "firmware/messages/test_challenge.py",
    "firmware/messages/test_hostile.py",
    "firmware/messages/test_ids.py",
    "firmware/messages/test_imports.py",
    "firmware/messages/test_replay.py",
    "firmware/messages/test_sealing.py",
    "firmware/messages/test_tokens.py",
    "firmware/messages/test_topics.py",
    "firmware/reader/face/test_children.py",
    "firmware/reader/face/test_memory.py",
    "firmware/reader/staff",
    "firmware/reader/test_app_end.py",
    "firmware/reader/test_assembly.py",
    "firmware/reader/test_hygiene.py",
    "firmware/reader/test_imports.py",
    "firmware/reader/test_ledger.py",
    "firmware/reader/test_opening.py",
    "firmware/reader/test_refusals.py",
    "firmware/reader/test_watchers.py",
    "firmware/screens",
    "firmware/visit/test_exhaustive.py",
    "firmware/visit/test_imports.py",
    "firmware/visit/test_mutants.py",
    "firmware/visit/test_recording.py",
    "firmware/visit/test_staff.py",
    "firmware/visit/test_staff_mutants.py",
    "firmware/visit/test_stories.py",
    "firmware/visit/test_walk.py",
    "firmware/visit/test_ways_out.py",
    "hal/real",
    "hal/test_build.py",
    "hal/virtual/test_footage.py",
    "ports",
    "tools/central",
    "tools/demo/test_configs.py",
    "tools/demo/test_player.py",
    "tools/diag",
    "tools/face",
    "tools/issue",
    "tools/models",
    "tools/panel",
    "tools/test_bootstrap.py",
)

WHOLE = ("e2e", "tools")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quick`, what `make unit` runs."""
    parser.addoption("--quick", action="store_true", help="leave out what is long, without even importing it")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collecting what is long takes as long as the quick tests."""
    if config.option.quick and collection_path.is_relative_to(TESTS):
        return _is_in(collection_path.relative_to(TESTS).as_posix(), LONG) or None
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        place = item.path.relative_to(TESTS).as_posix()
        if _is_in(place, WHOLE):
            item.add_marker(pytest.mark.whole)


def _is_in(place: str, places: tuple[str, ...]) -> bool:
    return any(place == one or place.startswith(f"{one}/") for one in places)
