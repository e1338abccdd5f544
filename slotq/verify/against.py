"""What has changed since an earlier report, and whether a claim has become weaker.

A claim is weaker if it is gone or less is shown: another verdict than `holds`, a lower strength, a
higher tier, a smaller bound, fewer invariants, properties, seeds, states, steps or other things.
Where a bound is worded differently nobody can tell, so that it counts as weaker. How long a check
took is not compared, nor which seeds were tried.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from slotq.machine.kernel import plural
from slotq.system.terminal import printable
from slotq.verify.claim import Seeds, Strength, Verdict
from slotq.verify.manifest import Tier
from slotq.verify.report import Checked, Document
from slotq.verify.sources import Sources, Tree

_NUMBER = re.compile(r"\d+", re.ASCII)
_COUNTED = re.compile(r"(?<!\d)(\d+ [a-z]+?)s?\b", re.ASCII)
_SEEDS = re.compile(r"(seed)s? \d+(?: to \d+)?", re.ASCII)
_NOT_USED = "not used"
_FEW = 5
_LONGEST = 200
_RANKS = (Strength.TESTED, Strength.EXHAUSTIVE, Strength.PROVED)


class Difference(NamedTuple):
    """A difference between two reports.

    Attributes:
        sentence: What it is.
        weaker: Whether less is shown than before.
        compared: Whether it is a difference, and not what is left out of the comparison.
    """

    sentence: str
    weaker: bool = False
    compared: bool = True

    def __str__(self) -> str:
        """Write it as a line."""
        kind = "weaker" if self.weaker else "changed" if self.compared else "not compared"
        return f"{kind}: {self.sentence}"


def differences(
    before: Document, after: Document, unchecked: Mapping[str, Tier]
) -> Iterator[Difference]:
    """List the differences, those of the tools and of the sources first.

    Claims that were not asked for, in one of the two, are not compared.

    Args:
        before: The earlier report.
        after: The later one.
        unchecked: The claims that there are and that the later one leaves out, with their tiers.
    """
    if before.version != after.version:
        yield Difference(
            f"the report is of version {before.version}, which does not say what each claim checks:"
            " that is not compared"
        )
    yield from _of_tools(before, after)
    yield from _of_sources(before.sources, after.sources)
    old = {claim.name: claim for claim in before.claims}
    new = {claim.name: claim for claim in after.claims}
    left_out: Counter[str] = Counter()
    for name, claim in (old | new).items():
        if name in old and name in new:
            yield from _of_claim(old[name], claim)
            continue
        found = _of_old(claim, after, unchecked) if name in old else _of_new(claim, before)
        if isinstance(found, Difference):
            yield found
        else:
            left_out[found] += 1
    for which, number in left_out.items():
        yield Difference(f"{plural(number, 'claims')} {which}", compared=False)


def _of_old(claim: Checked, after: Document, unchecked: Mapping[str, Tier]) -> Difference | str:
    """Say of a claim that the later report has not what has changed, or why it was left out."""
    name = claim.name
    if after.only:
        return "of the report, which --only leaves out now"
    if name not in unchecked:
        return Difference(f"{_shown(name)} is no longer a claim", weaker=True)
    if claim.tier.includes(unchecked[name]):
        return f"of the report, which this run {_of(after.tier)}leaves out"
    return _of_tier(name, claim.tier, unchecked[name])


def _of_new(claim: Checked, before: Document) -> Difference | str:
    """The same of a claim that the earlier report has not."""
    if before.tier and before.tier.includes(claim.tier):
        return Difference(f"{claim.name} is a new claim")
    return "of this run, which the report leaves out"


def _of(tier: Tier | None) -> str:
    return f"of tier {tier.value} " if tier else ""


def _of_tools(before: Document, after: Document) -> Iterator[Difference]:
    pairs = [
        ("slotq", before.slotq, after.slotq),
        ("Python", before.python, after.python),
        ("the system", before.system, after.system),
        ("Java", before.java.version, after.java.version),
        ("Go", before.go or _NOT_USED, after.go or _NOT_USED),
        ("TLC", before.tlc.version, after.tlc.version),
        ("the jar's sha256", before.tlc.sha256, after.tlc.sha256),
        ("TLC's fingerprint", str(before.tlc.fingerprint), str(after.tlc.fingerprint)),
    ]
    old = {library.name: library.installed for library in before.libraries}
    new = {library.name: library.installed for library in after.libraries}
    names = dict.fromkeys([*old, *new])
    pairs += [(name, old.get(name, "not named"), new.get(name, "not named")) for name in names]
    for what, was, now in pairs:
        if was != now:
            yield Difference(f"{_shown(what)} was {_shown(was)}, and is {_shown(now)}")


def _of_sources(before: Sources, after: Sources) -> Iterator[Difference]:
    for what, old, new in (
        ("the specification differs", before.specification, after.specification),
        ("the models differ", before.models, after.models),
        ("the code differs", before.code, after.code),
    ):
        if said := _of_files(old, new):
            yield Difference(f"{what}: {said}")


def _of_files(old: Tree, new: Tree) -> str:
    shared = old.files.keys() & new.files.keys()
    kinds = (
        ("changed", {name for name in shared if old.files[name] != new.files[name]}),
        ("new", new.files.keys() - old.files.keys()),
        ("gone", old.files.keys() - new.files.keys()),
    )
    parts = [f"{kind} {_some(names)}" for kind, names in kinds if names]
    if not parts and old.sha256 != new.sha256:
        parts = ["its hash is not that of its files"]
    return "; ".join(parts)


def _some(names: Collection[str]) -> str:
    shown = ", ".join(map(_shown, sorted(names)[:_FEW]))
    return shown if len(names) <= _FEW else f"{shown} and {len(names) - _FEW} more"


def _of_claim(before: Checked, after: Checked) -> Iterator[Difference]:
    name = after.name
    if before.sentence != after.sentence:
        yield Difference(f"{name} says something else: it said {_shown(before.sentence)!r}")
    if before.tier is not after.tier:
        yield _of_tier(name, before.tier, after.tier)
    if before.strength is not after.strength and not _is_unsaid(before):
        yield _of_strength(name, before.strength, after.strength)
    if _is_other(before, after):
        yield _of_bound(name, before.bound, after.bound)
    yield from _of_examined(before, after)
    if before.seeds != after.seeds:
        yield _of_seeds(name, before.seeds, after.seeds)
    if before.verdict is not after.verdict:
        weaker = before.verdict is Verdict.HOLDS
        change = f"was {before.verdict.value!r}, and is {after.verdict.value!r}"
        yield Difference(f"{name}: the verdict {change}", weaker)
    elif after.strength is not Strength.COUNTEREXAMPLE:  # of which the length counts
        yield from _of_counts(before, after)


def _is_unsaid(before: Checked) -> bool:
    # In a report of version 2 this is also the strength of claims to which nobody had given one.
    return before.checks is None and before.strength is Strength.EXHAUSTIVE


def _of_tier(name: str, before: Tier, after: Tier) -> Difference:
    sentence = f"{_shown(name)} was of tier {before.value}, and is of tier {after.value}"
    return Difference(sentence, weaker=not before.includes(after))


def _of_strength(name: str, before: Strength, after: Strength) -> Difference:
    sentence = f"{name}: its strength was {before.value!r}, and is {after.value!r}"
    higher = {before, after} <= set(_RANKS) and _RANKS.index(before) < _RANKS.index(after)
    return Difference(sentence, weaker=not higher)


def _of_bound(name: str, before: str, after: str) -> Difference:
    sentence = f"{name}: its bound was {_shown(before)!r}, and is {_shown(after)!r}"
    if _words(before) != _words(after):
        return Difference(f"{sentence}, which cannot be compared", weaker=True)
    pairs = list(zip(_numbers(before), _numbers(after), strict=True))
    smaller = any(was > now for was, now in pairs)
    if all(was == now for was, now in pairs):
        return Difference(f"{sentence}, of the same size")
    return Difference(f"{sentence}, which is {'smaller' if smaller else 'larger'}", smaller)


def _is_other(before: Checked, after: Checked) -> bool:
    # Of seeds that a bound names it is said elsewhere how many there are.
    if before.seeds == after.seeds:
        return before.bound != after.bound
    return _SEEDS.sub("", before.bound) != _SEEDS.sub("", after.bound)


def _of_seeds(name: str, before: Seeds | None, after: Seeds | None) -> Difference:
    if before and after and _tried(before) != _tried(after):
        was, now = _tried(before), _tried(after)
        return Difference(f"{name}: {was:,} seeds were tried, and {now:,} are now", was > now)
    was_said, now_said = (f"{each[0]} to {each[1]}" if each else "none" for each in (before, after))
    return Difference(f"{name}: its seeds were {was_said}, and are {now_said}")


def _tried(seeds: Seeds) -> int:
    return seeds.last - seeds.first + 1


def _words(bound: str) -> str:
    return _NUMBER.sub("0", _COUNTED.sub(r"\1", _SEEDS.sub(r"\1", bound)))


def _numbers(bound: str) -> list[tuple[int, str]]:
    # Compared by their lengths first: to convert digits without end would take as long.
    digits = (found.lstrip("0") for found in _NUMBER.findall(_SEEDS.sub("", bound)))
    return [(len(each), each) for each in digits]


def _of_examined(before: Checked, after: Checked) -> Iterator[Difference]:
    # An older report does not say what was looked at.
    name = after.name
    if before.checks is not None and after.checks is not None:
        if gone := set(before.checks) - set(after.checks):
            yield Difference(f"{name} no longer checks {_some(gone)}", weaker=True)
        if new := set(after.checks) - set(before.checks):
            yield Difference(f"{name} now checks {_some(new)} as well")
        if before.violates != after.violates:
            was, now = before.violates or "nothing", after.violates or "nothing"
            sentence = f"{name}: what must be violated was {_shown(was)}, and is {_shown(now)}"
            yield Difference(sentence, weaker=True)
    if before.untaken is not None and after.untaken is not None:
        if new := set(after.untaken) - set(before.untaken):
            sentence = f"{name} no longer demands that {_some(new)} is taken"
            yield Difference(sentence, weaker=True)
        if gone := set(before.untaken) - set(after.untaken):
            yield Difference(f"{name} now demands that {_some(gone)} is taken")


def _of_counts(before: Checked, after: Checked) -> Iterator[Difference]:
    for what, was, now in (
        ("states", before.states, after.states),
        ("steps", before.edges, after.edges),
        ("things", before.others, after.others),
    ):
        if was != now:
            sentence = f"{after.name}: {was:,} {what} were examined, and are {now:,} now"
            yield Difference(sentence, weaker=now < was)


def _shown(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")
