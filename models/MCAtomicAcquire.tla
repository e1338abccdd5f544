-------------------------- MODULE MCAtomicAcquire ---------------------------
(* Bounds for the comparison with an atomic acquire.                       *)
EXTENDS AtomicAcquireClaims

OneToken == 0 .. 0
TwoTokens == 0 .. 1
=============================================================================
