"""slotq.pictures.page: a page loads nothing and runs nothing, whatever text stands in it."""

import pytest

from slotq.pictures.page import code, document, escape, pairs, style
from tests.pictures.reading import HOSTILE, Page


@pytest.mark.parametrize("text", [HOSTILE, HOSTILE * 1000, "\u202e" * 10_000, "\x00", ""])
def test_text_from_outside_is_bounded_and_stays_text(text: str) -> None:
    """No element, no control character, nothing that turns text around."""
    written = escape(text)
    assert len(written) < 6_100
    assert not {"<", ">", '"', "\u202e", "\x1b", "\x00"} & set(written)


def test_a_page_has_one_heading_and_forbids_itself_everything() -> None:
    """Also without a body."""
    text = document("some &amp; more", [*pairs([("a", code("b"))])])
    page = Page(text)
    assert page.texts["h1"] == page.texts["title"]
    assert (page.texts["dt"], page.texts["code"]) == (["a"], ["b"])
    assert "default-src 'none'" in text
    assert not any(word in text for word in ("url(", "@import", "http:", "https:", "<script"))


def test_every_colour_has_a_dark_one() -> None:
    """Else something could not be read at night."""
    light, _, dark = style().partition("@media (prefers-color-scheme: dark)")
    names = {line.split(":")[0].strip() for line in light.splitlines() if line.startswith("  --")}
    assert names
    assert all(f"    {name}:" in dark.partition("}")[0] for name in names)
