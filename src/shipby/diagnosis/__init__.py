"""Why an order is stuck: causes, each with a sentence and one next step.

Owns: nothing; it looks at the rooms below.
Never: changes anything.
"""
