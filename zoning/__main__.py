"""`python -m zoning` is the command line."""

from zoning.cli import main

main()
