// The pages of a repository: starts the behaviours that the page has a use for.

/** What a page has, and what it needs then. */
const NEEDED = [
  ["[data-media]", "media"], ["[data-preview]", "preview"], ["[data-branch-chat]", "chat"], ["#scene-editor", "scene/start"],
];

export async function start() {
  const names = NEEDED.filter(([selector]) => document.querySelector(selector)).map(([, name]) => name);
  const behaviors = await Promise.all(names.map((name) => import(`./${name}.js`)));
  for (const behavior of behaviors) await behavior.start();
}
