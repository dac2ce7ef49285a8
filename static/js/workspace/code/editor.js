// How a text is edited: what the editor can do, and how it looks with the colours of the page.

import * as cm from "../../../vendor/codemirror.min.js";
import { say } from "../../lib/words.js";
import { support } from "./language.js";
import { marks } from "./marks.js";

/** Where a language goes when the file gets another name. */
export const language = new cm.Compartment();
/** What others add to every editor. */
const more = [];

/** Adds to every editor that is made from now on. */
export const addExtra = (extension) => more.push(extension);

const { tags } = cm;
const colours = cm.HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.unit, tags.color], color: "var(--code-number)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment, tags.docComment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], color: "var(--code-function)" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], color: "var(--code-type)" },
  { tag: [tags.attributeName, tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-name)" },
  { tag: [tags.meta, tags.processingInstruction], color: "var(--code-comment)" },
  { tag: tags.heading, color: "var(--ink)", fontWeight: "650" },
  { tag: tags.strong, fontWeight: "650" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--accent-ink)", textDecoration: "underline" },
  { tag: tags.inserted, color: "var(--ok)" },
  { tag: [tags.deleted, tags.invalid], color: "var(--danger)" },
]);

const phrases = () => cm.EditorState.phrases.of({
  "Find": say("ed-find"), "Replace": say("ed-replace"), "next": say("ed-next"), "previous": say("ed-previous"),
  "all": say("ed-all"), "match case": say("ed-case"), "by word": say("ed-word"), "regexp": say("ed-regex"),
  "replace": say("ed-replace-one"), "replace all": say("ed-replace-all"), "close": say("js-close"),
  "Go to line": say("ed-go-line"), "go": say("ed-go"), "Fold line": say("ed-fold"), "Unfold line": say("ed-unfold"),
  "$ unchanged lines": say("ed-unchanged"), "Accept": say("ed-accept"), "Reject": say("ed-reject"), "current match": say("ed-match"),
  "replaced match on line $": say("ed-replaced"), "replaced $ matches": say("ed-replaced-all"), "on line": say("ed-on-line"),
  "Control character": say("ed-control"), "Completions": say("ed-completions"),
});

const { EditorView: View, keymap } = cm;

/** What every view of a text has, whether it can be changed or not. */
export const shown = (path) => [
  cm.lineNumbers(), cm.highlightSpecialChars(), cm.drawSelection(), cm.bracketMatching(), cm.highlightSelectionMatches(),
  cm.syntaxHighlighting(colours), language.of(support(path)), phrases(), View.contentAttributes.of({ "aria-label": path, spellcheck: "false" }),
];

/** The state of an editor for `text`; each change of it is told to `files`. */
export function stateOf(text, { path, buffer, files, isReadOnly, isMixed }) {
  const heard = View.updateListener.of(({ state, docChanged, selectionSet, focusChanged }) => {
    buffer.state = state;
    if (docChanged) files.touch(buffer);
    if (docChanged || selectionSet || focusChanged) files.tell("cursor", buffer);
  });
  const writes = [
    cm.history(), cm.dropCursor(), cm.EditorState.allowMultipleSelections.of(true), cm.indentOnInput(), cm.closeBrackets(),
    cm.autocompletion({ icons: false }), cm.rectangularSelection(), cm.highlightActiveLine(), cm.highlightActiveLineGutter(),
    cm.indentUnit.of(unitOf(text)),
  ];
  const keys = keymap.of([
    ...cm.closeBracketsKeymap, ...cm.defaultKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.foldKeymap, ...cm.completionKeymap,
    { key: "Tab", run: cm.indentMore, shift: cm.indentLess },
  ]);
  return cm.EditorState.create({
    doc: text,
    extensions: [
      shown(path), cm.search({ top: true }), cm.foldGutter(), cm.EditorState.tabSize.of(4), keys, heard,
      isReadOnly ? [cm.EditorState.readOnly.of(true), View.editable.of(true)] : writes,
      marks(buffer),
      isMixed ? cm.EditorState.lineSeparator.of("\n") : [],
      more.map((extra) => extra(buffer)),
    ],
  });
}

/** By what a file indents: tabs, or as many spaces as its first indented line has, up to eight. */
function unitOf(text) {
  const [, indent] = text.match(/(?:^|\n)(\t| {2,8})\S/) ?? [];
  return indent ?? "  ";
}
