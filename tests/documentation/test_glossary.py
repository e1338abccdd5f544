"""docs/glossary.md: its terms are in use, and no text uses a phrase that has a better one.

Each rule is a function that says what is wrong, so that it can be shown to fail.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.generate.specification import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"

TEXTS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/**/*.md",
    "docs/**/*.toml",
    "docs/examples/**/*.go",
    "docs/examples/**/*.py",
    "spec/*",
    "models/**/*.md",
    "models/**/*.tla",
    "models/*.toml",
    "slotq/**/*.py",
    "slotq/**/*.toml",
)
"""The texts that avoid the phrases below: of a .py file its docstrings and the strings with a
space, so that help texts, messages and codes are among them. To check more texts, add a pattern."""

AVOIDED = {
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bgoes? on as\b|\bwent on as\b": "is bisimilar to, continues as",
    r"\b(?:comes?|came) to nothing\b": "timed out, failed",
    r"\bcannot be so\b": "invalid",
    r"\bfalls?\b|\bfell\b": "is refuted, is violated; goes to sleep",
    r"\bbeside\b|\bbesides\b": "next to, while, as well",
    r"(?<![Tt]here )\b(?:is|are|as|was) none\b": "is not one, is not allowed",
    r"(?:^|[.:;|] )(?:Who|Whose|who|whose) [^?.:;|]*(?:[.:;|]|$)": "a client that, the winner",
    r"\b(?:to|of|by|for|than|only) who\b|\b[Ww]hoever\b|\b[Ww]homever\b": "a process that",
    r"\blest\b": "so that ... not",
    r"\b(?:is|be|are) to be had\b": "can be won",
    r"\bpromises nothing\b": "is only weakly fair",
    r"\bmust come of\b|\bwhat (?:comes|came) of\b": "the expected outcome",
    r"\blets? (?:it|the lock) go\b": "releases",
    r"\bsteps? in\b(?= (?:between|within|before))": "interleaves",
    r"\b[Bb]eliefs?\b|\bstates that agree\b": "candidate states",
    r"\bthe wrong way round\b": "in the wrong order",
    r"\bof the past\b": "earlier, old",
}
"""What to avoid, as a regular expression, and what to write instead."""


def entries() -> list[tuple[str, str]]:
    """List the terms, each with its text."""
    parts = re.split(r"^## (.+)\n", GLOSSARY.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return list(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))


def badly_written(term: str, text: str) -> Iterator[str]:
    """Say what an entry lacks: one link, to a heading that is there, and two to four sentences."""
    flat = " ".join(text.split())
    links = re.findall(r"\]\(([^)]+)\)", flat)
    if len(links) != 1:
        yield f"{term} has {len(links)} links"
    yield from (f"{term} points to {link}" for link in links if not is_there(link))
    sentences = re.findall(r"[.?](?= |$)", flat)
    if not 2 <= len(sentences) <= 4:
        yield f"{term} has {len(sentences)} sentences"


def is_there(link: str) -> bool:
    """Whether a link of the glossary leads to a file, and to a heading of it."""
    name, _, anchor = link.partition("#")
    path = (GLOSSARY.parent / name).resolve()
    if not anchor:
        return path.is_file()
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", h).lower().replace(" ", "-") for h in headings}


def is_used(term: str, text: str) -> bool:
    """Whether a text has a term, in the singular or in the plural."""
    stem = re.escape(term.removesuffix("s") if term.endswith(("states", "clients")) else term)
    return re.search(rf"\b{stem}(?:e?s)?\b", text, re.IGNORECASE) is not None


def used_texts() -> str:
    """Read the pages, the specification and the code in which a term may be used."""
    patterns = (*TEXTS, "slotq/**/*.py", "slotq/**/*.toml")
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path != GLOSSARY}
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths) if path.is_file())


def sentences_of(path: Path) -> str:
    """Read what a file says in English: no code, and no names."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tla":
        text = re.sub(r"\*\)\n\(\*", " ", text)
        parts = re.findall(r"\(\*+(.*?)\*+\)|\\\*([^\n]*)", text, re.DOTALL)
        return "\n".join(" ".join("".join(part).split()) for part in parts)
    if path.suffix == ".go":
        return "\n".join(re.findall(r"//[^\S\n]+(.+)", re.sub(r"\n\s*//", "", text)))
    if path.suffix == ".toml":
        return "\n".join(_strings(tomllib.loads(text)))
    if path.suffix == ".py":
        nodes = ast.walk(ast.parse(text))
        constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
        return "\n".join(_strings(constants))
    without_code = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(?<!\n)\n(?=\w)", " ", without_code)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and " " in value:
        yield " ".join(value.split())
    elif isinstance(value, dict):
        yield from (text for member in value.values() for text in _strings(member))
    elif isinstance(value, list):
        yield from (text for member in value for text in _strings(member))


