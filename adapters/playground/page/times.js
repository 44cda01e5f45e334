// Moments in words, in a time zone: "Monday 23 November, 10:00"; with the year where it is not that of `now`.

const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const made = new Map();

function parts(moment, zone, options) {
  const key = JSON.stringify([zone, options]);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return Object.fromEntries(made.get(key).formatToParts(moment).map(({ type, value }) => [type, value]));
}

export const year = (moment, zone) => parts(moment, zone, DAY).year;

export function day(moment, zone, now = moment) {
  const part = parts(moment, zone, DAY);
  const other = part.year !== year(now, zone);
  return `${part.weekday} ${part.day} ${part.month}${other ? ` ${part.year}` : ""}`;
}

export function hours(moment, zone) {
  const part = parts(moment, zone, CLOCK);
  return `${part.hour}:${part.minute}`;
}

export const dayAndHours = (moment, zone, now) => `${day(moment, zone, now)}, ${hours(moment, zone)}`;

export function shortDayAndHours(moment, zone) {
  const part = parts(moment, zone, { weekday: "short", day: "numeric", month: "short" });
  return `${part.weekday} ${part.day} ${part.month}, ${hours(moment, zone)}`;
}
