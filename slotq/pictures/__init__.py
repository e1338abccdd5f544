"""Pages of HTML and drawings of runs on them: nothing is loaded, and nothing runs."""
