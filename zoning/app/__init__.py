"""The planner's desk in a browser: changes, the plan that answers them, what came of it, and the server."""
