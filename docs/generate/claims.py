"""The claims as a page: what `slotq verify` checks, as sentences."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from docs.generate.models import cell
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Claim
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest
from slotq.verify.original import original_claims

_HEAD = (
    "| claim | bound | what the bound is to show | strength | tier |",
    "|---|---|---|---|---|",
)
_NO_TOOLS = Toolchain(Path(), "", "", Path(), "", "", "")


def listed_claims() -> list[Claim]:
    """List all claims, those about the original among them; none of them can be checked."""
    return [*all_claims(load_manifest(), _NO_TOOLS), *original_claims("PATH")]


def claims_reference() -> str:
    """Write the claims that are not rows of the manifest, under what they are claims about."""
    models = {model.name for model in load_manifest().model}
    own = [claim for claim in listed_claims() if claim.name not in models]
    return "\n".join(_lines(own)).rstrip()


def _lines(claims: list[Claim]) -> Iterator[str]:
    for subject, group in groupby(claims, key=lambda claim: claim.name.partition("/")[0]):
        yield from (f"## {subject}", "")
        for sentence, same in groupby(group, key=lambda claim: claim.sentence):
            yield from (f"**{cell(sentence)}**", "")
            yield from _HEAD
            for claim in same:
                said = (claim.bound, claim.faults, claim.strength.value, claim.tier.value)
                cells = (f"`{claim.name}`", *map(cell, said))
                yield f"| {' | '.join(cells)} |"
            yield ""
