"""Text of somebody else's is shown safely."""

import pytest

from slotq.formats.errors import shown


class Broken:
    """A value that cannot show itself."""

    def __repr__(self) -> str:
        """Raise."""
        raise OSError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, "7"),
        ("a\nb\x1b", r"'a\\nb\\x1b'"),
        ("x" * 1000, "'" + "x" * 299 + "..."),
        (10**5000, "<int that cannot be shown: ValueError>"),
        (Broken(), "<Broken that cannot be shown: OSError>"),
    ],
    ids=["number", "control characters", "long", "too many digits", "its class raises"],
)
def test_any_value_can_be_shown(value: object, expected: str) -> None:
    """In one bounded line of ASCII, also where its own class raises."""
    assert shown(value) == expected
