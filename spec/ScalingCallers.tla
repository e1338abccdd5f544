-------------------------- MODULE ScalingCallers ---------------------------
(***************************************************************************)
(* The counters with the processes that they were made for: requests, which*)
(* want a container, the launcher, which decides whether to start one, and *)
(* the containers.                                                         *)
(*                                                                         *)
(* Source: waitHot (requests), hotLauncher and checkLaunch (the launcher), *)
(* runHot and runHotReq (containers) of the agent; see docs/callers.md.    *)
(*                                                                         *)
(* Grain: that of Scaling, whose actions have their names here; each says  *)
(* which process takes the step, when, and what that process does next.    *)
(*                                                                         *)
(* Left out: the queue.  A slot is offered, won by one request or taken    *)
(* back, and closed, each in one step.  How it is won is specified by      *)
(* SlotQueue, and so is the order in which a request cancels its waiting   *)
(* and closes the slot.                                                    *)
(* - the reason why one gives up: an error from the launcher, a shutdown,  *)
(*   or its own context;                                                   *)
(* - a call that fails after the win and before it runs: the request closes*)
(*   a healthy slot and is done without having counted as executing, as    *)
(*   with an error; the counters never show the interval in which it is    *)
(*   counted as executing;                                                 *)
(* - a round that ends with a slot that another request has won: the       *)
(*   request signals, as after any round without a win.                    *)
(* Left out, of the launcher:                                              *)
(* - that the first request starts it once that request counts as waiting: *)
(*   here the launcher may look before any request has moved; it then finds*)
(*   no need and waits for a signal, which changes nothing;                *)
(* - its timeout (see SlotQueueManager) and its end at a shutdown;         *)
(* - how it asks for resources, and which container it evicts for them: a  *)
(*   container of Leaving may leave at any time, and a refusal may come at *)
(*   any time;                                                             *)
(* - what it tells a request when they are refused: the request may give   *)
(*   up.                                                                   *)
(* Left out, of containers:                                                *)
(* - one that fails to freeze (see Callers), or to unfreeze, which ends    *)
(*   although a request has won its slot;                                  *)
(* - one that ends after a call because the call failed: it is asked to    *)
(*   leave as soon as it has offered its slot again.                       *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Requests, Containers,  \* pairs of a kind and a number; containers are launched in order
  Impatient,  \* requests that may give up
  Leaving,    \* containers that may leave while their slot is free: idle, evicted
  Freezable,  \* containers that may be frozen while they offer their slot
  Crashable,  \* containers that may die at any time
  Failing,    \* containers whose start-up may fail
  Refusing,   \* whether the launcher may be refused the resources
  Repeated,   \* whether a request signals after each round of waiting, or once
  Modulus, None

ASSUME Requests \cap Containers = {} /\ Requests # {} /\ Containers # {}
ASSUME Impatient \subseteq Requests
ASSUME Leaving \cup Freezable \cup Crashable \cup Failing \subseteq Containers
ASSUME Refusing \in BOOLEAN /\ Repeated \in BOOLEAN

Launcher == <<"launcher", 0>>
Reaper(c) == <<"reaper", c[2]>>  \* the process that moves the tracker of a dead container
Movers == Requests \cup Containers \cup {Launcher} \cup {Reaper(c) : c \in Crashable}
Races == "always"

VARIABLES
  requestState, containerState, requestCount, containerCount,  \* see Scaling
  moving, signalled,
  at,    \* at[p]: the state of the process p, which takes its next step after its move
  slot,  \* slot[c]: the state of the container's slot
  hand   \* hand[r]: the container whose slot the request has won

callerVars == <<at, slot, hand>>
countingVars == <<requestState, containerState, requestCount, containerCount, moving, signalled>>
vars == <<countingVars, callerVars>>

Counting == INSTANCE Scaling

TypeInv ==
  /\ Counting!TypeInv
  /\ \A r \in Requests :
       at[r] \in {"new", "arrived", "waiting", "won", "holding", "failing", "leaving", "gone"}
  /\ \A c \in Containers : at[c] \in {"absent", "launched", "starting", "started", "failed",
                                      "idle", "offering", "serving", "ejected", "gone"}
  /\ at[Launcher] \in {"checking", "launching", "asking", "waiting"}
  /\ slot \in [Containers -> {"none", "offered", "error", "won", "closed"}]
  /\ hand \in [Requests -> Containers \cup {None}]

Init ==
  /\ Counting!Init
  /\ at = [p \in Requests \cup Containers \cup {Launcher} |->
             CASE p \in Requests -> "new" [] p \in Containers -> "absent" [] OTHER -> "checking"]
  /\ slot = [c \in Containers |-> "none"]
  /\ hand = [r \in Requests |-> None]

Goes(p, s) == at' = [at EXCEPT ![p] = s]

(* Every process finishes a move that it has begun.                        *)
RequestEnter(p) == Counting!RequestEnter(p) /\ UNCHANGED callerVars
RequestExit(p) == Counting!RequestExit(p) /\ UNCHANGED callerVars
ContainerEnter(p) == Counting!ContainerEnter(p) /\ UNCHANGED callerVars
ContainerExit(p) == Counting!ContainerExit(p) /\ UNCHANGED callerVars

-----------------------------------------------------------------------------
(* Requests *)

(* A request's tracker moves: to wait at first, to exec once the request   *)
(* has won a slot, and to done at the end.                                 *)
RequestMove(r) ==
  LET to == CASE at[r] = "new" -> "wait" [] at[r] = "won" -> "exec" [] OTHER -> "done"
      next == CASE at[r] = "new" -> "arrived" [] at[r] = "won" -> "holding" [] OTHER -> "gone"
  IN /\ at[r] \in {"new", "won", "leaving"}
     /\ Counting!RequestMove(r, r, to)
     /\ Goes(r, next)
     /\ UNCHANGED <<slot, hand>>

(* A round of waiting has ended without a win: the request signals the     *)
(* launcher.                                                               *)
SignalSend(r) ==
  /\ at[r] = "arrived" \/ (Repeated /\ at[r] = "waiting")
  /\ Counting!SignalSend(r)
  /\ Goes(r, "waiting")
  /\ UNCHANGED <<slot, hand>>

(* A waiting request wins an offered slot.  If the slot carries an error,  *)
(* the request fails: it will close the slot without running its call.     *)
Win(r, c) ==
  /\ at[r] \in {"arrived", "waiting"}
  /\ Counting!Ready(r)
  /\ slot[c] \in {"offered", "error"}
  /\ Goes(r, IF slot[c] = "error" THEN "failing" ELSE "won")
  /\ slot' = [slot EXCEPT ![c] = "won"]
  /\ hand' = [hand EXCEPT ![r] = c]
  /\ UNCHANGED countingVars

(* A request has run its call, or fails, and closes the slot.              *)
SlotClose(r) ==
  /\ at[r] \in {"holding", "failing"}
  /\ Counting!Ready(r)
  /\ Goes(r, "leaving")
  /\ slot' = [slot EXCEPT ![hand[r]] = "closed"]
  /\ hand' = [hand EXCEPT ![r] = None]
  /\ UNCHANGED countingVars

(* A request gives up waiting.                                             *)
GiveUp(r) ==
  /\ r \in Impatient
  /\ at[r] \in {"arrived", "waiting"}
  /\ Counting!Ready(r)
  /\ Goes(r, "leaving")
  /\ UNCHANGED <<countingVars, slot, hand>>

-----------------------------------------------------------------------------
(* The launcher *)

(* The launcher takes a snapshot, and launches a container or waits for a  *)
(* signal.                                                                 *)
LaunchCheck ==
  /\ at[Launcher] = "checking"
  /\ Counting!LaunchCheck(Launcher)
  /\ Goes(Launcher, IF Counting!IsNewContainerNeeded THEN "launching" ELSE "waiting")
  /\ UNCHANGED <<slot, hand>>

(* The launcher gets the resources that it asked for, and the container    *)
(* starts.                                                                 *)
Grant(c) ==
  /\ at[Launcher] = "asking"
  /\ at[c] = "launched"
  /\ Counting!Ready(Launcher)
  /\ at' = [at EXCEPT ![c] = "starting", ![Launcher] = "waiting"]
  /\ UNCHANGED <<countingVars, slot, hand>>

(* The launcher receives a signal, and checks again.                       *)
SignalReceive ==
  /\ at[Launcher] = "waiting"
  /\ Counting!SignalReceive(Launcher)
  /\ Goes(Launcher, "checking")
  /\ UNCHANGED <<slot, hand>>

-----------------------------------------------------------------------------
(* Containers *)

IsNext(c) == at[c] = "absent" /\ \A d \in Containers : d[2] < c[2] => at[d] # "absent"

(* The next states of p and c when p asks the tracker of c to move to s.   *)
(* The launcher moves it before it asks for resources and when they are    *)
(* refused, the container through its life, and its reaper when it has     *)
(* died.  A fast request may have closed the slot before its container     *)
(* counts as busy.  A container that could not start is done once it has   *)
(* offered its error, or without that if it was asked to leave.            *)
Course(p, c, s) ==
  \/ /\ p = Launcher
     /\ \/ /\ at[p] = "launching" /\ IsNext(c) /\ s = "wait"
           /\ at' = [at EXCEPT ![p] = "asking", ![c] = "launched"]
        \/ /\ Refusing /\ at[p] = "asking" /\ at[c] = "launched" /\ s = "done"
           /\ at' = [at EXCEPT ![p] = "waiting", ![c] = "gone"]
  \/ /\ p = c
     /\ \/ at[c] = "starting" /\ s = "start" /\ Goes(c, "started")
        \/ at[c] = "started" /\ s = "idle" /\ Goes(c, "idle")
        \/ at[c] = "offering" /\ slot[c] \in {"won", "closed"} /\ s = "busy" /\ Goes(c, "serving")
        \/ at[c] = "serving" /\ slot[c] = "closed" /\ s = "idle" /\ Goes(c, "idle")
        \/ at[c] \in {"ejected", "failed"} /\ s = "done" /\ Goes(c, "gone")
        \/ c \in Failing \cap Leaving /\ at[c] = "started" /\ s = "done" /\ Goes(c, "gone")
        \/ /\ c \in Freezable /\ at[c] = "offering" /\ containerState[c] = "idle" /\ s = "paused"
           /\ UNCHANGED at
  \/ /\ c \in Crashable /\ p = Reaper(c)
     /\ at[c] \in {"started", "failed", "idle", "offering", "serving", "ejected"}
     /\ containerState[c] # "done" /\ s = "done"
     /\ UNCHANGED at

(* A process asks a container's tracker to move.                           *)
ContainerMove(p, c, s) ==
  /\ Course(p, c, s)
  /\ Counting!ContainerMove(p, c, s)
  /\ UNCHANGED <<slot, hand>>

(* An idle container offers its slot.  A container that could not start    *)
(* offers its error, which stays on offer after the container has ended.   *)
QueueSlot(c, error) ==
  /\ IF error THEN c \in Failing /\ at[c] = "started" ELSE at[c] = "idle"
  /\ Counting!Ready(c)
  /\ Goes(c, IF error THEN "failed" ELSE "offering")
  /\ slot' = [slot EXCEPT ![c] = IF error THEN "error" ELSE "offered"]
  /\ UNCHANGED <<countingVars, hand>>

(* A container takes back its slot, which no request has won, in order to  *)
(* leave.                                                                  *)
Eject(c) ==
  /\ c \in Leaving
  /\ at[c] = "offering"
  /\ Counting!Ready(c)
  /\ slot[c] = "offered"
  /\ Goes(c, "ejected")
  /\ slot' = [slot EXCEPT ![c] = "none"]
  /\ UNCHANGED <<countingVars, hand>>

(* The process of a container finds that its tracker is done already,      *)
(* because the container has died, and ends, unless a request has its slot.*)
Abandon(c) ==
  /\ containerState[c] = "done"
  /\ at[c] \in {"started", "idle", "offering", "serving"}
  /\ Counting!Ready(c)
  /\ slot[c] # "won"
  /\ Goes(c, "gone")
  /\ slot' = [slot EXCEPT ![c] = "none"]
  /\ UNCHANGED <<countingVars, hand>>

-----------------------------------------------------------------------------
Next ==
  \/ \E p \in Movers :
       RequestEnter(p) \/ RequestExit(p) \/ ContainerEnter(p) \/ ContainerExit(p)
  \/ \E r \in Requests :
       \/ RequestMove(r)
       \/ SignalSend(r)
       \/ \E c \in Containers : Win(r, c)
       \/ SlotClose(r)
       \/ GiveUp(r)
  \/ LaunchCheck
  \/ SignalReceive
  \/ \E c \in Containers :
       \/ \E p \in {c, Launcher, Reaper(c)}, s \in Counting!ContainerStates : ContainerMove(p, c, s)
       \/ Grant(c)
       \/ \E error \in BOOLEAN : QueueSlot(c, error)
       \/ Eject(c)
       \/ Abandon(c)

(* Weak fairness of every process.  Nobody has to give up, leave, freeze,  *)
(* crash or be refused resources; a container that starts comes up, fails  *)
(* or leaves.  SignalSend and Win are weakly fair each on its own: under   *)
(* one fairness condition for all steps of a request, signalling for ever  *)
(* would satisfy it, and the request could leave an offered slot where it  *)
(* is.                                                                     *)
Fairness ==
  /\ \A p \in Movers :
       WF_vars(RequestEnter(p) \/ RequestExit(p) \/ ContainerEnter(p) \/ ContainerExit(p))
  /\ \A r \in Requests :
       /\ WF_vars(RequestMove(r) \/ SlotClose(r))
       /\ WF_vars(SignalSend(r))
       /\ WF_vars(\E c \in Containers : Win(r, c))
  /\ WF_vars(LaunchCheck \/ SignalReceive)
  /\ \A c \in Containers :
       /\ WF_vars(Grant(c) \/ ContainerMove(Launcher, c, "wait"))
       /\ WF_vars((\E error \in BOOLEAN : QueueSlot(c, error)) \/ Abandon(c)
                  \/ \E s \in {"start", "idle", "busy", "done"} : ContainerMove(c, c, s))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness
=============================================================================
