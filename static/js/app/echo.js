// Fields and what comes back for them: what was typed here comes back late, and must not undo what was typed since.

const ECHOES_MAX = 50;
const told = new WeakMap();

/** Remembers that the server was told this of a field. */
export function remember(field, value) {
  told.set(field, [...(told.get(field) ?? []), value].slice(-ECHOES_MAX));
}

/** Forgets all but the last: what is done next may well bring back what was typed before. */
export function settle(field) {
  told.set(field, (told.get(field) ?? []).slice(-1));
}

/** Puts what the server says into a field, unless it only says what was typed here. */
export function put(field, value) {
  const echoes = told.get(field) ?? [];
  const at = echoes.indexOf(value);
  if (at >= 0) return void told.set(field, echoes.slice(at + 1));
  if (field.value === value) return;
  const { selectionStart: from, selectionEnd: to } = field;
  field.value = value;
  // Fields of numbers and days have no caret that could be put back.
  if (document.activeElement === field && from !== null) field.setSelectionRange(from, to);
}

/** What to do once what a field holds was answered: it shows what the app made of it, unless it was changed since. */
export function renewing(field) {
  const held = () => field.checked ?? field.selectedIndex ?? field.value;
  const [before, text] = [held(), field.value];
  return () => {
    if (field.isConnected && held() === before && field.value === text) renew(field);
  };
}

function renew(field) {
  if (field.matches("[type=checkbox], [type=radio]")) field.checked = field.defaultChecked;
  else if (field.matches("select")) field.selectedIndex = [...field.options].findIndex((option) => option.defaultSelected);
  else field.value = field.defaultValue;
}
