"""The rules of the trade as numbers: from a study area and a policy to problems, and from their answers to plans that keep the policy."""
