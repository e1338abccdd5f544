------------------------------ MODULE Counter ------------------------------
(* Purpose: a clock with three hours; each specification below ends a run   *)
(* of TLC in a different way. Source: none, it is a toy for the tests.       *)
EXTENDS Naturals, TLC
CONSTANT Bound
VARIABLE hour

Init == hour = 0

(* The hour goes up, as long as it is below three. *)
Up == hour < 3 /\ hour' = hour + 1

(* From three it goes back to one, never to zero. *)
Wrap == hour = 3 /\ hour' = 1

Spec == Init /\ [][Up \/ Wrap]_hour
FairSpec == Spec /\ WF_hour(Up) /\ WF_hour(Wrap)
DeadlockSpec == Init /\ [][Up]_hour
ErrorSpec == Init /\ [][Up /\ Assert(hour < 2, "no more")]_hour
EndlessSpec == Init /\ [][hour' = hour + 1]_hour
Announce == Up /\ PrintT(<<"hour", hour>>)
PrintSpec == Init /\ [][Announce]_hour

BelowTwo == hour < 2
NotZero == hour # 0
OnlyUp == [][hour' > hour]_hour
FromOne == hour = 1 /\ [][TRUE]_hour
ReachesFour == <>(hour = 4)
ReachesTwo == <>(hour = 2)
=============================================================================
