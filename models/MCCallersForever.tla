-------------------------- MODULE MCCallersForever --------------------------
(* Bounds for the callers that never end.                                  *)
EXTENDS CallersForever
=============================================================================
