// Shows the answer to a form as one types, and a result as soon as it is there. Everything works
// without it: the form has a button, and a page that waits refreshes itself.
"use strict";

const PAUSE = 200; // milliseconds without a key before the server is asked

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
      const reply = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const found = places.map((place) => page.getElementById(place.id));
      if (found.includes(null)) return location.assign(address);
      places.forEach((place, index) => place.replaceChildren(...found[index].childNodes));
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
  });
}

const waiting = document.querySelector("[data-refresh]"); // in seconds
if (waiting) setTimeout(() => location.reload(), 1000 * waiting.dataset.refresh);

// The length of a text is shown as one types.
for (const field of document.querySelectorAll("textarea[data-length]")) {
  const place = document.getElementById(field.dataset.length);
  field.addEventListener("input", async () => (await import("./length.js")).show(field, place));
}
