"""Plans: a start, annealing, zones put together anew, branch and cut; and the road that leads through them."""
