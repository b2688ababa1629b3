"""Shape and wording of what people type about the network. Field names are those of the services."""
