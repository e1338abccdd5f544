------------------------------ MODULE MCScaling ------------------------------
(* Bounds for Scaling.  Two processes are what a race needs; one request    *)
(* and one container are what isIdle could overlook.  With two containers,  *)
(* a counter that has wrapped could make up for another.                    *)
EXTENDS ScalingProperties

TwoMovers == {"mover"} \X (1 .. 2)
NoRequest == {}
OneRequest == {"request"} \X {1}
OneContainer == {"container"} \X {1}
TwoContainers == {"container"} \X (1 .. 2)
=============================================================================
