"""Backups: one encrypted file with the database and the key ring, and its way back.

Owns: the file format, what goes in, and the order in which a backup is put back.
Never: leaves anything in clear outside the data folder, or touches what is there before the whole file has been checked.
"""
