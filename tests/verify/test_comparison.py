"""slotq.verify.comparison: what differs is found in both directions, and told."""

from slotq.verify.comparison import Comparison, Edge, LabelledGraph, compare


def graph(
    name: str, states: str, *edges: tuple[str, str, str], initial: str = "a"
) -> LabelledGraph[str]:
    """A graph whose states are letters."""
    numbered: list[Edge] = [(states.index(s), action, states.index(t)) for s, action, t in edges]
    return LabelledGraph(name, states, frozenset(map(states.index, initial)), numbered)


def show(state: str) -> dict[str, str]:
    """A letter has one part, and z a second."""
    return {"letter": state} | ({"extra": "yes"} if state == "z" else {})


STEP, BACK = ("a", "Step", "b"), ("b", "Back", "a")


def test_equal_graphs_may_be_found_in_any_order() -> None:
    """Numbers of states, order and multiplicity of edges belong to the explorer."""
    one = graph("one", "ab", STEP, BACK)
    other = graph("other", "ba", BACK, STEP, STEP)
    assert compare(one, other, show) == Comparison(2, 2, ())


def test_an_edge_too_many_is_told_with_the_way_to_it() -> None:
    """Both have the state before; only one has the step."""
    one = graph("one", "ab", STEP, BACK)
    other = graph("other", "ab", STEP, BACK, ("b", "Step", "b"))
    expected = (
        "one and other do not have the same state graph",
        "only one has: 0 states, 0 edges",
        "only other has: 0 states, 1 edges",
        "other alone has Step, after Step:",
        "    nothing changes",
        "  one has no Step there",
    )
    assert compare(one, other, show) == Comparison(2, 3, expected)


def test_a_wrong_effect_is_told_from_both_sides() -> None:
    """The same action of the same state leads elsewhere; what lies behind is not told."""
    one = graph("one", "ab", STEP, BACK)
    other = graph("other", "az", ("a", "Step", "z"), ("z", "Back", "a"))
    expected = (
        "one and other do not have the same state graph",
        "only one has: 1 states, 2 edges",
        "only other has: 1 states, 2 edges",
        "one alone has Step, after nothing:",
        "    letter: a becomes b",
        "  Step of other there:",
        "    letter: a becomes z",
        "    extra: - becomes yes",
        "other alone has Step, after nothing:",
        "    letter: a becomes z",
        "    extra: - becomes yes",
        "  Step of one there:",
        "    letter: a becomes b",
    )
    assert compare(one, other, show) == Comparison(3, 4, expected)


def test_another_name_is_a_difference() -> None:
    """States and effects are the same."""
    one, other = graph("one", "ab", STEP), graph("other", "ab", ("a", "Leap", "b"))
    assert compare(one, other, show).difference[3:6] == (
        "one alone has Step, after nothing:",
        "    letter: a becomes b",
        "  other has no Step there",
    )


def test_other_initial_states_are_told_first() -> None:
    """Whatever follows from them would only confuse."""
    one, other = graph("one", "ab", STEP, BACK), graph("other", "ab", STEP, BACK, initial="b")
    assert compare(one, other, show).difference[3:] == (
        "the initial states differ",
        "    letter: a becomes b",
    )


def test_states_alone_can_differ() -> None:
    """A state that no edge reaches counts too."""
    one, other = graph("one", "ab", STEP), graph("other", "abc", STEP)
    assert compare(one, other, show).difference == (
        "one and other do not have the same state graph",
        "only one has: 0 states, 0 edges",
        "only other has: 1 states, 0 edges",
    )


def test_three_differences_are_shown_of_many() -> None:
    """The rest is likely to be of the same kind."""
    leaps = [("a", f"Leap{number}", "b") for number in range(9)]
    difference = compare(
        graph("one", "ab", STEP), graph("other", "ab", STEP, *leaps), show
    ).difference
    told = [line for line in difference if line.startswith("other alone")]
    assert told == [f"other alone has Leap{number}, after nothing:" for number in range(3)]
