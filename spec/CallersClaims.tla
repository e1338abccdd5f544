--------------------------- MODULE CallersClaims ----------------------------
(***************************************************************************)
(* What one might expect of the queue, and what is false: each of these has*)
(* a counterexample, even with the callers that the queue was made for.    *)
(*                                                                         *)
(* They mark where "last in, first out" ends.  It holds at the pick, among *)
(* the listed tokens.  Between the pick and the delivery, and between the  *)
(* delivery and the win, anything may happen to the token and to the list. *)
(*                                                                         *)
(* A name that starts with Reach is a witness: its counterexample shows    *)
(* that an interesting state is reachable.                                 *)
(***************************************************************************)
EXTENDS CallersProperties

Offers(d, t) == dequeuer[d] = "offering" /\ item[d] = t
Delivered(c) == state[c] = "waiting" /\ state'[c] = "acquiring"
Wins(c) == state[c] = "acquiring" /\ state'[c] = "won"

(* No busy token is listed.  False: the winner has still to remove it.     *)
NoBusyListedInv == Listed \cap busy = {}

(* A picked token is free.  False: the newest listed token may be busy.    *)
PickedFreeProp ==
  [][\A d \in Dequeuers : item[d] = None /\ item'[d] # None => item'[d] \notin busy]_vars

(* A delivered token is free, or at least listed, or at least open.  False:*)
(* it may have been won, removed and closed since the pick.                *)
DeliveredOpenProp ==
  [][\A c \in Consumers : Delivered(c) =>
       LET t == token'[c] IN t \notin busy \/ t \in Listed \/ t \notin closed]_vars

(* A delivered token is the newest.  False: a newer one may have come since*)
(* the pick.                                                               *)
DeliveredNewestProp ==
  [][\A c \in Consumers : Delivered(c) => \A t \in Listed : t <= token'[c]]_vars

(* A win takes the newest free token.  False: a newer one may have come    *)
(* since the pick.                                                         *)
WonNewestProp ==
  [][\A c \in Consumers : Wins(c) => \A t \in Free : t <= token'[c]]_vars

(* A cancelled consumer never wins.  False: it may have been delivered a   *)
(* token before the cancel, and even after it, since a select may take     *)
(* either arm.                                                             *)
CancelledLosesProp ==
  [][\A c \in Consumers : Wins(c) => <<c, round[c]>> \notin done]_vars

(* Two dequeuers never offer the same token.  False: a pick leaves the     *)
(* token listed.                                                           *)
OfferedOnceInv ==
  \A d, e \in Dequeuers : d # e /\ item[d] # None => item[d] # item[e]

(* A consumer that is delivered a token wins it.  False: another client may*)
(* win it before.                                                          *)
NobodyLosesProp ==
  [][\A c \in Consumers : state[c] = "acquiring" => state'[c] # "waiting"]_vars

(* A waiting consumer stops waiting eventually.  False: fairness does not  *)
(* make a consumer give up, even where every consumer may.                 *)
GivesUpProp == \A c \in Consumers : state[c] = "waiting" ~> state[c] # "waiting"

-----------------------------------------------------------------------------
(* Errors of containers that could not start *)

(* A consumer wins no error while a healthy container waits with a free    *)
(* token.  False: the token that came last is offered first, whatever its  *)
(* slot carries.                                                           *)
HealthyFirstInv ==
  \A c \in Consumers : state[c] = "won" /\ token[c] \in failed =>
    ~ \E k \in Containers : state[k] = "waiting" /\ token[k] \in Free

(* A request fails with the error of a container only in the step in which *)
(* that container fails.  False: a queued error waits for a request.       *)
ErrorIsFreshProp ==
  [][\A c \in Consumers : state[c] # "failing" /\ state'[c] = "failing" =>
       \E k \in Failing : state[k] = "ready" /\ state'[k] = "gone"]_vars

(* A queued error is won eventually.  False: it may stay for ever.         *)
ErrorGoesProp == \A t \in Tokens : t \in failed ~> t \in busy

-----------------------------------------------------------------------------
(* Every client comes to its end, and every slot was used and closed.      *)
ReachEnd == ~(slotClosed = Tokens /\ \A p \in Clients : state[p] = "gone")

(* A dequeuer still offers the token of a container that has ejected       *)
(* itself.                                                                 *)
ReachEjectedOffer ==
  \A k \in Containers, d \in Dequeuers :
    ~(state[k] = "ejected" /\ Offers(d, token[k]) /\ token[k] \in closed)

(* A dequeuer was woken and finds the list empty: it has to wait again.    *)
ReachVainWakeUp ==
  \A d \in Dequeuers : ~(dequeuer[d] = "lock" /\ isWaiting[d] /\ slots = <<>> /\ d \notin done)

(* An evicted container loses its own token to a consumer, and serves it.  *)
ReachEvictedBusy == \A k \in evicted : state[k] # "busy"

(* A consumer tries a token in its second round while the dequeuer of its  *)
(* first round still offers.                                               *)
ReachLingering ==
  \A c \in Consumers :
    ~(round[c] = 2 /\ state[c] = "acquiring" /\ dequeuer[<<c, 1>>] = "offering")
=============================================================================
