---------------------------- MODULE MCUnfairLock ----------------------------
(* Bounds for the callers with a lock that is only weakly fair.            *)
EXTENDS UnfairLock
=============================================================================
