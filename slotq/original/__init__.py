"""The original's own text, run under every schedule and held against the machine.

A program in Go (`go/rewrite`) replaces the synchronisation of the file by controlled primitives;
another (`go/`) drives the result over lines of JSON. Here they are built and asked: `walk` takes
every step in every state, and compares each with the machine's.
"""
