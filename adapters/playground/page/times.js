// Moments in words, in a time zone: "Monday 23 November, 10:00".

const DAY = { weekday: "long", day: "numeric", month: "long" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const made = new Map();

function parts(moment, zone, options) {
  const key = JSON.stringify([zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return Object.fromEntries(made.get(key).formatToParts(moment).map(({ type, value }) => [type, value]));
}

export function day(moment, zone) {
  const part = parts(moment, zone, DAY);
  return `${part.weekday} ${part.day} ${part.month}`;
}

export function hours(moment, zone) {
  const part = parts(moment, zone, CLOCK);
  return `${part.hour}:${part.minute}`;
}

export const dayAndHours = (moment, zone) => `${day(moment, zone)}, ${hours(moment, zone)}`;

export function shortDayAndHours(moment, zone) {
  const part = parts(moment, zone, { weekday: "short", day: "numeric", month: "short" });
  return `${part.weekday} ${part.day} ${part.month}, ${hours(moment, zone)}`;
}
