"""Tests of the wires out of the house, over real sockets."""
