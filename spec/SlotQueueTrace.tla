--------------------------- MODULE SlotQueueTrace ---------------------------
(***************************************************************************)
(* A recorded trace as a behaviour of SlotQueueSteps and of Scaling        *)
(* together: the verdict of TLC on a log.                                  *)
(*                                                                         *)
(* Source: the program that wrote the log; see docs/formats/slotq-trace.md.*)
(*                                                                         *)
(* Grain: a line of a log is a step of one of the two modules, which leaves*)
(* the variables of the other unchanged.  Every field of the line must     *)
(* equal the value that the step gives.  Steps that the log omits may come *)
(* in between.  A log is accepted if and only if some behaviour comes to   *)
(* its end.  A log that omits nothing has a single behaviour, which ends in*)
(* a deadlock at a line that is not explained.                             *)
(*                                                                         *)
(* Left out: lines about callers alone (ContainerWake, ContainerReturn,    *)
(* SlotClose, Evict), which are in neither module.                         *)
(*                                                                         *)
(* Names in a log are numbers here, in the order in which they first       *)
(* appear.  A number that is too large for TLC is written as Unheard, which*)
(* equals no value.                                                        *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Logs,        \* the logs, each a sequence of lines, which are records
  Omitted,     \* Omitted[i]: the actions of the queue that log i omits
  Clients, Dequeuers, Tokens,             \* of SlotQueueSteps
  Requests, Containers, Movers, Modulus,  \* of Scaling
  None

ASSUME DOMAIN Omitted = DOMAIN Logs

VARIABLES
  log,   \* which of the logs is followed
  line,  \* its next line
  slots, nextId, busy, closed, known, doing, hand,            \* of SlotQueueSteps
  dequeuer, isWaiting, item, owner, done, canceller,          \* of SlotQueueSteps
  requestState, containerState, requestCount, containerCount, \* of Scaling
  moving, signalled                                           \* of Scaling

Queue == INSTANCE SlotQueueSteps
Counting == INSTANCE Scaling WITH Races <- "always"

queueVars ==
  <<slots, nextId, busy, closed, known, doing, hand,
    dequeuer, isWaiting, item, owner, done, canceller>>
countingVars ==
  <<requestState, containerState, requestCount, containerCount, moving, signalled>>

TypeInv ==
  /\ log \in DOMAIN Logs
  /\ line \in 1 .. Len(Logs[log]) + 1
  /\ Queue!TypeInv
  /\ Counting!TypeInv

Init ==
  /\ log \in DOMAIN Logs
  /\ line = 1
  /\ Queue!Init
  /\ Counting!Init

(* Whether a line that gives a field gives this value.                     *)
Says(e, field, value) == field \in DOMAIN e => e[field] = value

Sleepers == Cardinality({d \in Dequeuers : dequeuer[d] = "asleep"})
Lives == Cardinality({d \in Dequeuers : dequeuer[d] \in {"lock", "asleep", "offering"}})

-----------------------------------------------------------------------------
(* A client hands a token to another one, which then acquires it on its    *)
(* behalf.  This is not a step of the queue, and adds one step to the lines*)
(* of the log.                                                             *)
HandOver(e) ==
  /\ e.action = "HandOver"
  /\ e.token \in known[e.owner] \cup known[e.client]
  /\ known' = [known EXCEPT ![e.client] = @ \cup {e.token}]
  /\ UNCHANGED <<slots, nextId, busy, closed, doing, hand,
                 dequeuer, isWaiting, item, owner, done, canceller>>

(* A step of the queue, with every field that its line gives.              *)
QueueStep(e) ==
  \/ /\ e.action = "QueueAppend"
     /\ Queue!QueueAppend(e.client)
     /\ Says(e, "token", nextId)
     /\ Says(e, "length", Len(slots'))
  \/ /\ e.action = "QueueBroadcast"
     /\ Queue!QueueBroadcast(e.client)
     /\ Says(e, "woken", Sleepers)
  \/ /\ e.action = "AcquireCas"
     /\ Queue!AcquireCas(e.client, e.token)
     /\ Says(e, "ok", e.token \notin busy)
  \/ /\ e.action = "AcquireRemove"
     /\ Queue!AcquireRemove(e.client)
     /\ Says(e, "token", hand[e.client])
     /\ Says(e, "ok", hand[e.client] \in Queue!Listed)
     /\ Says(e, "length", Len(slots'))
  \/ /\ e.action = "AcquireClose"
     /\ Queue!AcquireClose(e.client)
     /\ Says(e, "token", hand[e.client])
     /\ Says(e, "ok", hand[e.client] \notin closed)
  \/ /\ e.action = "DequeuerStart"
     /\ Queue!DequeuerStart(e.client, e.dequeuer)
  \/ /\ e.action = "DequeuerWait"
     /\ Queue!DequeuerWait(e.dequeuer)
  \/ /\ e.action = "DequeuerPeek"
     /\ Queue!DequeuerPeek(e.dequeuer)
     /\ Says(e, "token", Queue!Newest)
     /\ Says(e, "length", Len(slots'))
  \/ /\ e.action = "DequeuerExit"
     /\ Queue!DequeuerExit(e.dequeuer)
  \/ /\ e.action = "DequeuerDeliver"
     /\ Queue!DequeuerDeliver(e.dequeuer, e.client)
     /\ Says(e, "token", item[e.dequeuer])
  \/ /\ e.action = "DequeuerEjected"
     /\ Queue!DequeuerEjected(e.dequeuer)
     /\ Says(e, "token", item[e.dequeuer])
  \/ /\ e.action = "DequeuerCancelled"
     /\ Queue!DequeuerCancelled(e.dequeuer)
     /\ Says(e, "token", item[e.dequeuer])
  \/ /\ e.action = "Cancel"
     /\ Queue!Cancel(e.dequeuer)
     /\ Says(e, "ok", e.dequeuer \notin done)
  \/ /\ e.action = "CancellerWake"
     /\ Queue!CancellerWake(e.dequeuer)
     /\ Says(e, "waiting", isWaiting[e.dequeuer])
     /\ Says(e, "woken", IF isWaiting[e.dequeuer] THEN Sleepers ELSE 0)

(* A step of trackers and counters, likewise.  A snapshot must be right in *)
(* every counter that it mentions.                                         *)
CountingStep(e) ==
  \/ /\ e.action = "RequestMove"
     /\ Counting!RequestMove(e.mover, e.object, e.state)
     /\ Says(e, "from", requestState[e.object])
     /\ Says(e, "ok", Counting!RequestMayMove(requestState[e.object], e.state))
  \/ /\ e.action = "RequestEnter"
     /\ Counting!RequestEnter(e.mover)
     /\ e.state = moving[e.mover].to
     /\ Says(e, "count", requestCount'[e.state])
  \/ /\ e.action = "RequestExit"
     /\ Counting!RequestExit(e.mover)
     /\ e.state = moving[e.mover].from
     /\ Says(e, "count", requestCount'[e.state])
  \/ /\ e.action = "ContainerMove"
     /\ Counting!ContainerMove(e.mover, e.object, e.state)
     /\ Says(e, "from", containerState[e.object])
     /\ Says(e, "ok", Counting!ContainerMayMove(containerState[e.object], e.state))
  \/ /\ e.action = "ContainerEnter"
     /\ Counting!ContainerEnter(e.mover)
     /\ e.state = moving[e.mover].to
     /\ Says(e, "count", containerCount'[e.state])
  \/ /\ e.action = "ContainerExit"
     /\ Counting!ContainerExit(e.mover)
     /\ e.state = moving[e.mover].from
     /\ Says(e, "count", containerCount'[e.state])
  \/ /\ e.action = "LaunchCheck"
     /\ Counting!LaunchCheck(e.mover)
     /\ \A s \in DOMAIN e.request :
          e.request[s] = IF s \in DOMAIN requestCount THEN requestCount[s] ELSE 0
     /\ \A s \in DOMAIN e.container :
          e.container[s] = IF s \in DOMAIN containerCount THEN containerCount[s] ELSE 0
     /\ Says(e, "needed", Counting!IsNewContainerNeeded)

(* Quiescence: no step that fairness promises is enabled.  A log may count *)
(* dequeuers alone, or each together with its canceller.                   *)
Settled(e) ==
  /\ \A p \in Clients : Queue!Ready(p)
  /\ \A d \in Dequeuers :
       /\ dequeuer[d] # "lock"
       /\ dequeuer[d] = "offering" => d \notin done /\ item[d] \notin closed
       /\ canceller[d] = "waiting" => d \notin done
  /\ Says(e, "live", IF 2 * Lives = e.live THEN e.live ELSE Lives)

(* Settled is written as an equation, which TLC evaluates without searching*)
(* it for steps: there may be thousands of dequeuers.                      *)
Explain(e) ==
  \/ QueueStep(e) /\ UNCHANGED countingVars
  \/ HandOver(e) /\ UNCHANGED countingVars
  \/ CountingStep(e) /\ UNCHANGED queueVars
  \/ e.action = "End" /\ Settled(e) = TRUE /\ UNCHANGED <<queueVars, countingVars>>

Finished == line > Len(Logs[log])

(* The next line of the log is explained.                                  *)
Follow ==
  /\ ~ Finished
  /\ Explain(Logs[log][line])
  /\ line' = line + 1
  /\ log' = log

(* A step of the queue that the log omits.                                 *)
Hides(action) == action \in Omitted[log]
UnseenStep ==
  \/ \E p \in Clients :
       \/ Hides("QueueBroadcast") /\ Queue!QueueBroadcast(p)
       \/ Hides("AcquireRemove") /\ Queue!AcquireRemove(p)
       \/ Hides("AcquireClose") /\ Queue!AcquireClose(p)
       \/ Hides("DequeuerStart") /\ \E d \in Dequeuers : Queue!DequeuerStart(p, d)
       \/ Hides("DequeuerDeliver") /\ \E d \in Dequeuers : Queue!DequeuerDeliver(d, p)
  \/ \E d \in Dequeuers :
       \/ Hides("DequeuerWait") /\ Queue!DequeuerWait(d)
       \/ Hides("DequeuerPeek") /\ Queue!DequeuerPeek(d)
       \/ Hides("DequeuerExit") /\ Queue!DequeuerExit(d)
       \/ Hides("DequeuerEjected") /\ Queue!DequeuerEjected(d)
       \/ Hides("DequeuerCancelled") /\ Queue!DequeuerCancelled(d)
       \/ Hides("Cancel") /\ Queue!Cancel(d)
       \/ Hides("CancellerWake") /\ Queue!CancellerWake(d)
Unseen ==
  /\ ~ Finished
  /\ Omitted[log] # {}  \* which saves TLC from looking at all of them
  /\ UnseenStep
  /\ UNCHANGED <<log, line, countingVars>>

(* All lines of the log are explained.                                     *)
Accepted == Finished /\ UNCHANGED <<log, line, queueVars, countingVars>>

Next == Follow \/ Unseen \/ Accepted

vars == <<log, line, queueVars, countingVars>>

Spec == Init /\ [][Next]_vars

(* What distinguishes states.  A log that omits nothing has one state for  *)
(* each line.                                                              *)
View == IF Omitted[log] = {} THEN <<log, line>> ELSE vars
=============================================================================
