------------------------------ MODULE Scaling -------------------------------
(***************************************************************************)
(* What a queue counts, namely how many requests and containers are in each*)
(* state, and what follows from the counts.  Step traces are judged against*)
(* this module.                                                            *)
(*                                                                         *)
(* Source: slotQueueStats, isIdle, getStats, isNewContainerNeeded, enter-  *)
(* and exit-RequestState and -ContainerState, signaller in                 *)
(* api/agent/slots.go; the trackers are the agent's, see docs/callers.md.  *)
(*                                                                         *)
(* Grain: a step is a region of one lock.  A move of a tracker is three    *)
(* steps: the move is decided under the tracker's lock, then the counter of*)
(* the new state is entered, then the counter of the old state is exited,  *)
(* each under the lock of the counters.  A snapshot is one step together   *)
(* with what is computed from it, which no other process sees.             *)
(*                                                                         *)
(* Left out: what a message of the signaller carries.  A receiver takes the*)
(* message from the channel; in Go a receiver that is already waiting takes*)
(* it in the step of the sender, which is a behaviour of this module, too. *)
(*                                                                         *)
(* The movers are the most general ones: any of them may move any tracker, *)
(* take a snapshot, send and receive, whenever it is not in the middle of a*)
(* move.  ScalingCallers restricts them to those of the original.          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Requests,    \* trackers of requests
  Containers,  \* trackers of containers
  Movers,      \* processes that use trackers and counters
  Modulus,     \* counters wrap at this number: 2^64, or less in a small model
  Races,       \* when a tracker may be moved while another move of it is under way
  None         \* no tracker

ASSUME Requests \cap Containers = {} /\ None \notin Requests \cup Containers
ASSUME Races \in {"never", "onceCounted", "always"}
ASSUME Modulus \in Nat /\ Modulus > 4 * (Cardinality(Requests) + Cardinality(Containers))

VARIABLES
  requestState,    \* requestState[r]: the state of the request's tracker
  containerState,  \* containerState[c]: the state of the container's tracker
  requestCount,    \* requestCount[s]: how many requests are counted in s
  containerCount,  \* containerCount[s]: how many containers are counted in s
  moving,          \* moving[p]: the next step of p's move
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

(* A tracker moves forward; a container's tracker also moves back from     *)
(* paused to idle, and from busy to idle or paused.                        *)
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
(* Counters wrap in both directions; a state that has no counter is        *)
(* ignored.                                                                *)
Entered(count, s) == IF s \in DOMAIN count THEN [count EXCEPT ![s] = (@ + 1) % Modulus] ELSE count
Exited(count, s) ==
  IF s \in DOMAIN count THEN [count EXCEPT ![s] = (@ + Modulus - 1) % Modulus] ELSE count

(* The tracker x may be moved, depending on Races: if no other move of it  *)
(* is under way, or if every such move began when x was counted already, or*)
(* at any time.                                                            *)
MayBegin(x) ==
  \A p \in Movers : moving[p].of = x =>
    Races = "always" \/ (Races = "onceCounted" /\ moving[p].from # "none")

(* After a move is decided, two counters have to change; after a move out  *)
(* of none, only the counter of the new state.                             *)
Begin(p, x, from, to) ==
  moving' = [moving EXCEPT ![p] = [step |-> "enter", of |-> x, from |-> from, to |-> to]]
AfterEnter(p) ==
  moving' = [moving EXCEPT ![p] = IF @.from = "none" THEN Nothing ELSE [@ EXCEPT !.step = "exit"]]
AfterExit(p) == moving' = [moving EXCEPT ![p] = Nothing]

(* A process asks a request's tracker to move to s.  Under its lock the    *)
(* tracker moves, or ignores a move that is not allowed.                   *)
RequestMove(p, r, s) ==
  /\ Ready(p)
  /\ MayBegin(r)
  /\ IF RequestMayMove(requestState[r], s)
       THEN /\ requestState' = [requestState EXCEPT ![r] = s]
            /\ Begin(p, r, requestState[r], s)
       ELSE UNCHANGED <<requestState, moving>>
  /\ UNCHANGED <<containerState, counters, signalled>>

(* The counter of the request's new state is entered.                      *)
RequestEnter(p) ==
  /\ moving[p].of \in Requests
  /\ moving[p].step = "enter"
  /\ requestCount' = Entered(requestCount, moving[p].to)
  /\ AfterEnter(p)
  /\ UNCHANGED <<trackers, containerCount, signalled>>

(* Then the counter of the request's old state is exited.                  *)
RequestExit(p) ==
  /\ moving[p].of \in Requests
  /\ moving[p].step = "exit"
  /\ requestCount' = Exited(requestCount, moving[p].from)
  /\ AfterExit(p)
  /\ UNCHANGED <<trackers, containerCount, signalled>>

(* A process asks a container's tracker to move to s, likewise.            *)
ContainerMove(p, c, s) ==
  /\ Ready(p)
  /\ MayBegin(c)
  /\ IF ContainerMayMove(containerState[c], s)
       THEN /\ containerState' = [containerState EXCEPT ![c] = s]
            /\ Begin(p, c, containerState[c], s)
       ELSE UNCHANGED <<containerState, moving>>
  /\ UNCHANGED <<requestState, counters, signalled>>

(* The counter of the container's new state is entered.                    *)
ContainerEnter(p) ==
  /\ moving[p].of \in Containers
  /\ moving[p].step = "enter"
  /\ containerCount' = Entered(containerCount, moving[p].to)
  /\ AfterEnter(p)
  /\ UNCHANGED <<trackers, requestCount, signalled>>

(* Then the counter of the container's old state is exited.                *)
ContainerExit(p) ==
  /\ moving[p].of \in Containers
  /\ moving[p].step = "exit"
  /\ containerCount' = Exited(containerCount, moving[p].from)
  /\ AfterExit(p)
  /\ UNCHANGED <<trackers, requestCount, signalled>>

-----------------------------------------------------------------------------
(* According to a snapshot, no request and no container is in a state other*)
(* than done.                                                              *)
IsIdle ==
  /\ \A s \in RequestStates \ {"done"} : requestCount[s] = 0
  /\ \A s \in ContainerStates \ {"done"} : containerCount[s] = 0

(* According to a snapshot, more requests wait than there are idle         *)
(* containers, and the containers to come are too few for the rest.  Sums  *)
(* wrap.                                                                   *)
IsNewContainerNeeded ==
  LET idle == (containerCount["idle"] + containerCount["paused"]) % Modulus
      starting == (containerCount["start"] + containerCount["wait"]) % Modulus
      queued == requestCount["wait"]
  IN idle < queued /\ starting < queued - idle

(* The launcher takes a snapshot and decides whether a container is needed.*)
(* The snapshot may be stale by the time that the launcher acts on it.     *)
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
