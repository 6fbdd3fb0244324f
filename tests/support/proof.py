"""Full counts: what a test marked `prove` says with `record_property` goes to docs/proof.md.

Also shows progress, because a proof may take minutes.
"""

import platform
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.issued import ROOT

PROOF = ROOT / "docs" / "proof.md"
HEAD = """# Proof

The full counts behind `make test`, made by `make prove`. Each line is a test, how it ended, and what it counted.

"""

_lines = pytest.StashKey[list[str]]()
_began = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin with an empty page and the commit that is to be proved."""
    config.stash[_lines] = []
    # What was proved is what stood here at the beginning.
    config.stash[_began] = _when() if config.option.markexpr == "prove" else ""


def _given(item: pytest.Item) -> list[tuple[str, object]]:
    """How many cases a parameter asked for, and the seed of the test's module unless the test says it all itself."""
    params = getattr(getattr(item, "callspec", None), "params", {})
    seed = getattr(getattr(item, "module", None), "SEED", None)
    known = dict(item.user_properties)
    given = [("count", params.get("count")), ("seed", None if known.keys() & {"seed", "proof"} else seed)]
    return [(name, value) for name, value in given if value is not None]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Take what a proof said."""
    report = yield
    said = [
        str(value) if name == "proof" else f"{name} {value}" for name, value in (*_given(item), *item.user_properties)
    ]
    if report.when == "call" and item.get_closest_marker("prove") is not None:
        if report.passed and not said:
            report.outcome, report.longrepr = "failed", "a proof says what it counted, with record_property"
        place = item.nodeid.removeprefix("tests/")
        item.config.stash[_lines].append(f"| `{place}` | {report.outcome} | {'; '.join(said) or '–'} |")
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the page when the whole of the proofs was asked for, and only then."""
    config = session.config
    if config.option.markexpr != "prove" or config.args != config.getini("testpaths"):
        return
    rows = ["| proof | outcome | counts |", "|---|---|---|", *sorted(config.stash[_lines])]
    PROOF.write_text(HEAD + config.stash[_began] + "\n".join(rows) + "\n", encoding="utf-8")


def _when() -> str:
    commit = _git("rev-parse", "--short=12", "HEAD")
    changed = " with uncommitted changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    today = datetime.now(UTC).date().isoformat()
    return f"Commit {commit}{changed}, {today}, Python {platform.python_version()}, {platform.machine()}.\n\n"


def _git(*words: str) -> str:
    done = subprocess.run(("git", *words), cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
