"""slotq.formats.names: what was used up is remembered, in little space."""

from hypothesis import given
from hypothesis import strategies as st

from slotq.formats.names import NameSet

NAMES = st.lists(
    st.one_of(
        st.integers(0, 12).map(lambda n: f"dequeuer-1.{n}"),
        st.sampled_from(["", "x", "x0", "x00", "x01", "x1", "1", "x٣", "x1\n", "x" + "9" * 30]),
    )
)


@given(NAMES, NAMES)
def test_it_is_a_set(added: list[str], asked: list[str]) -> None:
    """Whatever names look like."""
    names = NameSet()
    for name in added:
        names.add(name)
    assert [name in set(added) for name in asked] == [name in names for name in asked]


def test_numbered_names_take_no_space() -> None:
    """However many there are, in whatever order they end."""
    names = NameSet()
    for process in range(3):
        for number in (*range(0, 1000, 2), *range(999, 0, -2)):
            names.add(f"dequeuer-{process}.{number}")
    assert len(names) == 3
    names.add("the last one")
    assert len(names) == 4
