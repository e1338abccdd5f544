"""slotq.verify.against: what has changed since a report, and whether a claim is weaker."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from slotq.verify.against import Difference, differences
from slotq.verify.claim import Seeds, Strength, Verdict
from slotq.verify.libraries import Library
from slotq.verify.manifest import Tier
from slotq.verify.report import Document, document
from tests.verify.verifications import HOLDS, SOURCES, TOOLS, made, verification

BEFORE = document(verification(HOLDS))
NOTHING: dict[str, Tier] = {}


def with_claim(**changes: Any) -> Document:
    """The report with a change in its claim."""
    (claim,) = BEFORE.claims
    return msgspec.structs.replace(BEFORE, claims=[msgspec.structs.replace(claim, **changes)])


def found(before: Document, after: Document) -> list[Difference]:
    """The differences of two reports of one tier."""
    return list(differences(before, after, NOTHING))


def test_nothing_has_changed() -> None:
    """Times, and paths, are not compared."""
    assert found(BEFORE, msgspec.structs.replace(BEFORE, seconds=9.0, began="now")) == []
    assert found(BEFORE, with_claim(seconds=9.0)) == []


@pytest.mark.parametrize(
    ("before", "after", "sentence", "weaker"),
    [
        (
            {"bound": "2 clients, 2 tokens"},
            {"bound": "2 clients, 1 token"},
            (
                "one: its bound was '2 clients, 2 tokens', and is '2 clients, 1 token', which is "
                "smaller"
            ),
            True,
        ),
        (
            {"bound": "1 client, 9 tokens"},
            {"bound": "2 clients, 10 tokens"},
            (
                "one: its bound was '1 client, 9 tokens', and is '2 clients, 10 tokens', which is "
                "larger"
            ),
            False,
        ),
        (
            {"bound": "1 client; impatient"},
            {"bound": "1 client"},
            "one: its bound was '1 client; impatient', and is '1 client', which cannot be compared",
            True,
        ),
        ({}, {"states": 1233}, "one: 1,234 states were examined, and are 1,233 now", True),
        ({}, {"states": 1235}, "one: 1,234 states were examined, and are 1,235 now", False),
        ({}, {"edges": 56788}, "one: 56,789 steps were examined, and are 56,788 now", True),
        ({"others": 7}, {}, "one: 7 things were examined, and are 0 now", True),
        (
            {"strength": Strength.PROVED},
            {},
            "one: its strength was 'proved for any size', and is 'all states at a bound'",
            True,
        ),
        (
            {"strength": Strength.TESTED},
            {},
            "one: its strength was 'tested', and is 'all states at a bound'",
            False,
        ),
        (
            {},
            {"strength": Strength.COUNTEREXAMPLE},
            "one: its strength was 'all states at a bound', and is 'a counterexample'",
            True,
        ),
        ({"tier": Tier.FULL}, {}, "one was of tier full, and is of tier smoke", False),
        ({}, {"tier": Tier.DEEP}, "one was of tier smoke, and is of tier deep", True),
        (
            {},
            {"verdict": Verdict.UNDECIDED, "states": 0},
            "one: the verdict was 'holds', and is 'undecided'",
            True,
        ),
        (
            {"verdict": Verdict.REFUTED, "states": 0},
            {},
            "one: the verdict was 'refuted', and is 'holds'",
            False,
        ),
        ({"sentence": "It was."}, {}, "one says something else: it said 'It was.'", False),
        (
            {"seeds": Seeds(0, 9)},
            {"seeds": Seeds(1, 9)},
            "one: 10 seeds were tried, and 9 are now",
            True,
        ),
        (
            {"seeds": Seeds(0, 79), "bound": "2 clients, seeds 0 to 79"},
            {"seeds": Seeds(50, 79), "bound": "2 clients, seeds 50 to 79"},
            "one: 80 seeds were tried, and 30 are now",
            True,
        ),
        (
            {"seeds": Seeds(50, 79), "bound": "2 clients, seeds 50 to 79"},
            {"seeds": Seeds(0, 79), "bound": "2 clients, seeds 0 to 79"},
            "one: 30 seeds were tried, and 80 are now",
            False,
        ),
        (
            {"seeds": Seeds(2, 2), "bound": "500 steps, seed 2"},
            {"seeds": Seeds(1, 1), "bound": "500 steps, seed 1"},
            "one: its seeds were 2 to 2, and are 1 to 1",
            False,
        ),
        (
            {"seeds": Seeds(1, 1), "bound": "500 steps, seed 1"},
            {"seeds": Seeds(7, 7), "bound": "500 steps, seed 7"},
            "one: its seeds were 1 to 1, and are 7 to 7",
            False,
        ),
        ({"seeds": Seeds(1, 1)}, {}, "one: its seeds were 1 to 1, and are none", False),
        (
            {"bound": "500 steps, seed 1"},
            {"bound": "500 steps, seed 2"},
            "one: its bound was '500 steps, seed 1', and is '500 steps, seed 2', of the same size",
            False,
        ),
    ],
)
def test_a_claim_has_changed(
    before: dict[str, Any], after: dict[str, Any], sentence: str, weaker: bool
) -> None:
    """A sentence for it, and whether less is shown now."""
    assert found(with_claim(**before), with_claim(**after)) == [Difference(sentence, weaker)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"checks": ["AInv", "BInv"]}, {"checks": ["BInv", "AInv"]}, []),
        (
            {"checks": ["AInv", "BProp", "deadlock"]},
            {"checks": ["BProp", "CInv"]},
            ["weaker: one no longer checks AInv, deadlock", "changed: one now checks CInv as well"],
        ),
        (
            {"checks": ["AInv"], "violates": "AInv"},
            {"checks": ["AInv"], "violates": "BInv"},
            ["weaker: one: what must be violated was AInv, and is BInv"],
        ),
        (
            {"checks": ["AInv"], "violates": "AInv"},
            {"checks": ["AInv"]},
            ["weaker: one: what must be violated was AInv, and is nothing"],
        ),
        (
            {"untaken": ["Pick"]},
            {"untaken": ["Take"]},
            [
                "weaker: one no longer demands that Take is taken",
                "changed: one now demands that Pick is taken",
            ],
        ),
    ],
)
def test_what_a_claim_looks_at_by_name_is_compared(
    before: dict[str, Any], after: dict[str, Any], expected: list[str]
) -> None:
    """An invariant that is checked no more changes neither a bound nor a count."""
    assert list(map(str, found(with_claim(**before), with_claim(**after)))) == expected


def test_what_an_older_report_does_not_say_is_not_compared() -> None:
    """And a line says so."""
    older = msgspec.structs.replace(with_claim(checks=None, untaken=None), version=2)
    assert list(map(str, found(older, with_claim(checks=["AInv"])))) == [
        (
            "changed: the report is of version 2, which does not say what each claim checks: that"
            " is not compared"
        )
    ]


def test_where_a_counterexample_is_found_is_no_matter() -> None:
    """How many states TLC saw before it says nothing; the model's row has the length."""
    kind = Strength.COUNTEREXAMPLE
    assert found(with_claim(strength=kind), with_claim(strength=kind, states=1)) == []


