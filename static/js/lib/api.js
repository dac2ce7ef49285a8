// What the REST interface of the server does for scripts.

/** Sends `body` and answers what is said; refuses with the server's sentence and its code. */
export async function call(method, address, body) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await fetch(address, { method, headers, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.error.message), said.error, { status: answer.status });
  return said;
}
