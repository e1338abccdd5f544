---------------------------- MODULE MCRendezvous ----------------------------
(* Bounds for Rendezvous.  With two processes on one side it matters which *)
(* is met first, and whether an arm stays linked; a second round shows that*)
(* a process carries nothing over from one select into the next.           *)
EXTENDS Rendezvous

OneSender == {"sender-1"}
TwoSenders == {"sender-1", "sender-2"}
OneReceiver == {"receiver-1"}
TwoReceivers == {"receiver-1", "receiver-2"}
=============================================================================
