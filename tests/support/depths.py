"""Which tests are too long for `make unit`: searches, fuzzing, whole readers, pictures, fresh interpreters.

They belong to `make test` all the same. One list, so that the quick tests stay quick together.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

LONG = (
    "e2e",
    "faults",
    "ports",
    "firmware/messages/test_hostile.py",
    "firmware/messages/test_ids.py",
    "firmware/messages/test_imports.py",
    "firmware/messages/test_sealing.py",
    "firmware/messages/test_tokens.py",
    "firmware/card/test_channel.py",
    "firmware/link/test_outbox.py",
    "firmware/link/test_outbox_file.py",
    "firmware/screens",
    "firmware/visit/test_exhaustive.py",
    "firmware/visit/test_imports.py",
    "firmware/visit/test_mutants.py",
    "firmware/visit/test_recording.py",
    "firmware/visit/test_stories.py",
    "firmware/visit/test_walk.py",
    "hal/test_build.py",
    "tools/central",
    "tools/demo/test_configs.py",
    "tools/diag",
    "tools/issue",
    "tools/panel",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them."""
    for item in items:
        place = item.path.relative_to(TESTS).as_posix()
        if any(place == long or place.startswith(f"{long}/") for long in LONG):
            item.add_marker(pytest.mark.long)
