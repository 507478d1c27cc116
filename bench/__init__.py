"""The benchmark: ratios of two things measured in the same run. `./run bench` prints the table."""
