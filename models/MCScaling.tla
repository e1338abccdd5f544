------------------------------ MODULE MCScaling ------------------------------
(* Bounds for Scaling.  A race needs two processes; isIdle could overlook   *)
(* one request or one container.  With two containers, a counter that has   *)
(* wrapped could hide another one.                                          *)
EXTENDS ScalingProperties

TwoMovers == {"mover"} \X (1 .. 2)
NoRequest == {}
OneRequest == {"request"} \X {1}
OneContainer == {"container"} \X {1}
NoContainer == {}
TwoContainers == {"container"} \X (1 .. 2)
=============================================================================
