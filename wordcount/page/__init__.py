"""Parse the bytes of a page into its title, declared language and visible text."""

# The version of the rules by which bytes become text. Texts of different versions may differ for
# the same page, so increase it with every change of the rules.
TEXT_RULE: int = 2

# The version of the rules by which the main text is found.
MAIN_RULE: int = 1
