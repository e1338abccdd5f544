"""What is said of a log: verdicts, codes, excerpts, budgets, and logs made smaller."""
