"""Commands by subject, each module loaded when one of its commands is asked for; `zoning.cli` lists them."""
