"""The original with its clients: what is begun, and which state of the machine each state is."""
