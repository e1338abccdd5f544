-------------------------- MODULE MCScalingCallers --------------------------
(* Bounds for ScalingCallers.  If containers stay, at most two are launched*)
(* for each request; a model with more shows where a bound is exceeded.    *)
(* With two requests, one can find what the other leaves behind.           *)
EXTENDS ScalingCallersProperties

Nobody == {}
OneRequest == {"request"} \X {1}
TwoRequests == {"request"} \X (1 .. 2)
OneContainer == {"container"} \X {1}
TwoContainers == {"container"} \X (1 .. 2)
ThreeContainers == {"container"} \X (1 .. 3)
FourContainers == {"container"} \X (1 .. 4)
=============================================================================
