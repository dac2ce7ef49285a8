// What the user prefers, told to the server, so that other pages and browsers know it too.

/** A choice that can't be told counts in this page all the same. */
export const prefer = (choice) =>
  fetch("/api/preferences", {
    method: "PATCH",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(choice),
    keepalive: true,
  }).catch(() => null);

/** Whether single letters and signs are shortcuts here. */
export const singleKeysAreOn = () => document.body.dataset.singleKeys !== "off";
