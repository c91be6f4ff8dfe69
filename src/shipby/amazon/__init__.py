"""Amazon as a partner: its words are translated here, once, in and out.

Owns: sockets to Amazon; ``wire/`` holds the pure translation of its files and answers.
Never: knows our tables; lets a word of Amazon's out untranslated.
"""
