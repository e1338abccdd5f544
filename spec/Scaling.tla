------------------------------ MODULE Scaling -------------------------------
(***************************************************************************)
(* What a queue counts: how many requests and containers are in each state,*)
(* and what is concluded from that.  This level judges step traces.        *)
(*                                                                         *)
(* Source: slotQueueStats, isIdle, getStats, isNewContainerNeeded, enter-  *)
(* and exit-RequestState and -ContainerState, signaller in                 *)
(* api/agent/slots.go; the trackers are the agent's, see docs/callers.md.  *)
(*                                                                         *)
(* Grain: a step is a region of one lock.  A move of a tracker is three:   *)
(* it is decided under the tracker's lock, then the counter of the new     *)
(* state is entered, then that of the old one is exited, each under the    *)
(* lock of the counters.  A snapshot is one step, and so is what is        *)
(* computed from it, which nobody else sees.                               *)
(*                                                                         *)
(* Left out: what a message of the signaller carries.  A receiver takes it *)
(* from the channel; one that waits already takes it at once in Go, which  *)
(* is a behaviour of this module too.                                      *)
(*                                                                         *)
(* The movers are the most general ones: any of them may move any tracker, *)
(* take a snapshot, send and receive, whenever it has finished a move that *)
(* it has begun.  ScalingCallers constrains them to the original's.        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Requests,    \* trackers of requests
  Containers,  \* trackers of containers
  Movers,      \* processes that use trackers and counters
  Modulus,     \* counters wrap here: 2^64, or less where they are to be few
  Races,       \* when a tracker may be moved while another move of it is under way
  None         \* no tracker

ASSUME Races \in {"never", "onceCounted", "always"}
ASSUME Modulus \in Nat /\ Modulus > 4 * (Cardinality(Requests) + Cardinality(Containers))

VARIABLES
  requestState,    \* requestState[r]: the state of the request's tracker
  containerState,  \* containerState[c]: the state of the container's tracker
  requestCount,    \* requestCount[s]: how many requests are counted in s
  containerCount,  \* containerCount[s]: how many containers are counted in s
  moving,          \* moving[p]: what p's move has still to do
  signalled        \* whether a message is in the signaller

counters == <<requestCount, containerCount>>
trackers == <<requestState, containerState>>
vars == <<trackers, counters, moving, signalled>>

RequestRank == [none |-> 0, wait |-> 1, exec |-> 2, done |-> 3]
ContainerRank ==
  [none |-> 0, wait |-> 1, start |-> 2, idle |-> 3, paused |-> 4, busy |-> 5, done |-> 6]

(* The states that have a counter.                                         *)
RequestStates == DOMAIN RequestRank \ {"none"}
ContainerStates == DOMAIN ContainerRank \ {"none"}

(* A tracker moves forward; that of a container also back from paused to   *)
(* idle, and back from busy to idle or paused.                             *)
RequestMayMove(from, to) == RequestRank[from] < RequestRank[to]
ContainerMayMove(from, to) ==
  \/ ContainerRank[from] < ContainerRank[to]
  \/ <<from, to>> \in {<<"paused", "idle">>, <<"busy", "idle">>, <<"busy", "paused">>}

Nothing == [step |-> "nothing", of |-> None, from |-> "none", to |-> "none"]
Ready(p) == moving[p] = Nothing

TypeInv ==
  /\ requestState \in [Requests -> DOMAIN RequestRank]
  /\ containerState \in [Containers -> DOMAIN ContainerRank]
  /\ requestCount \in [RequestStates -> 0 .. Modulus - 1]
  /\ containerCount \in [ContainerStates -> 0 .. Modulus - 1]
  /\ \A p \in Movers :
       \/ Ready(p)
       \/ /\ moving[p].step \in {"enter", "exit"}
          /\ \/ moving[p].of \in Requests /\ RequestMayMove(moving[p].from, moving[p].to)
             \/ moving[p].of \in Containers /\ ContainerMayMove(moving[p].from, moving[p].to)
  /\ signalled \in BOOLEAN

Init ==
  /\ requestState = [r \in Requests |-> "none"]
  /\ containerState = [c \in Containers |-> "none"]
  /\ requestCount = [s \in RequestStates |-> 0]
  /\ containerCount = [s \in ContainerStates |-> 0]
  /\ moving = [p \in Movers |-> Nothing]
  /\ signalled = FALSE

-----------------------------------------------------------------------------
(* Counters wrap in both directions; a state without one is ignored.       *)
Entered(count, s) == IF s \in DOMAIN count THEN [count EXCEPT ![s] = (@ + 1) % Modulus] ELSE count
Exited(count, s) ==
  IF s \in DOMAIN count THEN [count EXCEPT ![s] = (@ + Modulus - 1) % Modulus] ELSE count

(* The tracker x may be moved: no move of it is under way, or only such    *)
(* that find it counted already, or whatever is under way.                 *)
MayBegin(x) ==
  \A p \in Movers : moving[p].of = x =>
    Races = "always" \/ (Races = "onceCounted" /\ moving[p].from # "none")

(* A move that is decided has its two counters to change; one out of none  *)
(* has only the new state's.                                               *)
Begin(p, x, from, to) ==
  moving' = [moving EXCEPT ![p] = [step |-> "enter", of |-> x, from |-> from, to |-> to]]
AfterEnter(p) ==
  moving' = [moving EXCEPT ![p] = IF @.from = "none" THEN Nothing ELSE [@ EXCEPT !.step = "exit"]]
AfterExit(p) == moving' = [moving EXCEPT ![p] = Nothing]

(* A process asks a request's tracker to move to s.  Under its lock the    *)
(* tracker does, or ignores what is not allowed.                           *)
RequestMove(p, r, s) ==
  /\ Ready(p)
  /\ MayBegin(r)
  /\ IF RequestMayMove(requestState[r], s)
       THEN /\ requestState' = [requestState EXCEPT ![r] = s]
            /\ Begin(p, r, requestState[r], s)
       ELSE UNCHANGED <<requestState, moving>>
  /\ UNCHANGED <<containerState, counters, signalled>>

(* First the new state of the request is entered.                          *)
RequestEnter(p) ==
  /\ moving[p].of \in Requests
  /\ moving[p].step = "enter"
  /\ requestCount' = Entered(requestCount, moving[p].to)
  /\ AfterEnter(p)
  /\ UNCHANGED <<trackers, containerCount, signalled>>

(* Then the old state is exited.                                           *)
RequestExit(p) ==
  /\ moving[p].of \in Requests
  /\ moving[p].step = "exit"
  /\ requestCount' = Exited(requestCount, moving[p].from)
  /\ AfterExit(p)
  /\ UNCHANGED <<trackers, containerCount, signalled>>

(* The same with a container's tracker.                                    *)
ContainerMove(p, c, s) ==
  /\ Ready(p)
  /\ MayBegin(c)
  /\ IF ContainerMayMove(containerState[c], s)
       THEN /\ containerState' = [containerState EXCEPT ![c] = s]
            /\ Begin(p, c, containerState[c], s)
       ELSE UNCHANGED <<containerState, moving>>
  /\ UNCHANGED <<requestState, counters, signalled>>

(* The new state of the container is entered.                              *)
ContainerEnter(p) ==
  /\ moving[p].of \in Containers
  /\ moving[p].step = "enter"
  /\ containerCount' = Entered(containerCount, moving[p].to)
  /\ AfterEnter(p)
  /\ UNCHANGED <<trackers, requestCount, signalled>>

(* The old state of the container is exited.                               *)
ContainerExit(p) ==
  /\ moving[p].of \in Containers
  /\ moving[p].step = "exit"
  /\ containerCount' = Exited(containerCount, moving[p].from)
  /\ AfterExit(p)
  /\ UNCHANGED <<trackers, requestCount, signalled>>

-----------------------------------------------------------------------------
(* Nobody waits, runs or starts, says a snapshot.                          *)
IsIdle ==
  /\ \A s \in RequestStates \ {"done"} : requestCount[s] = 0
  /\ \A s \in ContainerStates \ {"done"} : containerCount[s] = 0

(* More requests wait than idle containers will serve, and the containers  *)
(* to come are too few for the rest, says a snapshot.  Sums wrap.          *)
IsNewContainerNeeded ==
  LET idle == (containerCount["idle"] + containerCount["paused"]) % Modulus
      starting == (containerCount["start"] + containerCount["wait"]) % Modulus
      queued == requestCount["wait"]
  IN idle < queued /\ starting < queued - idle

(* The launcher takes a snapshot and sees whether a container is needed.   *)
(* By the time that it acts on this, the snapshot may be stale.            *)
LaunchCheck(p) == Ready(p) /\ UNCHANGED vars

(* A message is sent, or dropped if there is one already.                  *)
SignalSend(p) ==
  /\ Ready(p)
  /\ signalled' = TRUE
  /\ UNCHANGED <<trackers, counters, moving>>

(* The message is received.                                                *)
SignalReceive(p) ==
  /\ Ready(p)
  /\ signalled
  /\ signalled' = FALSE
  /\ UNCHANGED <<trackers, counters, moving>>

Next ==
  \E p \in Movers :
    \/ \E r \in Requests, s \in RequestStates : RequestMove(p, r, s)
    \/ RequestEnter(p)
    \/ RequestExit(p)
    \/ \E c \in Containers, s \in ContainerStates : ContainerMove(p, c, s)
    \/ ContainerEnter(p)
    \/ ContainerExit(p)
    \/ LaunchCheck(p)
    \/ SignalSend(p)
    \/ SignalReceive(p)

Spec == Init /\ [][Next]_vars
=============================================================================
