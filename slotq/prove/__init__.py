"""Proofs for any size: inductive invariants and refinements, with Z3.

The definitions of a specification's actions and invariants are written once, over an `Algebra`. Z3
reads them as formulas, about any number of processes and tokens; evaluated on concrete states, they
are held against TLC's graph and the machine's. So what is proved is said of the specification.
"""
