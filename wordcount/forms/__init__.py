"""Dictionary forms (lemmas): the words of a count grouped, such as went and goes under go."""