def avoided(text: str) -> Iterator[str]:
    """Say which phrases a text has that it should not, and what to write instead."""
    for phrase, better in AVOIDED.items():
        for found in re.finditer(phrase, text, re.MULTILINE):
            yield f"{found[0].strip()!r}: {better}"


def checked() -> list[Path]:
    """List the files that avoid the phrases."""
    found = {path for pattern in TEXTS for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(found)


def test_terms_are_in_order_and_each_once() -> None:
    """So that a reader finds them."""
    terms = [term.casefold() for term, _ in entries()]
    assert len(terms) > 60
    assert terms == sorted(set(terms))


def test_every_entry_is_short_and_leads_somewhere() -> None:
    """A few sentences, and one place to read on."""
    assert [wrong for term, text in entries() for wrong in badly_written(term, text)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is one. It is two.", "x has 0 links"),
        ("It is. See [it](../README.md) and [it](../README.md).", "x has 2 links"),
        ("It is. See [it](nowhere.md).", "x points to nowhere.md"),
        ("It is. See [it](../README.md#nowhere).", "x points to ../README.md#nowhere"),
        ("It is. It is. It is. It is. See [it](../README.md).", "x has 5 sentences"),
    ],
)
def test_a_bad_entry_is_seen(text: str, said: str) -> None:
    """Each rule does look."""
    assert said in list(badly_written("x", text))


def test_every_term_is_in_use() -> None:
    """A term that no page, specification or program uses needs no entry."""
    text = used_texts()
    assert [term for term, _ in entries() if not is_used(term, text)] == []
    assert not is_used("monad", text)


@pytest.mark.parametrize("path", checked(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_text_avoids_what_has_a_better_word(path: Path) -> None:
    """The standard terms are those of the glossary."""
    assert list(avoided(sentences_of(path))) == []


@pytest.mark.parametrize(
    "text",
    [
        "The mend is easy.",
        "The code goes on as the machine.",
        "The call came to nothing.",
        "The window cannot be so.",
        "The claim falls.",
        "It sleeps beside a token.",
        "The answer is none.",
        "It ends. Who waits gives up. Then",
        "It is told to who waits.",
        "Whoever wins has it.",
        "It looks twice, lest it be wrong.",
        "The newest token that is to be had.",
        "A lock that promises nothing.",
        "What must come of a model.",
        "It does its work and lets it go.",
        "Others step in between them.",
        "The belief is empty.",
        "Two lines are the wrong way round.",
        "A queue of the past.",
    ],
)
def test_what_has_a_better_word_is_seen(text: str) -> None:
    """Each phrase is found, in each kind of file."""
    assert list(avoided(text))


def test_questions_and_names_are_no_phrases() -> None:
    """Neither code nor a question is held to the list."""
    assert list(avoided("Who uses it? A client who asks.")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.md", "The code\ngoes on as it was.\n\n```text\nmend\n```\nand `mend`\n"),
        ("Module.tla", "(* The code *)\n(* goes on as it was. *)\nmend == 1\n"),
        ("Other.tla", "VARIABLE mend \\* it goes on as it was\n"),
        ("main.go", "// The code\n// goes on as it was.\nvar mend string\n"),
        ("rows.toml", 'mend = "mend"\n[[row]]\ntexts = ["It goes on as it was."]\n'),
        ("code.py", 'mend = "mend"  # mend\nHELP = "It goes on as it was."\n'),
    ],
)
def test_a_phrase_is_found_in_each_kind_of_file(name: str, text: str, tmp_path: Path) -> None:
    """Where it is a sentence, and not where it is a name."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [found.partition(":")[0] for found in avoided(sentences_of(tmp_path / name))] == [
        "'goes on as'"
    ]
