"""The pages of the plan: what it says, one measure, and the acts on it."""
