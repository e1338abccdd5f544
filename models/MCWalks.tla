------------------------------ MODULE MCWalks -------------------------------
(* Bounds for random behaviours, far beyond those at which all states can  *)
(* be found.                                                               *)
EXTENDS SlotQueueProperties

FifteenTokens == 0 .. 14
=============================================================================