def test_a_bound_of_endless_digits_is_compared() -> None:
    """A file from outside may hold any."""
    longer, shorter = "9" * 100_000, "8" * 99_999
    (difference,) = found(with_claim(bound=longer), with_claim(bound=shorter))
    assert (difference.weaker, len(difference.sentence) < 600) == (True, True)


def test_tools_are_compared() -> None:
    """Each that decides a verdict."""
    tools = replace(TOOLS, java_version="26", jar_version="2.19", sha256="def")
    libraries = [Library("greenlet", "3.0.0", "3.1.0"), Library("z3", "4", "4")]
    after = replace(verification(HOLDS), toolchain=tools, libraries=libraries)
    changed = msgspec.structs.replace(
        document(after), slotq="9", python="PyPy 9", system="Plan 9", go="go1"
    )
    assert list(map(str, found(BEFORE, changed))) == [
        f"changed: slotq was {BEFORE.slotq}, and is 9",
        f"changed: Python was {BEFORE.python}, and is PyPy 9",
        f"changed: the system was {BEFORE.system}, and is Plan 9",
        "changed: Java was 25, and is 26",
        "changed: Go was not used, and is go1",
        "changed: TLC was 2.15, and is 2.19",
        "changed: the jar's sha256 was abc, and is def",
        "changed: greenlet was 3.0.0, and is 3.1.0",
        "changed: z3 was not named, and is 4",
    ]


