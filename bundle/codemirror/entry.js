// What the Code tab uses of CodeMirror, in one module: the editor's parts, the languages by their names, and nothing else.

import { css } from "@codemirror/lang-css";
import { html } from "@codemirror/lang-html";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { markdown } from "@codemirror/lang-markdown";
import { StreamLanguage } from "@codemirror/language";
import { c, cpp, csharp, java, kotlin } from "@codemirror/legacy-modes/mode/clike";
import { diff } from "@codemirror/legacy-modes/mode/diff";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { go } from "@codemirror/legacy-modes/mode/go";
import { lua } from "@codemirror/legacy-modes/mode/lua";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { python } from "@codemirror/legacy-modes/mode/python";
import { ruby } from "@codemirror/legacy-modes/mode/ruby";
import { rust } from "@codemirror/legacy-modes/mode/rust";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { standardSQL } from "@codemirror/legacy-modes/mode/sql";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { xml } from "@codemirror/legacy-modes/mode/xml";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";

export { autocompletion, closeBrackets, closeBracketsKeymap, completeAnyWord, completionKeymap } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
export { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
export { diff, unifiedMergeView } from "@codemirror/merge";
export { gotoLine, highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
export { Annotation, Compartment, EditorSelection, EditorState, RangeSetBuilder, StateEffect, StateField, Text, Transaction } from "@codemirror/state";
export {
  crosshairCursor, Decoration, drawSelection, dropCursor, EditorView, gutter, GutterMarker, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, rectangularSelection, ViewPlugin, WidgetType,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";

const stream = (mode) => () => StreamLanguage.define(mode);

/** A language by its name, as an extension of the editor. */
export const languages = {
  "C": stream(c),
  "C#": stream(csharp),
  "C++": stream(cpp),
  "CSS": css,
  "Diff": stream(diff),
  "Dockerfile": stream(dockerFile),
  "Go": stream(go),
  "HTML": html,
  "INI": stream(properties),
  "Java": stream(java),
  "JavaScript": () => javascript({ jsx: true }),
  "JSON": json,
  "Kotlin": stream(kotlin),
  "Lua": stream(lua),
  "Markdown": markdown,
  "Python": stream(python),
  "Ruby": stream(ruby),
  "Rust": stream(rust),
  "Shell": stream(shell),
  "SQL": stream(standardSQL),
  "TOML": stream(toml),
  "TypeScript": () => javascript({ jsx: true, typescript: true }),
  "XML": stream(xml),
  "YAML": stream(yaml),
};
