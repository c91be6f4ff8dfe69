"""A person's own choices: looks, language, keys, password."""
