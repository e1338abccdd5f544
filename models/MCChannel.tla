------------------------------ MODULE MCChannel ------------------------------
(* Bounds for Channel.  With two processes on each side it matters which    *)
(* two meet, and that a signal may decide some of those that wait for it; a *)
(* second round shows that a process carries nothing over.                  *)
EXTENDS Channel

OneSender == {"sender-1"}
TwoSenders == {"sender-1", "sender-2"}
OneReceiver == {"receiver-1"}
TwoReceivers == {"receiver-1", "receiver-2"}
=============================================================================
