----------------------------- MODULE MCHandedOn -----------------------------
(* Clients that hand on what they have: a token to another client, which   *)
(* may then acquire it, and a channel, from which another client then      *)
(* receives.  A configuration substitutes each for the original's          *)
(* definition.                                                             *)
EXTENDS SlotQueueProperties

TwoTokens == 0 .. 1

(* For Init: every client may acquire every token.                         *)
EverybodyKnows == QueueInit /\ known = [p \in Clients |-> Tokens]

(* For DequeuerDeliver: any client that is ready may receive.              *)
AnybodyReceives(d, p) ==
  /\ Ready(p)
  /\ NothingLearnt
  /\ GoRound(d)
=============================================================================
