// The branch whose files are open, and where the server has what.

import { call } from "../../lib/api.js";

const encode = (path) => path.split("/").map(encodeURIComponent).join("/");

export function siteOf({ dataset }) {
  const { base, owner, repository, repositoryId, branch, path, user, whyNot } = dataset;
  const here = `${base}/${encodeURIComponent(branch)}`;
  const api = `/api${base}`;
  const at = `at=${encodeURIComponent(branch)}`;
  const below = (tab, path) => `${here}/${tab}${path ? `/${encode(path)}` : ""}`;
  return {
    owner, repository, repositoryId, branch, path, user, whyNot, base, api,
    canWrite: !whyNot,
    codeAt: (path) => below("code", path),
    rawAt: (path) => below("raw", path),
    historyAt: (path) => below("history", path),
    /** The path that an address of this branch's Code tab names; null for any other address. */
    pathOf(address) {
      const start = `${here}/code`;
      if (address !== start && !address.startsWith(`${start}/`)) return null;
      return address.slice(start.length + 1).split("/").map(decodeURIComponent).join("/");
    },
    tree: (path) => call("GET", `${api}/tree?${at}${path ? `&path=${encodeURIComponent(path)}` : ""}`),
    files: () => call("GET", `${api}/files?${at}`),
    read: (path) => call("GET", `${api}/contents/${encode(path)}?${at}`),
    history: (path) => call("GET", `${api}/history?${at}&path=${encodeURIComponent(path)}&limit=1`),
    branches: () => call("GET", `${api}/branches`),
    makeBranch: (name) => call("POST", `${api}/branches`, { name }),
    commit: (message, changes) => call("POST", `${api}/commit`, { branch, message, changes }),
    mergeText: (texts) => call("POST", `${api}/merge-text`, texts),
  };
}
