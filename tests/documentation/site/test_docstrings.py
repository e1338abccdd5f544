"""docs.site.docstrings: where something comes from and what specifies it are fields."""

from docs.site.docstrings import with_fields


def test_sources_and_specifications_are_fields() -> None:
    """Also where they go on in the next line."""
    lines = ["Offer.", "", "Source: a.b.", "Spec: One, Two,", "    Three.", "", "Spec: of old."]
    expected = ["Offer.", "", ":Source: a.b", ":Spec: One, Two, Three", "", ":Spec: of old"]
    assert with_fields(lines) == expected


def test_a_field_begins_a_paragraph() -> None:
    """Otherwise it would be a part of the one before."""
    assert with_fields(["A slot.", "Source: Slot."]) == ["A slot.", "", ":Source: Slot"]
