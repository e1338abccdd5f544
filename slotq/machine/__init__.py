"""The executable twin of the specification: states that do not change, one pure function an action.

A module here is the twin of a TLA+ module, with its names: `steps` of SlotQueueSteps, `callers` of
Callers. `invariants` has the named properties of one state, `graph` the search over all of them.
Nothing here knows the tools that use it.
"""
