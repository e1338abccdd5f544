----------------------------- MODULE MCCallers -----------------------------
(* Bounds for the queue with its callers.                                  *)
EXTENDS CallersClaims
=============================================================================
