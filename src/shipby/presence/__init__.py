"""Who looks at what just now, so that two people on one order see each other.

Owns: the table of visits: a thing, a person's id, since when, last seen when. A visit ends 45 seconds after it was last seen.
Never: keeps a visit that is over, names anybody, or stops an act.
"""
