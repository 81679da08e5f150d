"""Why there is no plan, in the planner's words, and what would mend it."""
