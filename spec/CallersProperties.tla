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

(* No wake-up is lost: while a dequeuer sleeps, the container that queued  *)
(* each listed token is still to broadcast; one that queued an error has   *)
(* forgotten which token it was.                                           *)
BroadcastToComeInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     \A t \in Listed : \E k \in Containers :
       /\ doing[k] = "broadcast"
       /\ token[k] = t \/ (t \in failed /\ state[k] = "gone")

(* Who has won the slot of a token and not closed it.                      *)
Holders(t) ==
  {p \in Clients : token[p] = t /\ state[p] \in {"won", "holding", "ejected"}}

(* A container of a later version ejected itself, and left the slot open.  *)
LeftOpen(t) == Later /\ t \in closed /\ Holders(t) = {}

(* No slot is lost between a win and its return: whoever won a slot has it *)
(* in hand, one holder to a slot, until it closes it.  In later versions a *)
(* slot that its own container won is closed by nobody, and needs not be,  *)
(* since nobody waits for that.                                            *)
WonIsHeldInv ==
  \A t \in busy \ slotClosed : Cardinality(Holders(t)) = 1 \/ LeftOpen(t)

(* Only what is won is closed.                                             *)
ClosedWasWonInv == slotClosed \subseteq busy

(* A won slot is closed in the end, but for those that later versions leave*)
(* open.                                                                   *)
WonReturnsProp == \A t \in Tokens : t \in busy ~> t \in slotClosed \/ LeftOpen(t)

(* Who wins an error never runs: it closes the slot, and fails.            *)
ErrorNeverRunsInv == \A c \in Consumers : state[c] = "holding" => token[c] \notin failed

(* In the end everybody has gone, or waits for what nobody brings: a       *)
(* consumer whose dequeuer sleeps before an empty list, a container whose  *)
(* token is free and which no consumer waits for.                          *)
SettledProp ==
  <>[](/\ \A p \in Clients : state[p] \in {"waiting", "gone"} /\ Queue!Ready(p)
       /\ \A k \in Containers : state[k] = "waiting" => k \notin evicted /\ token[k] \notin busy
       /\ \A d \in Dequeuers :
            \/ dequeuer[d] = "asleep" /\ slots = <<>> /\ d \notin done
            \/ dequeuer[d] \in {"absent", "ended"} /\ canceller[d] # "waiting")

(* A container that waits, or is about to try to eject.                    *)
HasContainer(t) == \E k \in Containers : token[k] = t /\ state[k] \in {"waiting", "woken"}

(* A free token has a container behind it.  That holds only where none     *)
(* leaves its token listed and free: one that fails to freeze does so, and *)
(* one that fails to start, which queues an error, as it ends.             *)
ContainerBehindInv == \A t \in Free : HasContainer(t)

(* Where containers may fail to start, but not to freeze, that is true of  *)
(* all tokens but the errors.                                              *)
HealthyBehindInv == \A t \in Free \ failed : HasContainer(t)

(* A container that serves does not wait in vain: some consumer has its    *)
(* slot, or has closed it.                                                 *)
BusyHasConsumerInv ==
  \A k \in Containers : state[k] = "busy" =>
    token[k] \in slotClosed \/ \E c \in Consumers : token[c] = token[k]
=============================================================================
