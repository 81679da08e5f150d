"""For eyes: the interactive map, one HTML file that opens anywhere without a network."""
