"""The explorer: one page of HTML on which the reader is the scheduler of the queue.

The page has a transition function of its own, in JavaScript, which is compared with the machine's
edge for edge; `sources` says of which files it is made.
"""
