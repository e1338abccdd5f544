-------------------------- MODULE MCScalingCallers --------------------------
(* Bounds for ScalingCallers.                                              *)
EXTENDS ScalingCallers

request1 == <<"request", 1>>
container1 == <<"container", 1>>
Nobody == {}
OneRequest == {"request"} \X {1}
TwoRequests == {"request"} \X (1 .. 2)
OneContainer == {container1}
TwoContainers == {"container"} \X (1 .. 2)
ThreeContainers == {"container"} \X (1 .. 3)
FourContainers == {"container"} \X (1 .. 4)
=============================================================================
