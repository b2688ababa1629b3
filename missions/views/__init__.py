"""The pages of the network: the register, the map, one mission, openings in preparation, the forecast."""
