"""Distances of every pair of pilots in every meeting, by several measures, to see what rests on one."""
