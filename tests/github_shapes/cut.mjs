// Cuts GitHub's description down to what is asked of it, so that the mock reads it in a second and not in a minute.
// Usage: node cut.mjs DESCRIPTION OUTPUT

import { readFileSync, writeFileSync } from "node:fs";

// What the engine asks, and what the tests of it look up.
const ASKED = [
  "/applications/{client_id}/token",
  "/user",
  "/user/repos",
  "/repos/{owner}/{repo}",
  "/repos/{owner}/{repo}/branches",
  "/repos/{owner}/{repo}/branches/{branch}",
  "/repos/{owner}/{repo}/contents/{path}",
  "/repos/{owner}/{repo}/git/blobs/{file_sha}",
  "/repos/{owner}/{repo}/git/refs",
  "/repos/{owner}/{repo}/git/refs/{ref}",
  "/repos/{owner}/{repo}/pulls",
  "/repos/{owner}/{repo}/pulls/{pull_number}",
  "/repos/{owner}/{repo}/pulls/{pull_number}/merge",
];

const [from, to] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(from, "utf8"));
const cut = { openapi: whole.openapi, info: whole.info, paths: {}, components: {} };

for (const path of ASKED) {
  if (!whole.paths[path]) throw new Error(`the description has no ${path}`);
  cut.paths[path] = whole.paths[path];
  keepWhatIsNamedIn(whole.paths[path]);
}

// The example of a file writes its line breaks as two characters, which no Base64 has.
const file = cut.components.examples["content-file-response-if-content-is-a-file"].value;
file.content = file.content.replaceAll("\\n", "\n");

writeFileSync(to, JSON.stringify(cut));

// Takes over every component that is referred to, and those that these refer to.
function keepWhatIsNamedIn(part) {
  if (part === null || typeof part !== "object") return;
  if (typeof part.$ref === "string") {
    const [, , kind, name] = part.$ref.split("/");
    cut.components[kind] ??= {};
    if (!(name in cut.components[kind])) {
      cut.components[kind][name] = whole.components[kind][name];
      keepWhatIsNamedIn(whole.components[kind][name]);
    }
  }
  Object.values(part).forEach(keepWhatIsNamedIn);
}
