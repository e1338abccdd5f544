--------------------------- MODULE MCWalksFaults ----------------------------
(* Bounds for random behaviours with broken actions.                       *)
EXTENDS MCFaults

FifteenTokens == 0 .. 14
=============================================================================
