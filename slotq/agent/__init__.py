"""The clients of the queue, as the agent has them: they use the reference as it is meant."""
