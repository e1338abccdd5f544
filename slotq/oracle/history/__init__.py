"""Judges histories of calls and returns: whether instants inside the calls can explain them.

A history is a log of what clients saw: one line for each call and for each return, nothing from the
inside. It is legal exactly if the machine of spec/SlotQueue.tla can take its steps between the
lines so that every call returns what the history says. `all_orders` decides that by trying; `order`
by two bounds for each token, which is as exact and takes time in proportion to the length.
"""
