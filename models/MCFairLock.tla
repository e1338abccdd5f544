----------------------------- MODULE MCFairLock -----------------------------
(* Bounds for the callers with a lock free of starvation, together with the*)
(* properties that hold of them where a whole region is one step.          *)
EXTENDS UnfairLock, CallersProperties
=============================================================================
