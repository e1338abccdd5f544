"""Single changes of the project, and what notices each: how strong the evidence is.

A mutant is one change of one file. A copy of the project with that change is checked by claims of
`slotq verify`, and by tests where no claim speaks of what was changed. A mutant is caught if a
claim is refuted or a test fails. One that survives is a gap in the evidence, unless it changes
nothing that can be observed: then `arguments.toml` says why.
"""
