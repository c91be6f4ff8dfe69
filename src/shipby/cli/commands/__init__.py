"""One module per command of ``shipby``, each with a click command named ``command``."""
