"""Rival explanations of a convergence: the one who leads the meeting, echoes, confounds, placebo."""
