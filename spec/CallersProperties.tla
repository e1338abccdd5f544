------------------------- MODULE CallersProperties -------------------------
(***************************************************************************)
(* What is true of the queue and its callers together, and what is true    *)
(* only of callers that do not do everything (each says which).            *)
(*                                                                         *)
(* A name ends in Inv if it speaks of one state, in Prop if it speaks of a *)
(* step or of a whole behaviour.  Those about behaviours assume Fairness.  *)
(***************************************************************************)
EXTENDS Callers

Properties == INSTANCE SlotQueueProperties WITH known <- everything

Listed == Queue!Listed
Free == Queue!Exists \ busy

(* Everything said of the queue's states under the most general clients.   *)
QueueInv ==
  /\ Properties!OneWinnerInv
  /\ Properties!HandInv
  /\ Properties!ClosedOnceInv
  /\ Properties!ClosedNotListedInv
  /\ Properties!IdsIncreaseInv
  /\ Properties!FreeListedInv
  /\ Properties!RemovalFindsInv
  /\ Properties!OfferInv
  /\ Properties!NoLostWakeUpInv
  /\ Properties!NoLostCancelInv
  /\ Properties!IsWaitingInv
  /\ Properties!LifeInv

(* The callers use the queue as the most general clients may: each step is *)
(* one of the queue's, or leaves the queue alone.                          *)
RefinementOfSteps == Queue!QueueInit /\ [][Queue!Next]_queueVars

(* No wake-up is lost: while a dequeuer sleeps, the container behind each  *)
(* listed token is still to broadcast.                                     *)
BroadcastToComeInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     \A t \in Listed : \E k \in Containers : token[k] = t /\ doing[k] = "broadcast"

(* No slot is lost between a win and its return: whoever won a slot has it *)
(* in hand, one holder to a slot, until it closes it.                      *)
WonIsHeldInv ==
  \A t \in busy \ slotClosed :
    Cardinality({p \in Clients : token[p] = t /\ state[p] \in {"won", "holding", "ejected"}}) = 1

(* Only what is won is closed.                                             *)
ClosedWasWonInv == slotClosed \subseteq busy

(* A won slot is closed in the end.                                        *)
WonReturnsProp == \A t \in Tokens : t \in busy ~> t \in slotClosed

(* In the end everybody has gone, or waits for what nobody brings: a       *)
(* consumer whose dequeuer sleeps before an empty list, a container whose  *)
(* token is free and which no consumer waits for.                          *)
SettledProp ==
  <>[](/\ \A p \in Clients : state[p] \in {"waiting", "gone"} /\ Queue!Ready(p)
       /\ \A k \in Containers : state[k] = "waiting" => k \notin evicted /\ token[k] \notin busy
       /\ \A d \in Dequeuers :
            \/ dequeuer[d] = "asleep" /\ slots = <<>> /\ d \notin done
            \/ dequeuer[d] \in {"absent", "ended"} /\ canceller[d] # "waiting")

(* A free token has a container behind it, which waits, or is about to try *)
(* to eject.  Not so where a container may fail to freeze: it leaves its   *)
(* token listed and free.                                                  *)
ContainerBehindInv ==
  \A t \in Free : \E k \in Containers : token[k] = t /\ state[k] \in {"waiting", "woken"}

(* A container that serves does not wait in vain: some consumer has its    *)
(* slot, or has closed it.                                                 *)
BusyHasConsumerInv ==
  \A k \in Containers : state[k] = "busy" =>
    token[k] \in slotClosed \/ \E c \in Consumers : token[c] = token[k]
=============================================================================
