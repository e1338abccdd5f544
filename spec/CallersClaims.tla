--------------------------- MODULE CallersClaims ----------------------------
(***************************************************************************)
(* What one might believe of the queue, and what is false: each of these   *)
(* has a counterexample, even with the callers that the queue was made for.*)
(*                                                                         *)
(* They mark where "last in, first out" ends.  It holds at the pick, of    *)
(* listed tokens.  Between the pick and the delivery, and between the      *)
(* delivery and the win, anything may happen to the token and to the list. *)
(*                                                                         *)
(* Names that start with Reach are witnesses: their counterexample shows   *)
(* that the space is not empty where it matters.                           *)
(***************************************************************************)
EXTENDS CallersProperties

Offers(d, t) == dequeuer[d] = "offering" /\ item[d] = t
Delivered(c) == state[c] = "waiting" /\ state'[c] = "acquiring"
Wins(c) == state[c] = "acquiring" /\ state'[c] = "won"

(* No busy token is listed.  The winner still has to remove it.            *)
NoBusyListedInv == Listed \cap busy = {}

(* A picked token is free.  A busy one may be the newest that is listed.   *)
PickedFreeProp ==
  [][\A d \in Dequeuers : item[d] = None /\ item'[d] # None => item'[d] \notin busy]_vars

(* A delivered token is free, or at least listed, or at least open.  It may*)
(* have been won, removed and closed since the pick.                       *)
DeliveredOpenProp ==
  [][\A c \in Consumers : Delivered(c) =>
       LET t == token'[c] IN t \notin busy \/ t \in Listed \/ t \notin closed]_vars

(* A delivered token is the newest.  A newer one may have come.            *)
DeliveredNewestProp ==
  [][\A c \in Consumers : Delivered(c) => \A t \in Listed : t <= token'[c]]_vars

(* A win takes the newest free token.  A newer one may have come.          *)
WonNewestProp ==
  [][\A c \in Consumers : Wins(c) => \A t \in Free : t <= token'[c]]_vars

(* A cancelled consumer never wins.  It may have been delivered a token    *)
(* before, and even after the cancel: a select may take either arm.        *)
CancelledLosesProp ==
  [][\A c \in Consumers : Wins(c) => <<c, round[c]>> \notin done]_vars

(* Two dequeuers never offer the same token.  A pick leaves it listed.     *)
OfferedOnceInv ==
  \A d, e \in Dequeuers : d # e /\ item[d] # None => item[d] # item[e]

(* A consumer that is delivered a token wins it: nobody loses.             *)
NobodyLosesProp ==
  [][\A c \in Consumers : state[c] = "acquiring" => state'[c] # "waiting"]_vars

(* A consumer that waits does so no longer in the end.  Nobody promises to *)
(* give up, not even where every consumer may.                             *)
GivesUpProp == \A c \in Consumers : state[c] = "waiting" ~> state[c] # "waiting"

-----------------------------------------------------------------------------
(* Errors of containers that could not start *)

(* A consumer wins no error while a healthy container is to be had.  But   *)
(* the last that came in is the first that goes out, whatever it carries.  *)
HealthyFirstInv ==
  \A c \in Consumers : state[c] = "won" /\ token[c] \in failed =>
    ~ \E k \in Containers : state[k] = "waiting" /\ token[k] \in Free

(* A request fails with the error of a container only in the instant in    *)
(* which that container fails.  But a queued error waits for a request.    *)
ErrorIsFreshProp ==
  [][\A c \in Consumers : state[c] # "failing" /\ state'[c] = "failing" =>
       \E k \in Failing : state[k] = "ready" /\ state'[k] = "gone"]_vars

(* A queued error is won in the end.  It may stay for ever.                *)
ErrorGoesProp == \A t \in Tokens : t \in failed ~> t \in busy

-----------------------------------------------------------------------------
(* Every client comes to its end, and every slot was used.                 *)
ReachEnd == ~(slotClosed = Tokens /\ \A p \in Clients : state[p] = "gone")

(* A container ejects itself while a dequeuer offers its token.            *)
ReachEjectedOffer ==
  \A k \in Containers, d \in Dequeuers :
    ~(state[k] = "ejected" /\ Offers(d, token[k]) /\ token[k] \in closed)

(* A dequeuer was woken for nothing: it has to look again.                 *)
ReachVainWakeUp ==
  \A d \in Dequeuers : ~(dequeuer[d] = "lock" /\ isWaiting[d] /\ slots = <<>> /\ d \notin done)

(* An evicted container loses its own token to a consumer.                 *)
ReachEvictedBusy == \A k \in evicted : state[k] # "busy"

(* A consumer in its second round while the dequeuer of its first lingers  *)
(* with an offer.                                                          *)
ReachLingering ==
  \A c \in Consumers :
    ~(round[c] = 2 /\ state[c] = "acquiring" /\ dequeuer[<<c, 1>>] = "offering")
=============================================================================