def test_sources_are_compared_by_file() -> None:
    """Which ones changed, and no more names than can be read."""
    many = {f"{number}.cfg": "2" for number in range(9)}
    sources = msgspec.structs.replace(
        SOURCES,
        specification=made({"Queue.tla": "9"}),
        models=made({"manifest.toml": "3", **many}),
        code=msgspec.structs.replace(SOURCES.code, sha256="0"),
    )
    after = msgspec.structs.replace(BEFORE, sources=sources)
    assert list(map(str, found(BEFORE, after))) == [
        "changed: the specification differs: changed Queue.tla",
        (
            "changed: the models differ: new 0.cfg, 1.cfg, 2.cfg, 3.cfg, 4.cfg and 4 more; gone "
            "Queue_1x1.cfg"
        ),
        "changed: the code differs: its hash is not that of its files",
    ]


def rows(*claims: tuple[str, Tier]) -> Document:
    """A report on claims of these names and tiers."""
    (one,) = BEFORE.claims
    made = [msgspec.structs.replace(one, name=name, tier=tier) for name, tier in claims]
    return msgspec.structs.replace(BEFORE, claims=made)


SMOKE, FULL, DEEP = Tier
OLD = rows(("one", SMOKE), ("two", SMOKE), ("three", FULL))


def test_a_row_that_is_gone_is_weaker_and_a_new_one_is_not() -> None:
    """Whatever its name is."""
    after = rows(("one", SMOKE), ("three", FULL), ("four", SMOKE))
    assert list(map(str, differences(OLD, after, NOTHING))) == [
        "weaker: two is no longer a claim",
        "changed: four is a new claim",
    ]


def test_what_a_terminal_would_obey_is_escaped() -> None:
    """A report may come from anywhere."""
    before = rows(("one", SMOKE), ("two\x1b", SMOKE))
    assert list(map(str, differences(before, BEFORE, NOTHING))) == [
        "weaker: two\\x1b is no longer a claim"
    ]


def test_a_row_of_a_tier_that_was_not_asked_for_is_not_compared() -> None:
    """One sentence says how many."""
    after = rows(("one", SMOKE), ("two", SMOKE))
    old = msgspec.structs.replace(OLD, tier=FULL)
    assert list(map(str, differences(old, after, {"three": FULL}))) == [
        "not compared: 1 claim of the report, which this run of tier smoke leaves out"
    ]


def test_a_row_that_went_to_a_higher_tier_is_weaker() -> None:
    """It is looked at less often."""
    after = rows(("one", SMOKE), ("three", FULL))
    assert list(differences(OLD, after, {"two": FULL})) == [
        Difference("two was of tier smoke, and is of tier full", weaker=True)
    ]


def of(report: Document, *names: str) -> Document:
    """The report, if these claims alone had been asked for."""
    return msgspec.structs.replace(report, tier=None, only=list(names))


def test_only_what_was_asked_for_is_compared() -> None:
    """The others were not run, now or then; a line says how many they are."""
    one, two = of(rows(("one", SMOKE)), "one"), of(rows(("two", SMOKE)), "two")
    assert list(map(str, differences(OLD, one, {"two": SMOKE, "three": FULL}))) == [
        "not compared: 2 claims of the report, which --only leaves out now"
    ]
    assert list(map(str, differences(one, OLD, NOTHING))) == [
        "not compared: 2 claims of this run, which the report leaves out"
    ]
    assert list(map(str, differences(one, two, {"one": SMOKE}))) == [
        "not compared: 1 claim of the report, which --only leaves out now",
        "not compared: 1 claim of this run, which the report leaves out",
    ]


def test_a_row_that_the_report_was_not_to_have_is_not_new() -> None:
    """It was of a higher tier than the report."""
    after = msgspec.structs.replace(
        rows(("one", SMOKE), ("two", SMOKE), ("three", FULL)), tier=FULL
    )
    assert list(map(str, differences(rows(("one", SMOKE)), after, NOTHING))) == [
        "changed: two is a new claim",
        "not compared: 1 claim of this run, which the report leaves out",
    ]
