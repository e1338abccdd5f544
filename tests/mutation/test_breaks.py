"""docs/breaks.toml: every link of the chain notices the same fault, as the page says."""

from pathlib import Path

import pytest

from docs.generate.breaks import Break, breaks_reference, broken, load_breaks
from slotq.explorer.engine import has_engine
from tests.mutation.copies import copy, verify

__all__ = ["copy"]


@pytest.mark.parametrize("each", load_breaks(), ids=lambda each: each.link)
def test_a_link_notices_the_fault(copy: Path, each: Break) -> None:  # the fixture
    """The claim is refuted, and says so in the words of the page."""
    if each.claim.startswith("explorer/") and not has_engine():
        pytest.skip("no JavaScript engine is installed, so that the page is not run")
    file = copy / each.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(broken(each), encoding="utf-8")
    try:
        result = verify(copy, each.claim)
    finally:
        file.write_text(whole, encoding="utf-8")
    assert (result.returncode, result.stderr) == (1, ""), result.stdout
    place = result.stdout.index(f"\n{each.claim} refuted:\n")
    for words in each.says:
        place = result.stdout.index(words.removeprefix("... ").removesuffix("..."), place)


def test_the_page_has_every_break() -> None:
    """With its difference and its command."""
    text = breaks_reference()
    for each in load_breaks():
        assert f"$ slotq verify --only {each.claim}\n" in text
    assert "-  /\\ WakeAll\n+  /\\ UNCHANGED dequeuer\n" in text


def test_a_line_that_is_not_there_once_is_an_error() -> None:
    """A page cannot show a fault that nobody can make."""
    each = Break("a", "slotq/queue.py", "nowhere at all", "", "b", ())
    with pytest.raises(LookupError, match=r"slotq/queue\.py has the line of the break 0 times"):
        broken(each)
