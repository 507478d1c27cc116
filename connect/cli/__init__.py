"""The command line: what operators and timers run."""
