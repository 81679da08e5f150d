"""Why a plan is as it is: what seats, locks, barriers and zones in one piece cost, and what decided for a block."""
