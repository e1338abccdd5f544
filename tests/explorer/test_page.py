"""slotq.explorer.page: one file that needs nothing else, whose texts are the project's own."""

import base64
import gzip
import hashlib
import html
import json
import re

import pytest

from slotq.explorer import page
from slotq.explorer.comparison import of_callers, of_general, of_manager
from slotq.explorer.sources import PAGE, read
from slotq.machine.callers import Bounds
from slotq.machine.kernel import Disabled
from tests.documentation.test_glossary import avoided

_FIRST, _SECOND = frozenset({0}), frozenset({1})
_ALL = Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)


def test_it_is_small_and_loads_nothing() -> None:
    """At most 64 KB, one element of each kind that could load, none with an address."""
    written = page.write_page()
    assert len(written.encode()) <= 64 * 1024
    assert page.write_page() == written
    assert re.findall(r"\b(?:src|action|srcset)=|url\(|@import|https?:", written) == []
    assert re.findall(r'href="([^"]*)"', written) == ["#processes"]
    assert len(re.findall("<script", written)) == 2
    assert len(re.findall("<style", written)) == 1


def test_its_policy_allows_its_own_code_and_nothing_else() -> None:
    """By hashes: of the style, of the loader, and of the code that it unpacks."""
    written = page.write_page()
    match = re.search(r'Content-Security-Policy" content="([^"]*)"', written)
    assert match is not None
    packed = re.search(r'id="code">([^<]*)<', written)
    assert packed is not None
    code = gzip.decompress(base64.b64decode(packed[1])).decode()
    assert all(read(name) in code for name in PAGE)
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (read("loader.js"), code, read("style.css"))
    ]
    assert html.unescape(match[1]) == (
        f"default-src 'none'; script-src '{hashes[0]}' '{hashes[1]}'; "
        f"style-src '{hashes[2]}'; base-uri 'none'; form-action 'none'"
    )


def test_a_page_that_is_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is kept where the page is made."""
    monkeypatch.setattr(page, "MOST_BYTES", 1_000)
    with pytest.raises(page.StaleTextError, match="bytes, and may have 1000"):
        page.write_page()


def test_every_property_has_its_sentence_and_every_fault_its_claim() -> None:
    """From the specification and the manifest."""
    texts = page.texts()
    assert texts["sentences"]["OneWinnerInv"] == (
        "No two clients have won the same token and are still acquiring it."
    )
    assert all(texts["sentences"].values())
    assert "SignalOne" in texts["faults"]
    assert all(texts["faults"].values())


def test_every_guard_that_can_be_seen_is_told_in_plain_words() -> None:
    """Those that wait for others: the machine's own, in all systems of the page."""
    guards = {
        why.guard
        for size in (of_general(2, 1, 1), of_callers(_ALL), of_manager(2))
        for guard in _guards(size.system)
        if not (why := guard).own
    }
    assert guards <= page.texts()["guards"].keys()


def _guards(system: object) -> set[Disabled]:
    found: set[Disabled] = set()
    seen = [system.init]  # type: ignore[attr-defined]
    known = set(seen)
    for state in seen:
        found |= {why for _, why in system.disabled(state)}  # type: ignore[attr-defined]
        new = [to for _, to in system.successors(state) if to not in known]  # type: ignore[attr-defined]
        known.update(new)
        seen += dict.fromkeys(new)
    return found


def test_its_texts_avoid_what_has_a_better_word() -> None:
    """As all of the project's texts do."""
    words = json.loads(read("words.json"))
    texts = [text for level in page.levels() for text in level.values() if " " in text]
    texts += [text for table in words.values() for text in table.values()]
    texts += re.findall(r">([^<>{}]+)<", read("page.html"))
    assert [wrong for text in texts for wrong in avoided(" ".join(text.split()))] == []


def test_every_line_of_code_is_where_the_page_says() -> None:
    """The file, the line's number, and the line."""
    assert page.line_of("DequeuerPeek").endswith("  token = self._slots[-1]")
    assert {line.partition(".py:")[0] for line in page.texts()["lines"].values()} == {
        "queue",
        "callers",
        "manager",
        "stats",
    }


def test_a_line_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of the code cannot leave a wrong line on the page."""
    monkeypatch.setitem(page.LINES, "Cancel", (page.LINES["Cancel"][0], "no such line"))
    with pytest.raises(page.StaleTextError, match="'no such line' 0 times"):
        page.texts()
