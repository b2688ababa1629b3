"""The tables of the plan: what is exported, and what an import reads back (`office.tables`)."""
