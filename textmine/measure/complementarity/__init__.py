"""What each pilot brings that no other does: Hill numbers, sole carriers, uptake, and a verdict."""
