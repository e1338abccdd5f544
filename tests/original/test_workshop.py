"""slotq.original.workshop: what is rewritten, what is refused, and that no rule can be left out."""

import re
from difflib import unified_diff
from pathlib import Path

import pytest

from slotq.original.driver import Driver
from slotq.original.parts import PROGRAMS
from slotq.original.source import SEED, Source, version
from slotq.original.walk import DifferenceError, walk
from slotq.original.workshop import BuildError, RewritingError, Workshop, go_version
from tests.original.texts import (
    NEEDS_GO,
    NEEDS_ORIGINAL,
    ORIGINAL,
    OWN,
    TEXTS,
    edited,
)

pytestmark = NEEDS_GO

RULES = ("imports", "control", "channel", "make", "close", "receive", "select", "go", "variable")


def small(text: str, imports: str = '"sync"') -> Source:
    """A file with a few lines."""
    return Source(Path("slots.go"), f"package agent\nimport {imports}\n{text}\n".encode())


@pytest.mark.parametrize("path", TEXTS)
def test_little_of_the_text_is_changed(shop: Workshop, path: Path) -> None:
    """All lines keep their numbers, and most of them all they say."""
    source = edited(path)
    before = source.text.decode().splitlines()
    after = shop.rewrite(source).text.splitlines()
    assert len(after) == len(before)
    changed = [line for line in unified_diff(before, after, n=0) if line.startswith("+ ")]
    assert len(changed) < 30


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("path", TEXTS)
def test_no_rule_can_be_left_out(shop: Workshop, path: Path, rule: str) -> None:
    """What is left over is found by another look at the text, or by the walk."""
    with pytest.raises((RewritingError, BuildError, DifferenceError)):
        _walk(shop, path, rule, is_checked=True)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("path", TEXTS)
def test_nor_without_that_look(shop: Workshop, path: Path, rule: str) -> None:
    """Then Go does not build it, or the walk finds what is not controlled, or not read."""
    with pytest.raises((BuildError, DifferenceError)):
        _walk(shop, path, rule, is_checked=False)


def _walk(shop: Workshop, path: Path, rule: str, *, is_checked: bool) -> None:
    rewriting = shop.rewrite(edited(path), without=[rule], is_checked=is_checked)
    with Driver(shop.build(rewriting, "half")) as driver:
        walk(driver, PROGRAMS["general-1x1x1"])


def test_a_goroutine_that_is_not_controlled_is_found(shop: Workshop) -> None:
    """Even one that does nothing that is controlled."""
    rewriting = shop.rewrite(edited(OWN), without=["go"], is_checked=False)
    program = shop.build(rewriting, "free")
    with Driver(program) as driver, pytest.raises(DifferenceError) as caught:
        walk(driver, PROGRAMS["general-1x1x1"])
    # If they run at once, they take the place of a process, and all come to a halt.
    told = ("goroutines that are not controlled: ", "the program ended: ")
    assert caught.value.message.startswith(told)


def test_sends_are_rewritten_too(shop: Workshop) -> None:
    """Though no version of the original has one outside of a select."""
    source = small("func f(c chan int) { c <- 1 }", '"sort"')
    assert shop.rewrite(source).text.splitlines() == [
        'package agent; import "original/control"',
        'import "sort"',
        "func f(c *control.Chan[int]) { control.Send(c, 1) }",
    ]


REFUSED = {
    "select { default: }": "the default of a select",
    "var c chan int; select { case v := <-c: _ = v }": "an arm of a select that keeps",
    "var c chan chan int; select { case <-<-c: }": "a receive in an arm of a select",
    "var c chan int; v, ok := <-c; _, _ = v, ok": "says whether the channel is closed",
    "var c chan int; var v, ok = <-c; _, _ = v, ok": "says whether the channel is closed",
    "go f()": "a go statement but",
    "go func(n int) {}(1)": "a go statement but",
    "recover()": "recover",
    "var m sync.RWMutex; m.Lock()": "sync.RWMutex",
    "var control int; _ = control": "a name that the rewriting uses",
}


@pytest.mark.parametrize("statements", REFUSED)
def test_what_the_rules_do_not_know_is_refused(shop: Workshop, statements: str) -> None:
    """With its line."""
    with pytest.raises(RewritingError, match="no rule for") as caught:
        shop.rewrite(small(f"func f() {{\n{statements}\n}}"))
    assert str(caught.value).startswith("slots.go: line 4: ")
    assert REFUSED[statements] in str(caught.value)


@pytest.mark.parametrize(
    ("imports", "told"),
    [
        ('"time"', 'the package "time"'),
        ('other "sync"', "an import by another name"),
        ('. "sync"', "an import by another name"),
        ('"net/http"', 'the package "net/http"'),
    ],
)
def test_other_packages_are_refused(shop: Workshop, imports: str, told: str) -> None:
    """They may wait for anything."""
    with pytest.raises(RewritingError, match=f"slots.go: line 2: no rule for {told}"):
        shop.rewrite(small("", imports))


@pytest.mark.parametrize("declaration", ["var count int", "var count = 1"])
def test_variables_of_the_package_are_refused(shop: Workshop, declaration: str) -> None:
    """What they hold is in no state."""
    with pytest.raises(RewritingError, match="line 3: no rule for a variable of the package"):
        shop.rewrite(small(declaration))


@pytest.mark.parametrize("path", TEXTS)
def test_a_variable_that_no_state_shows_is_refused(shop: Workshop, path: Path) -> None:
    """A dequeuer that counts its rounds could do something else in each."""
    source = edited(path, (r"(go func\(\) \{)(\s*for \{)", r"\1\nrounds := 0\2\nrounds++"))
    with pytest.raises(RewritingError, match="keeps rounds over a step, and no state"):
        shop.rewrite(source)


def test_a_text_that_is_no_go_is_refused(shop: Workshop) -> None:
    """With the line at which it stops being one."""
    with pytest.raises(RewritingError, match=r"slots\.go: line 3: expected"):
        shop.rewrite(small("func {"))


def test_a_text_that_lacks_a_function_is_refused(shop: Workshop) -> None:
    """In one line; so is one that has it with other parameters."""
    lacking = edited(OWN, (r"func isNewContainerNeeded", "func isOldContainerNeeded"))
    told = "^this is not the file of the queue: it declares no isNewContainerNeeded$"
    with pytest.raises(BuildError, match=told):
        shop.build(shop.rewrite(lacking), "lacking")
    other = edited(OWN, (r"queueSlot\(slot Slot\)", "queueSlot(slot Slot, newest bool)"))
    with pytest.raises(BuildError, match="cannot be built: agent/") as caught:
        shop.build(shop.rewrite(other), "lacking")
    assert "\n" not in str(caught.value)


@NEEDS_ORIGINAL
def test_the_original_is_known(shop: Workshop) -> None:
    """By its tokens: spaces and comments do not matter, anything else does."""
    right, wrong = edited(ORIGINAL), edited(ORIGINAL, ("nextId", "nextID"))
    spaced = Source(right.path, right.text.replace(b"{\n", b"{ // why\n\n\t"))
    assert [shop.rewrite(each).hash == SEED for each in (right, spaced, wrong)] == [
        True,
        True,
        False,
    ]
    assert version(shop.rewrite(wrong).hash).startswith("unknown version (tokens ")


def test_the_version_of_go_is_known() -> None:
    """The report names it."""
    assert re.match(r"go1\.\d+", go_version())


def test_without_go_there_is_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The claims that need it say what is missing."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert go_version() == ""
