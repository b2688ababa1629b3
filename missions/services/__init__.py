"""Changes of the network, a module for each thing that is changed."""

from missions.services.network import GROUP, load_network

__all__ = ["GROUP", "load_network"]
