---------------------------- MODULE MCUnfairLock ----------------------------
(* Bounds for the callers with a lock that promises nothing.               *)
EXTENDS UnfairLock
=============================================================================
