-------------------------- MODULE MCScalingCallers --------------------------
(* Bounds for ScalingCallers.  Where containers stay, two for each request *)
(* are as many as are ever launched; one more shows a bound that breaks.   *)
(* Two requests are the least of which one finds what another has left.    *)
EXTENDS ScalingCallersProperties

Nobody == {}
OneRequest == {"request"} \X {1}
TwoRequests == {"request"} \X (1 .. 2)
OneContainer == {"container"} \X {1}
TwoContainers == {"container"} \X (1 .. 2)
ThreeContainers == {"container"} \X (1 .. 3)
FourContainers == {"container"} \X (1 .. 4)
=============================================================================
