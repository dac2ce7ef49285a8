// The branch is gone while something is unsaved on it: the text goes to another branch, where it is offered again.

import { make } from "../../lib/dom.js";
import { say } from "../../lib/words.js";
import { ask } from "./ask.js";

export function offerOther(room) {
  room.bars.tell("saving", say("ed-gone", { branch: room.site.branch }), [{ label: say("ed-gone-save"), run: () => choose(room) }], "danger");
}

async function choose(room) {
  const { site, drafts } = room;
  const { branches, default_branch: first } = await site.branches();
  const options = branches.map(({ name }) => make("option", { value: name, selected: name === first }, name));
  const select = make("select", { id: "other-branch", name: "branch" }, ...options);
  const name = make("input", { id: "other-new", name: "made", maxlength: "200", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const body = [
    make("div", { class: "field" }, make("label", { for: "other-branch" }, say("ed-gone-which")), select),
    make("div", { class: "field" }, make("label", { for: "other-new" }, say("ed-gone-new")), name),
  ];
  const answer = async (form) => {
    const wanted = form.elements.made.value.trim();
    if (wanted) await site.makeBranch(wanted);
    const branch = wanted || form.elements.branch.value;
    await drafts.move(branch);
    location.assign(`${site.base}/${encodeURIComponent(branch)}/code`);
  };
  ask({ title: say("ed-gone-save"), body, confirm: say("ed-gone-go"), answer });
}
