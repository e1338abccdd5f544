"""The hot-slot queue of a serverless agent, specified, and implemented to be checked."""
