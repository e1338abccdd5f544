----------------------------- MODULE MCHandedOn -----------------------------
(* Clients that hand on what they have: a token to another client, which   *)
(* may then acquire it, and a channel, from which another then receives.   *)
(* A configuration puts each in the place of the original's definition.    *)
EXTENDS SlotQueueProperties

TwoTokens == 0 .. 1

(* For Init: everybody may acquire every token.                            *)
EverybodyKnows == QueueInit /\ known = [p \in Clients |-> Tokens]

(* For DequeuerDeliver: whoever is ready may receive.                      *)
AnybodyReceives(d, p) ==
  /\ Ready(p)
  /\ NothingLearnt
  /\ GoRound(d)
=============================================================================
