class Trouble(Exception):
    """Why nothing can be kept or brought back, in a sentence for whoever typed the command."""
