"""Estimate how long a text takes to read, and to speak."""

# Words per minute for silent reading of English, the mean of 190 studies: Brysbaert (2019),
# "How many words do we read per minute?", Journal of Memory and Language 109.
ENGLISH_SPEED = 238

# Words per minute for standardized texts read aloud, means: Trauzettel-Klosinski and Dietz (2012),
# "Standardized assessment of reading performance: the New International Reading Speed Texts IReST",
# Investigative Ophthalmology & Visual Science 53(9). Korean: Rhiu et al. (2017), "Korean
# version self-testing application for reading speed", Korean Journal of Ophthalmology 31(3).
READ_ALOUD_SPEEDS = {
    "ar": 138, "de": 179, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188, "ja": 193,
    "ko": 130, "nl": 202, "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
    "zh": 158,
}  # fmt: skip


# Words per minute of a lecture in English: Tauroza and Allison (1990), "Speech rates in British
# English", Applied Linguistics 11(1). Other languages differ as they do where texts are read aloud.
ENGLISH_LECTURE = 140
ENGLISH_READ_ALOUD = 228  # Trauzettel-Klosinski and Dietz (2012)


def words_per_minute(language: str) -> int:
    """Return the reading speed for a BCP 47 `language`; unstudied languages use that of English."""
    return READ_ALOUD_SPEEDS.get(language.partition("-")[0].lower(), ENGLISH_SPEED)


def minutes(words: int, language: str) -> float:
    """Return how many minutes an adult takes to read `words` words of `language`."""
    return words / words_per_minute(language)


def speaking_minutes(words: int, language: str) -> float:
    """Return how many minutes a lecture of `words` words of `language` takes."""
    read_aloud = READ_ALOUD_SPEEDS.get(language.partition("-")[0].lower(), ENGLISH_READ_ALOUD)
    return words / (ENGLISH_LECTURE * read_aloud / ENGLISH_READ_ALOUD)
