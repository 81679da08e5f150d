"""查学区: which school an address, an estate or a point belongs to, one by one, for a whole roll, or on a page for a phone."""
