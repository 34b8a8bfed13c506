"""How the spoken French pipeline is made and tested: treebanks, training copies, training, scores."""
