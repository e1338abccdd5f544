"""slotq.formats.columns: text with a column for each process."""

from slotq.formats.columns import Row, columns


def test_columns_are_as_wide_as_they_need_to_be() -> None:
    """Headings and cells are aligned, margins to the right, and no line ends in spaces."""
    rows = [Row("9", {"a": "long cell"}), Row("10", {"b": "x", "c": "not shown"})]
    assert columns(rows, {"a": "one", "b": "two"}) == [
        "    one        two",
        " 9  long cell",
        "10             x",
    ]
