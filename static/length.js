// Measures a text as wordcount.length does, while it is typed: in slices, between which the page
// answers keys and clicks.

const SLICE = 2_500; // characters; takes less than a frame, and less than 50 ms on a busy machine
const SAMPLE = 100_000; // characters by which it is decided whether lines are wrapped
const LONG_WORD = 6; // letters; LIX counts the words of more
const FEWEST = 100; // words of a text that has LIX

const by = (granularity) => new Intl.Segmenter("und", { granularity });
const [characters, words, sentences] = ["grapheme", "word", "sentence"].map(by);
const NO_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;
const HANGUL = /\p{Script=Hangul}/gu;
const WORD = /[\p{L}\p{N}]/u;

const numberOf = (pattern, text) => text.match(pattern)?.length ?? 0;

// As wordcount/analysis/paragraphs.py recognizes lines that a program has wrapped.
const isWrap = (line, following, width) => {
  const [word] = following.trim().split(/\s/, 1);
  if (!line.trim() || !word || /^\s*[-–—*+•‣·]\s/.test(following)) return false;
  const length = line.trimEnd().length;
  return length <= width && width < length + (word.length <= 20 ? 1 + word.length : 1);
};
const pairs = (lines) => lines.slice(1).map((line, index) => [lines[index], line]);
const wrapWidth = (text) => {
  const lines = text.split("\n");
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  const inner = pairs(lines).filter((pair) => pair.every((line) => line.trim()));
  if (width < 40 || width > 120 || inner.length < 3) return 0;
  return inner.filter((pair) => isWrap(...pair, width)).length >= 0.75 * inner.length ? width : 0;
};
const unwrap = (text, width) => {
  const lines = text.split("\n");
  return pairs(lines).reduce(
    (joined, [line, following]) => `${joined}${isWrap(line, following, width) ? " " : "\n"}${following}`,
    lines[0],
  );
};

// The part of the text that is measured next: whole sentences, else whole words.
const nextSlice = (text, start, width) => {
  let slice = text.slice(start, start + SLICE);
  const isLast = start + SLICE >= text.length;
  if (!isLast && /[\ud800-\udbff]$/.test(slice)) slice = slice.slice(0, -1);
  let found = [...sentences.segment(width ? unwrap(slice, width) : slice)];
  let isOpen = false; // the last sentence goes on in the next slice
  if (!isLast) {
    const last = found.pop();
    const space = slice.lastIndexOf(" ") + 1;
    isOpen = last.index === 0;
    if (isOpen) found = [last];
    slice = slice.slice(0, isOpen ? space || slice.length : last.index);
  }
  return { slice, count: found.filter(({ segment }) => WORD.test(segment)).length - isOpen };
};

export const measure = async (text, isCurrent) => {
  const found = { words: 0, characters: 0, characters_no_spaces: 0, bytes: 0, sentences: 0, paragraphs: 0 };
  let [long, spaceless, hangul, ends, blank] = [0, 0, 0, 0, true];
  const width = wrapWidth(text.slice(0, SAMPLE));
  for (let start = 0; start < text.length; ) {
    await new Promise((resolve) => setTimeout(resolve));
    if (!isCurrent()) return null;
    const { slice, count } = nextSlice(text, start, width);
    start += slice.length;
    found.sentences += count;
    found.bytes += new TextEncoder().encode(slice).length;
    for (const { segment, isWordLike } of words.segment(slice)) {
      if (!isWordLike) continue;
      found.words += 1;
      long += segment.length > LONG_WORD;
    }
    const spaces = numberOf(/\s/g, slice);
    const all = /^[\0-\x7f]*$/.test(slice) ? slice.length : [...characters.segment(slice)].length;
    found.characters += all;
    found.characters_no_spaces += all - spaces;
    for (const [index, line] of (width ? unwrap(slice, width) : slice).split("\n").entries()) {
      if (index) blank = true;
      if (blank && line.trim()) {
        found.paragraphs += 1;
        blank = false;
      }
    }
    spaceless += numberOf(NO_SPACES, slice);
    hangul += numberOf(HANGUL, slice);
    ends += numberOf(/\n/g, slice);
  }
  const inCharacters = 2 * (spaceless + hangul) > found.characters_no_spaces;
  return {
    ...found,
    inCharacters,
    lines: ends + (text !== "" && !text.endsWith("\n")),
    isKorean: 2 * hangul > found.characters_no_spaces,
    form_bytes: hangul ? found.bytes + ends : null,
    words_per_sentence: found.sentences ? found.words / found.sentences : null,
    lix: !inCharacters && found.sentences && found.words >= FEWEST ? found.words / found.sentences + (100 * long) / found.words : null,
  };
};

// As the macro `duration` of the pages; the sentences are of 1 and of 2.
const duration = (minutes, [under, minute, several, hour, hours]) => {
  if (minutes < 1) return under;
  const isLong = minutes >= 90;
  const number = Math.round(isLong ? minutes / 60 : minutes);
  const [one, more] = isLong ? [hour, hours] : [minute, several];
  return number === 1 ? one : more.replace("2", number.toLocaleString(document.documentElement.lang));
};

let latest = 0;

// Show the length of the text in `field` in `place`, whose elements name what they show. An address
// has no length.
export const show = async (field, place) => {
  const number = ++latest;
  const text = field.value;
  if (!/\s/.test(text.trim()) && /^\S*[.:/]\S*$/.test(text.trim())) return (place.hidden = true);
  const found = await measure(text, () => number === latest);
  if (found === null) return;
  const durations = place.dataset.durations.split("|");
  for (const name of ["reading", "speaking"]) {
    const [english, korean] = place.dataset[name].split(" "); // words per minute
    found[`${name}_minutes`] = duration(found.words / (found.isKorean ? korean : english), durations);
  }
  for (const each of place.querySelectorAll("[data-figure]")) {
    const value = found[each.dataset.figure];
    const digits = Number.isInteger(value) ? 0 : 1;
    each.textContent = value === null ? "" : value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
    each.parentElement.hidden = value === null;
  }
  place.classList.toggle("in-characters", found.inCharacters);
  place.hidden = text === "";
};
