"""Estimate how long a text takes to read, and to speak."""

# Words per minute of adults who read silently. English, the mean of 190 studies: Brysbaert (2019),
# "How many words do we read per minute?", Journal of Memory and Language 109. Korean, where a word
# is an eojeol, of 2.9 syllables in the mean: Song, Kim and Hyung (2016), "Validity of Korean
# version reading speed application", Journal of the Korean Ophthalmological Society 57(4).
SILENT_SPEEDS = {"en": 238, "ko": 202}

# Words per minute for standardized texts read aloud, means: Trauzettel-Klosinski and Dietz (2012),
# "Standardized assessment of reading performance: the New International Reading Speed Texts IReST",
# Investigative Ophthalmology & Visual Science 53(9). Korean: Song, Kim and Hyung (2016).
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
    language = primary(language)
    return SILENT_SPEEDS.get(language) or READ_ALOUD_SPEEDS.get(language, SILENT_SPEEDS["en"])


def is_studied(language: str) -> bool:
    """Whether `words_per_minute` is the speed of that BCP 47 language, and not of English."""
    return primary(language) in SILENT_SPEEDS.keys() | READ_ALOUD_SPEEDS.keys()


def primary(language: str) -> str:
    return language.partition("-")[0].lower()


def minutes(words: int, language: str) -> float:
    """Return how many minutes an adult takes to read `words` words of `language`."""
    return words / words_per_minute(language)


def speaking_minutes(words: int, language: str) -> float:
    """Return how many minutes a lecture of `words` words of `language` takes."""
    read_aloud = READ_ALOUD_SPEEDS.get(primary(language), ENGLISH_READ_ALOUD)
    return words / (ENGLISH_LECTURE * read_aloud / ENGLISH_READ_ALOUD)
