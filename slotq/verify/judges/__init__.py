"""The judges are the machine: each automaton that judges logs, held against it.

A judge of traces is shown every line of the alphabet in every state that the machine can reach at
small bounds: it allows the line exactly where the machine has a step that writes it, and goes where
the machine goes. A judge of histories is given all histories up to a length, and accepts exactly
those for which a search of the machine finds an order of steps. `registry` says which module has
which claim.
"""
