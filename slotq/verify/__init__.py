"""The chain of evidence: every claim, checked, in one table.

A claim is a sentence with a check behind it. `models` has what TLC says of each model, `equality`
that the specification and the machine are one graph. `run` checks the claims of a tier, `report`
tells what came of it.
"""
