"""rlmchat: a chat client for the terminal that learns from being corrected."""

__version__ = "0.1.0"
