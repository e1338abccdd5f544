----------------------------- MODULE MCFairLock -----------------------------
(* Bounds for the callers with a lock without starvation, with what is true*)
(* of them with whole regions as steps.                                    *)
EXTENDS UnfairLock, CallersProperties
=============================================================================
