"""Who imitates whom: direction of influence, its link with legitimacy, and the phrases that were taken up."""
