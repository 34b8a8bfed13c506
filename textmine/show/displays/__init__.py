"""Objects as a notebook displays them."""
