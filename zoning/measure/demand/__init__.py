"""Pupils by year: children grow up a grade a year, estates fill, people move; every step a function of arrays."""
