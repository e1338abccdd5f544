---------------------------- MODULE MCRendezvous ----------------------------
(* Bounds for Rendezvous.  Two on one side show who is met first and what  *)
(* an arm left linked would do; a second round shows that a process carries*)
(* nothing over from one select into the next.                             *)
EXTENDS Rendezvous

OneSender == {"sender-1"}
TwoSenders == {"sender-1", "sender-2"}
OneReceiver == {"receiver-1"}
TwoReceivers == {"receiver-1", "receiver-2"}
=============================================================================
