// Which language a file is written in, by its name.

import { languages } from "../../../vendor/codemirror.min.js";

const ENDINGS = {
  "C": "c h",
  "C#": "cs",
  "C++": "cc cpp cxx hh hpp ino",
  "CSS": "css",
  "Diff": "diff patch",
  "Dockerfile": "dockerfile",
  "Go": "go",
  "HTML": "html htm svelte vue",
  "INI": "ini properties cfg conf env",
  "Java": "java",
  "JavaScript": "js mjs cjs jsx",
  "JSON": "json jsonc webmanifest map geojson",
  "Kotlin": "kt kts",
  "Lua": "lua",
  "Markdown": "md markdown",
  "Python": "py pyi",
  "Ruby": "rb rake gemspec",
  "Rust": "rs",
  "Shell": "sh bash zsh",
  "SQL": "sql",
  "TOML": "toml",
  "TypeScript": "ts mts cts tsx",
  "XML": "xml svg rss xsd xsl plist",
  "YAML": "yaml yml",
};

const NAMES = { "Cargo.lock": "TOML", "Containerfile": "Dockerfile", "Dockerfile": "Dockerfile", "Gemfile": "Ruby", "Rakefile": "Ruby" };

const byEnding = new Map(Object.entries(ENDINGS).flatMap(([name, endings]) => endings.split(" ").map((ending) => [ending, name])));

/** The name of a file's language; undefined for plain text. */
export function languageOf(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return NAMES[name] ?? byEnding.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
}

/** The same for the editor. */
export function support(path) {
  const name = languageOf(path);
  return name ? languages[name]() : [];
}
