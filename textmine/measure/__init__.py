"""COMPARE: distance between pilots, convergence over meetings, chance."""
