"""slotq.verify.code_claims: the code is claimed at small and at larger bounds."""

from slotq.verify.claim import Claim
from slotq.verify.code_claims import (
    CHANNEL,
    CODE,
    COUNTING,
    GENERAL,
    LAUNCHING,
    MANAGERS,
    QUEUE_AND_COUNTERS,
    REGIONS,
)
from slotq.verify.keys import ENCODINGS
from slotq.verify.manifest import Tier, load_manifest


def test_the_code_is_run_at_small_bounds_at_once(claims: dict[str, Claim]) -> None:
    """At larger ones, those of the models among them, in the tiers that take longer."""
    small = {f"code/{name}" for name in ("state", *CODE, *GENERAL, "snapshots", *MANAGERS)}
    counted = {**COUNTING, **LAUNCHING}
    small |= {f"code/{name}" for name, (_, tier) in counted.items() if tier is Tier.SMOKE}
    small |= {f"code/{name}" for name, (_, tier, _) in REGIONS.items() if tier is Tier.SMOKE}
    code = {name: claim.tier for name, claim in claims.items() if name.startswith("code/")}
    assert {name for name, tier in code.items() if tier is Tier.SMOKE} == small
    models = {f"code/{model.name}" for model in load_manifest().model}
    named = {f"code/{name}" for name in (*counted, *QUEUE_AND_COUNTERS, *REGIONS)}
    assert code.keys() - small - named <= models
    assert {code[name] for name in code.keys() & models} == {Tier.FULL, Tier.DEEP}


def test_channel_and_keys_are_claimed(claims: dict[str, Claim]) -> None:
    """Each beside a model, in its tier."""
    models = {model.name: model.tier for model in load_manifest().model}
    channel = {name: claim.tier for name, claim in claims.items() if name.startswith("channel/")}
    assert channel == {f"channel/{name}": models[name] for name in CHANNEL}
    keys = {name: claim.tier for name, claim in claims.items() if name.startswith("key/")}
    assert keys == {f"key/{name}": tier for name, (_, tier) in ENCODINGS.items()}
