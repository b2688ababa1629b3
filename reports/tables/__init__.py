"""The tables of this app, as exports write them."""
