"""slotq.pictures.lanes: a lane for each process, and words for all that it shows."""

from slotq.pictures.lanes import MOST_LANES, Row, draw
from slotq.pictures.page import document
from tests.pictures.reading import HOSTILE, Page


def test_rows_have_marks_in_the_lanes_of_their_processes() -> None:
    """In the order of appearance; the eye sees them, the ear does not hear of them."""
    rows = [
        Row("1", {"a": "begins"}, ("a calls",), bad=frozenset("a")),
        Row("", {"a": "runs", "b": "acts"}, ("b acts",), points=frozenset("a"), kind="effect"),
        Row("2", {"a": "ends"}, ("a returns",), wrong=True),
    ]
    page = Page(document("x", draw(rows, ["what happens"], "The rows")))
    assert page.lanes == [
        ["begins first bad", ""],
        ["runs point", "acts first last"],
        ["ends last", ""],
    ]
    assert page.steps == [["1", "a calls"], ["", "b acts"], ["2", "a returns"]]
    assert ("ol", {"aria-label": "The rows"}) in page.seen
    assert ("span", {"class": "lanes", "aria-hidden": "true"}) in page.seen
    assert ("li", {"class": "effect"}) in page.seen
    assert ("div", {"class": "run cells-1", "style": "--n: 2"}) in page.seen


def test_those_that_do_least_share_a_lane() -> None:
    """However many there are."""
    rows = [Row("0", {f"p{number}": "acts"}, ("",)) for number in range(3 * MOST_LANES)]
    rows += [Row("1", {f"p{3 * MOST_LANES - 1}": "acts"}, ("",))]
    page = Page(document("x", draw(rows, ["what happens"], "The rows")))
    assert {len(lanes) for lanes in page.lanes} == {MOST_LANES + 1}
    assert page.lanes[-1][MOST_LANES - 1 :] == ["acts last", ""]
    assert page.texts["b"][-1] == "others"


def test_names_are_bounded() -> None:
    """A heading is not for reading a whole log."""
    page = Page(document("x", draw([Row("1", {HOSTILE * 9: "acts"}, ("",))], ["x"], "The rows")))
    page.check_harmless()
    assert len(page.texts["b"][0]) == 24
