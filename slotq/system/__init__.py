"""What the operating system gives: signals, files that are written whole, folders, a terminal."""
