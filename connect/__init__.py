"""Connect: a help request finds its nearest responders."""
