"""The claims and their evidence.

What is claimed of a model stands in its row of the manifest (`manifest`, `models`); that two graphs
are one is shown by `equality` (specification and machine) and `code` (machine and code). `claims`
has all of it, `run` checks it, `report` has the verdicts.
"""
