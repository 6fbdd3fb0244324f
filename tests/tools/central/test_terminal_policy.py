from datetime import time
from pathlib import Path

import pytest

from tests.tools.central.terminal_world import MODEL
from tools.central.errors import ConfigurationError
from tools.central.terminal_policy import Matcher, Opening, TerminalPolicy, load_terminal_policy

WHOLE = f"""\
staff = true
per_minute = 2
per_day = 30
[[matchers]]
calibration = "site-1"
threshold = 0.46
model = "{MODEL}"
[[openings]]
days = ["mon", "tue"]
opens = 08:30:00
closes = 18:00:00
"""


def test_a_policy_is_read(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(WHOLE)
    assert load_terminal_policy(path, "production") == TerminalPolicy(
        (Matcher("site-1", 0.46, MODEL),), True, (Opening(("mon", "tue"), time(8, 30), time(18)),), 2, 30
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("staff = 1", "staff"),
        ("stuff = true", "stuff"),
        ("per_minute = -1", "per_minute"),
        ('[[matchers]]\ncalibration = "a"\nthreshold = 5.0', "threshold"),
        ('[[matchers]]\ncalibration = "a"\nthreshold = 0.5\nmodel = "yunet"', "model"),
        ('[[openings]]\ndays = ["holiday"]\nopens = 08:00:00\ncloses = 09:00:00', "days"),
        ('[[openings]]\ndays = ["mon"]\nopens = "08:00:00Z"\ncloses = 09:00:00', "opens"),
        ("[[openings]", "line 1"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_key(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=problem):
        load_terminal_policy(path, "demo")


def test_a_policy_that_is_not_there_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_terminal_policy(tmp_path / "terminal.toml", "demo")


@pytest.mark.parametrize(
    "matcher", ['calibration = "demo"', 'calibration = "site"', 'calibration = "demo"\nmodel = "{}"']
)
def test_a_demos_matcher_is_refused_in_production(tmp_path: Path, matcher: str) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text(f"[[matchers]]\nthreshold = 0.5\n{matcher.format(MODEL)}\n")
    assert load_terminal_policy(path, "demo").matchers
    with pytest.raises(ConfigurationError, match="good in a demo only"):
        load_terminal_policy(path, "production")
