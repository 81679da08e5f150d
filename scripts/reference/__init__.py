"""The parts of docs/reference.md; see ../make_reference.py."""
