----------------------- MODULE MCUnfairScalingCallers -----------------------
(***************************************************************************)
(* ScalingCallers without one of the promises of its Fairness, as in       *)
(* MCUnfair.                                                               *)
(***************************************************************************)
EXTENDS MCScalingCallers

CONSTANT Without    \* the action that is not promised

Promised(name) == name # Without

FairnessWithout ==
  /\ \A p \in Movers :
       WF_vars(\/ Promised("RequestEnter") /\ RequestEnter(p)
               \/ Promised("RequestExit") /\ RequestExit(p)
               \/ Promised("ContainerEnter") /\ ContainerEnter(p)
               \/ Promised("ContainerExit") /\ ContainerExit(p))
  /\ \A r \in Requests :
       /\ WF_vars(\/ Promised("RequestMove") /\ RequestMove(r)
                  \/ Promised("SlotClose") /\ SlotClose(r))
       /\ WF_vars(Promised("SignalSend") /\ SignalSend(r))
       /\ WF_vars(Promised("Win") /\ \E c \in Containers : Win(r, c))
  /\ WF_vars(\/ Promised("LaunchCheck") /\ LaunchCheck
             \/ Promised("SignalReceive") /\ SignalReceive)
  /\ \A c \in Containers :
       /\ WF_vars(\/ Promised("Grant") /\ Grant(c)
                  \/ Promised("ContainerMoveLaunch") /\ ContainerMove(Launcher, c, "wait"))
       /\ WF_vars(\/ Promised("QueueSlot") /\ \E error \in BOOLEAN : QueueSlot(c, error)
                  \/ Promised("Abandon") /\ Abandon(c)
                  \/ Promised("ContainerMoveStart") /\ ContainerMove(c, c, "start")
                  \/ Promised("ContainerMoveIdle") /\ ContainerMove(c, c, "idle")
                  \/ Promised("ContainerMoveBusy") /\ ContainerMove(c, c, "busy")
                  \/ Promised("ContainerMoveDone") /\ ContainerMove(c, c, "done"))

SpecWithout == Spec /\ FairnessWithout
=============================================================================
