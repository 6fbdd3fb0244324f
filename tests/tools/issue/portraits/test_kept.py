from pathlib import Path

from hal.virtual.footage import load
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.identity import identity
from tools.issue.portraits.kept import FilmStore
from tools.issue.portraits.shot import Shot


def test_a_film_is_drawn_once(tmp_path: Path, mocker) -> None:
    store = FilmStore(tmp_path / "films", Shot(size=(64, 48)))
    one, two = Sitter.of(1), Sitter.of(2)
    first = store.path("nobody", one, two)
    assert (load(first).width, load(first).height) == (64, 48)
    drawn = mocker.patch("tools.issue.portraits.kept.film")
    assert store.path("nobody", one, two) == first
    drawn.assert_not_called()
    assert [path.name for path in first.parent.iterdir()] == [first.name], "nothing half-done is left"


def test_another_turn_is_another_film(tmp_path: Path, mocker) -> None:
    store, one = FilmStore(tmp_path), identity(1)
    before = [store.place(name, one, one) for name in ("turn-left", "straight")]
    mocker.patch("tools.issue.portraits.kept.TURN", ((0.0, 1.0), (0.0, 12.5)))
    after = [store.place(name, one, one) for name in ("turn-left", "straight")]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


def test_other_people_and_other_shots_are_other_films(tmp_path: Path, mocker) -> None:
    mocker.patch("tools.issue.portraits.kept.film")
    mocker.patch("tools.issue.portraits.kept.save", side_effect=lambda path, _: path.touch())
    one, two = Sitter.of(1), Sitter.of(2)
    small, large = FilmStore(tmp_path, Shot(size=(64, 48))), FilmStore(tmp_path)
    paths = [
        small.path("straight", one, two),
        small.path("straight", two, one),
        small.path("two", one, two),
        small.path("two", one, one),
        large.path("straight", one, two),
    ]
    assert len(set(paths)) == len(paths)
    assert small.path("straight", one, one) == paths[0], "who else there is does not matter where one is seen"
    assert small.path("nobody", one, two) == small.path("nobody", two, one)
