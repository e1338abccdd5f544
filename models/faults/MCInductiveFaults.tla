------------------------- MODULE MCInductiveFaults --------------------------
(* The broken versions of single actions, from all states of the inductive *)
(* invariant.                                                              *)
EXTENDS MCFaults, MCSlotQueueInductive
=============================================================================
