-------------------------- MODULE MCSlotQueueSteps --------------------------
(* Bounds for the queue's steps under the most general clients.            *)
EXTENDS SlotQueueProperties

OneToken == 0 .. 0
TwoTokens == 0 .. 1
ThreeTokens == 0 .. 2
=============================================================================
