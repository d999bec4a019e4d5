"""How long a text takes to read."""

# Silent reading of English: the mean of 190 studies. Brysbaert (2019), "How many words do we
# read per minute?", Journal of Memory and Language 109.
ENGLISH = 238

# Other languages: means of the standardised texts read aloud in Trauzettel-Klosinski and Dietz
# (2012), "Standardized assessment of reading performance: the New International Reading Speed
# Texts IReST", Investigative Ophthalmology & Visual Science 53(9).
ALOUD = {
    "ar": 138, "de": 179, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188, "ja": 193,
    "nl": 202, "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166, "zh": 158,
}  # fmt: skip


def words_per_minute(language: str) -> int:
    """Words of a BCP 47 `language` read in a minute; where no study is known, as in English."""
    return ALOUD.get(language.partition("-")[0].lower(), ENGLISH)


def minutes(words: int, language: str) -> float:
    """Minutes in which an adult reads so many words of `language`."""
    return words / words_per_minute(language)
