"""The notice of a plan: the text of every zone, written from the ground, read back, and laid over the blocks."""
