"""Carriers as partners: rates, labels, voids and tracking, each carrier in a folder of its own.

Owns: sockets to carriers and the translation of their words.
Never: knows our tables.
"""
