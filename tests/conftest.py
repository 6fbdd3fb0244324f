"""What holds for every test: nothing is left running, and no person's data turns up in what the tests leave behind."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.canaries import Finding, Search, files_below, of_demo
from tests.support.issued import ROOT
from tests.support.leftovers import Running, left_after, running

pytest_plugins = ("tests.support.depths", "tests.support.proof")

# What the product's processes write while tests run them.
OUTPUTS = ("*.log", "*.jsonl", "*.jsonl.1", "status.json", "outbox*", "*.captured", "timeline.txt", "visits.json")

_shared = pytest.StashKey[Running]()
_lost = pytest.StashKey["LostTasks"]()
_scanned = pytest.StashKey[tuple[int, int, list[Finding]]]()


class LostTasks(logging.Handler):
    """Hears asyncio say that a task was dropped, or that nobody looked at its error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if "was destroyed" in text or "never retrieved" in text:
            self.heard.append(text.splitlines()[0])


def pytest_configure(config: pytest.Config) -> None:
    # How long an example takes says how busy the machine is.
    settings.register_profile("no clock", deadline=None)
    settings.load_profile("no clock")
    config.stash[_shared] = Running(frozenset(), frozenset())
    config.stash[_lost] = LostTasks()
    logging.getLogger("asyncio").addHandler(config.stash[_lost])


def pytest_unconfigure(config: pytest.Config) -> None:
    logging.getLogger("asyncio").removeHandler(config.stash[_lost])


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> Iterator[None]:
    """What a fixture of several tests starts may run on after each of them."""
    before = running()
    try:
        return (yield)
    finally:
        if fixturedef.scope != "function":
            request.config.stash[_shared] |= running().without(before)


@pytest.fixture(autouse=True)
def nothing_is_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test leaves threads, child processes or tasks behind."""
    lost = request.config.stash[_lost]
    lost.heard.clear()
    before = running()
    yield
    left = left_after(before | request.config.stash[_shared])
    assert not left, f"left running: {left}"
    assert not lost.heard, f"tasks were dropped: {lost.heard}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Scan what the tests of this run left behind; a finding fails the run."""
    issued = sorted((ROOT / "build" / "tests").glob("issued-*/issued.json"))
    factory = getattr(session.config, "_tmp_path_factory", None)
    if not issued or factory is None or session.config.option.collectonly:
        return
    base = factory.getbasetemp()
    files = [path for path in files_below(base) if any(path.match(pattern) for pattern in OUTPUTS)]
    wanted = tuple({needle.data: needle for place in issued for needle in of_demo(place.parent)}.values())
    findings = Search(wanted).scan_files(files)
    session.config.stash[_scanned] = (len(files), len(wanted), findings)
    if findings and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what the scan found."""
    scanned = config.stash.get(_scanned, None)
    if scanned is None:
        return
    files, values, findings = scanned
    terminalreporter.section("personal data in what the tests left behind", sep="-")
    terminalreporter.line(
        f"{files} files looked through for {values} values of the demo persons: {len(findings)} found"
    )
    for finding in findings:
        terminalreporter.line(str(finding), red=True)
