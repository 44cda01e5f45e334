// Making elements. Every text becomes a text node: nothing that somebody typed is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Icons, by the path that draws them.
const PATHS = {
  send: "M3.5 10h12M10.5 4.5 16 10l-5.500 5.500",
  lock: "M5.500 9.500h9v6.500h-9zM7.200 9.500V7a2.800 2.800 0 0 1 5.600 0v2.500",
  close: "m5.500 5.500 9 9m0-9-9 9",
  next: "M4 10h11m-4.500-4.500L15 10l-4.500 4.500",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// A name stands in <bdi>, so that a name written from right to left does not turn its surroundings round.
export const bdi = (text) => el("bdi", {}, text);

const stamps = new WeakMap();

// Fill a place anew, but only when what it is made from (`stamp`) has changed: a button must not vanish
// between being pressed and being released.
export function refresh(place, stamp, make) {
  const text = JSON.stringify(stamp);
  if (stamps.get(place) === text) return;
  stamps.set(place, text);
  refill(place, make());
}

// Put new children into a place, and the focus back to where it was: on the element with the same data-key.
export function refill(place, ...children) {
  const key = place.contains(document.activeElement) && document.activeElement.dataset.key;
  place.replaceChildren(...children.flat().filter(Boolean));
  if (key) focusKey(place, key);
}

export function focusKey(place, key) {
  const again = [...place.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  again?.focus({ preventScroll: true });
}

// What the browser remembers for next time, where it is allowed to.
export const memory = {
  get(name) {
    try { return JSON.parse(localStorage.getItem(`playground.${name}`)); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(`playground.${name}`, JSON.stringify(value)); } catch { /* private window */ }
  },
};
