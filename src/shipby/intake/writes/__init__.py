"""Writing down what came in."""
