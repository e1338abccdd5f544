------------------------- MODULE CallersProperties -------------------------
(***************************************************************************)
(* What holds of the queue and its callers together, and what holds only of*)
(* callers that do not do everything (each such property says of which).   *)
(*                                                                         *)
(* A name that ends in Inv is a predicate of one state, and one that ends  *)
(* in Prop is a property of a step or of a whole behaviour.  The liveness  *)
(* properties assume Fairness.                                             *)
(***************************************************************************)
EXTENDS Callers

Properties == INSTANCE SlotQueueProperties WITH known <- everything

Listed == Queue!Listed
Free == Queue!Exists \ busy

(* The invariants of the queue under the most general clients.             *)
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

(* The callers are clients of the queue: each step is a step of            *)
(* SlotQueueSteps, or leaves the queue's variables unchanged.              *)
RefinementOfSteps == Queue!QueueInit /\ [][Queue!Next]_queueVars

(* No wake-up is lost: while a dequeuer sleeps, the container that queued  *)
(* each listed token has still to broadcast; a container that queued an    *)
(* error has forgotten which token that was.                               *)
BroadcastToComeInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     \A t \in Listed : \E k \in Containers :
       /\ doing[k] = "broadcast"
       /\ token[k] = t \/ (t \in failed /\ state[k] = "gone")

(* The clients that have won the slot of a token and not closed it.        *)
Holders(t) ==
  {p \in Clients : token[p] = t /\ state[p] \in {"won", "holding", "ejected"}}

(* A container of a later version won its own token, and left the slot     *)
(* open.                                                                   *)
LeftOpen(t) == Later /\ t \in closed /\ Holders(t) = {}

(* No slot is lost between a win and its return: a slot that was won has   *)
(* one holder until it is closed.  In later versions nobody closes a slot  *)
(* that its own container won, and nobody waits for that.                  *)
WonIsHeldInv ==
  \A t \in busy \ slotClosed : Cardinality(Holders(t)) = 1 \/ LeftOpen(t)

(* Only a slot that was won is closed.                                     *)
ClosedWasWonInv == slotClosed \subseteq busy

(* A slot that was won is closed eventually, except those that later       *)
(* versions leave open.                                                    *)
WonReturnsProp == \A t \in Tokens : t \in busy ~> t \in slotClosed \/ LeftOpen(t)

(* A winner of an error never runs a call: it closes the slot, and fails.  *)
ErrorNeverRunsInv == \A c \in Consumers : state[c] = "holding" => token[c] \notin failed

(* Eventually every client is gone or waits for something that no process  *)
(* brings: a consumer whose dequeuer sleeps on an empty list, or a         *)
(* container whose token is free and which no consumer waits for.          *)
SettledProp ==
  <>[](/\ \A p \in Clients : state[p] \in {"waiting", "gone"} /\ Queue!Ready(p)
       /\ \A k \in Containers : state[k] = "waiting" => k \notin evicted /\ token[k] \notin busy
       /\ \A d \in Dequeuers :
            \/ dequeuer[d] = "asleep" /\ slots = <<>> /\ d \notin done
            \/ dequeuer[d] \in {"absent", "ended"} /\ canceller[d] # "waiting")

(* A container that waits for the token, or has woken and is about to      *)
(* acquire it.                                                             *)
HasContainer(t) == \E k \in Containers : token[k] = t /\ state[k] \in {"waiting", "woken"}

(* Behind each free token is a container.  This holds only where no        *)
(* container leaves its token listed and free: one that fails to freeze    *)
(* does so, and so does one that fails to start, which queues an error as  *)
(* it ends.                                                                *)
ContainerBehindInv == \A t \in Free : HasContainer(t)

(* Where containers may fail to start, but not to freeze, there is a       *)
(* container behind each free token that is no error.                      *)
HealthyBehindInv == \A t \in Free \ failed : HasContainer(t)

(* A busy container does not wait in vain: some consumer has its slot, or  *)
(* has closed it.                                                          *)
BusyHasConsumerInv ==
  \A k \in Containers : state[k] = "busy" =>
    token[k] \in slotClosed \/ \E c \in Consumers : token[c] = token[k]
=============================================================================
