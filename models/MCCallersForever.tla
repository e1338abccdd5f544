-------------------------- MODULE MCCallersForever --------------------------
(* Bounds for the callers without end.                                     *)
EXTENDS CallersForever
=============================================================================
