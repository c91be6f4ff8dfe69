"""Public clients pointed at the simulator, each in a process of its own: they change loggers and read the environment."""
