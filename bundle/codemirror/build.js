// Makes static/vendor/codemirror.min.js and codemirror.LICENSE from the packages that package-lock.json names.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const VENDOR = new URL("../../static/vendor/", import.meta.url);
const MODULES = new URL("node_modules/", import.meta.url);

// Our content policy refuses <style>. style-mod takes style sheets made by script for shadow roots alone: here it takes
// them for documents too, which every browser of today lets it.
const WANTS_SHADOW = "!root.head && root.adoptedStyleSheets";
const takesSheets = {
  name: "takes-sheets",
  setup({ onLoad }) {
    onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes(WANTS_SHADOW)) throw new Error("style-mod is another one: look at how it mounts");
      return { contents: text.replace(WANTS_SHADOW, "root.adoptedStyleSheets") };
    });
  },
};

const { metafile } = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["entry.js"],
  outfile: new URL("codemirror.min.js", VENDOR).pathname,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  plugins: [takesSheets],
});

const used = Object.keys(metafile.inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
const packages = [...new Set(used.filter(Boolean))].sort();
const licences = packages.map((name) => {
  const folder = new URL(`${name}/`, MODULES);
  const { version, license } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  if (license !== "MIT") throw new Error(`${name} is under ${license}`);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version}\n\n${readFileSync(new URL(file, folder), "utf8").trim()}\n`;
});
writeFileSync(new URL("codemirror.LICENSE", VENDOR), licences.join("\n---\n\n"));
