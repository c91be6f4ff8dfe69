"""A password hasher for tests that are not about passwords: Argon2id without its price."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's algorithm at its least cost."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
