import pytest

from hal.virtual.tray import BenchError
from tools.bench.errors import BenchmarkError, LeftOut
from tools.bench.main import main, report
from tools.bench.numbers import spread
from tools.bench.sections import machine_ms


class Measurements:
    """Two sections that can be measured and one between them that cannot."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def all(self):
        return (("one", lambda: [("value", 1)]), ("two", self.fails), ("three", lambda: [("value", 3)]))

    def fails(self):
        raise self.error


def test_the_middle_and_what_95_of_100_stay_under() -> None:
    values = spread([float(number) for number in range(100, 0, -1)])
    assert (values.p50, values.p95, values.count) == (50.5, 96.0, 100)
    assert spread([7.0]).p95 == 7.0


def test_the_time_of_the_person_does_not_count() -> None:
    steps = {"pin_asked": 10.0, "pin_submitted": 5010.0, "identified": 5030.0, "consented": 9030.0, "result": 9035.0}
    assert machine_ms(steps) == 35.0


@pytest.mark.parametrize("error", [BenchmarkError("no broker"), BenchError("no card"), FileNotFoundError("no file")])
def test_what_cannot_be_measured_is_said_in_its_place(error: Exception, capsys) -> None:
    assert report(Measurements(error)) == 1
    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert words == [
        ["one"],
        ["value", "1"],
        ["two"],
        ["not", "measured", *str(error).split()],
        ["three"],
        ["value", "3"],
    ]


def test_what_not_every_machine_has_is_left_out_with_the_reason(capsys) -> None:
    assert report(Measurements(LeftOut("no models: `make models`"))) == 0
    assert "left out" in capsys.readouterr().out.splitlines()[3]


@pytest.mark.parametrize("visits", ["0", "-3", "many", "1001"])
def test_a_number_of_visits_that_makes_no_sense(visits: str, capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", f"--visits={visits}"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "is not between 1 and 1000" in capsys.readouterr().err
