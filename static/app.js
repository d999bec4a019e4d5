// Makes pages pleasanter: everything works without it.
"use strict";

const TYPING = 200; // milliseconds without a key before the server is asked
const FIRST_LOOK = 300; // milliseconds until a page that waits looks again
const LAST_LOOK = 3000; // between two looks, at most
const MAX_FILE = 10_000_000; // bytes, as in settings.py

const load = async (address, signal) => {
  const reply = await fetch(address, { signal, headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await reply.text(), "text/html");
};

// Moments are in the time of the visitor; seconds are shown where two would look the same.
const localize = (root) => {
  for (const time of root.querySelectorAll("time")) {
    const style = { dateStyle: "medium", timeStyle: "seconds" in time.dataset ? "medium" : "short" };
    time.title = time.textContent;
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, style);
  }
  for (const tick of root.querySelectorAll("text[data-moment]")) {
    const style = { dateStyle: "medium", ...("time" in tick.dataset && { timeStyle: "short" }) };
    tick.textContent = new Date(tick.dataset.moment).toLocaleString(document.documentElement.lang, style);
  }
};
localize(document);

// A form with data-live shows its answer as one types, in the places that it names.
for (const form of document.querySelectorAll("form[data-live]")) {
  const places = form.dataset.live.split(" ").map((id) => document.getElementById(id));
  if (places.includes(null)) continue;
  let timer;
  let asked;

  const show = async () => {
    const fields = [...new FormData(form)].filter(([, value]) => value);
    const address = `${form.action}?${new URLSearchParams(fields)}`;
    asked?.abort();
    asked = new AbortController();
    try {
      const page = await load(address, asked.signal);
      const found = places.map((place) => page.getElementById(place.id));
      if (found.includes(null)) return location.assign(address);
      places.forEach((place, index) => place.replaceChildren(...found[index].childNodes));
      places.forEach(localize);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  for (const button of form.querySelectorAll("[data-typed]")) button.hidden = true;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, TYPING);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
  });
}

// A page that waits shows what happens, and the result as soon as it is there.
const progress = document.getElementById("progress");
const look = async (pause) => {
  try {
    const now = (await load(location.href)).getElementById("progress");
    if (!now) return location.reload();
    if (now.innerHTML !== progress.innerHTML) progress.replaceChildren(...now.childNodes);
  } catch {
    // The server is away for a moment.
  }
  setTimeout(look, pause, Math.min(pause * 1.3, LAST_LOOK));
};
if (progress) setTimeout(look, FIRST_LOOK, FIRST_LOOK);
const recounting = document.querySelector("[data-refresh]"); // in seconds
if (recounting) setTimeout(() => location.reload(), 1000 * recounting.dataset.refresh);

// The field of the front page: Enter sends one line, and a dropped file is chosen.
for (const form of document.querySelectorAll("form[data-too-large]")) {
  const field = form.querySelector("textarea");
  const chooser = form.querySelector("input[type=file]");
  field.addEventListener("keydown", (event) => {
    const isLine = !field.value.includes("\n") && field.value.length < 200;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !isLine) return;
    event.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener("dragover", (event) => event.preventDefault());
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    chooser.files = event.dataTransfer.files;
    chooser.dispatchEvent(new Event("change"));
  });
  chooser.addEventListener("change", () => {
    const isLarge = [...chooser.files].some((file) => file.size > MAX_FILE);
    chooser.setCustomValidity(isLarge ? form.dataset.tooLarge : "");
    chooser.reportValidity();
  });
}

// The length of a text is shown as one types.
for (const field of document.querySelectorAll("textarea[data-length]")) {
  const place = document.getElementById(field.dataset.length);
  field.addEventListener("input", async () => (await import("./length.js")).show(field, place));
}
