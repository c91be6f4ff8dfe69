"""How our documents look: templates of slips, labels and pick lists, and the logos on them.

Owns: what a template may say, every version that was saved, and the logos.
Never: knows an order or a buyer, or draws anything.
"""
