----------------------------- MODULE MCSymmetry -----------------------------
(* The most general clients up to their names: states that differ only in  *)
(* which client or which dequeuer is which are one state.  No property that*)
(* is checked so names a client or a dequeuer.                             *)
EXTENDS MCSlotQueueSteps, TLC

Symmetry == Permutations(Clients) \cup Permutations(Dequeuers)
=============================================================================
