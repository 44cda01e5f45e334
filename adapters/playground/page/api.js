// Talking to the playground. Whatever is refused comes back as an Error with the sentence to show.

export class Refused extends Error {}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("The playground does not answer. Is it still running?");
  }
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(json.error || `The playground answered with ${response.status}.`);
  return json;
}

export const look = (member) => answer(fetch(`/state?as=${encodeURIComponent(member)}`));

export const send = (path, fields) =>
  answer(fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  }));

// Calls `changed` whenever there is something new, and `connected` with whether the playground is there.
export function follow(who, changed, connected) {
  const source = new EventSource(`/events?as=${encodeURIComponent(who())}`);
  source.addEventListener("open", () => connected(true));
  source.addEventListener("changed", changed);
  source.addEventListener("error", () => {
    connected(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(who, changed, connected), 2000);
  });
}
