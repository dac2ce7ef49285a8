// A click on the number of a line begins a remark on it.

export function start() {
  document.documentElement.classList.add("has-remarks");
  document.addEventListener("click", ({ target }) => {
    const number = target.closest?.("[data-line]")?.dataset.line;
    const remark = number && target.closest("[data-review-file]").querySelector(".review-remark");
    if (!remark) return;
    remark.open = true;
    remark.querySelector("[name=line]").value = number;
    remark.querySelector("textarea").focus();
  });
}
