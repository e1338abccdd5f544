-------------------------- MODULE MCSymmetryFaults --------------------------
(* Broken actions up to the names of clients and dequeuers.                *)
EXTENDS MCFaults, TLC

Symmetry == Permutations(Clients) \cup Permutations(Dequeuers)
=============================================================================
