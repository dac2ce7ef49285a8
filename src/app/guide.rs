//! What a model is told of the format, so that it writes packages that work: a summary for
//! one that also does other things, and all of it for one that only writes an app; and what was wrong with what it wrote.
//!
//! The lists of components come from their one table, so that they can't fall behind it.

#[cfg(test)]
mod tests;

use std::{
    fmt::{Display, Write as _},
    sync::LazyLock,
};

use super::{
    component::{COMMON, Component, KINDS},
    read,
    runtime::word,
    trial::{self, Verdict},
};

/// Problems that a model is told at once: it mends these, and asks again.
const PROBLEMS_TOLD: usize = 12;

/// The rules, and an example that is checked and run by a test.
const RULES: &str = r#"A package is one JSON object, strict: unknown fields are refused. Fields: aiapp (1), id (a-z, 0-9, -), name, icon (one emoji), category (productivity, games, utilities, creative), version ("1.0.0"), author, description, permissions, ui_spec, tests; optional tags, instances ("single" or "multi"), window {w, h}.
ui_spec: state {name: {type: string|number|integer|boolean|list|map|any, scope: app (shared, kept) | instance (each window) | tab, default, min, max, enum}}, computed {name: expression}, script [texts of Rhai functions], timers [{id, every_ms, call, when}], hooks {on_mount, …}, view [nodes].
A node: {type, id, props, bind, on: {event: handler}, if: expression, for: "x in this.list", key: "x.id" (needed with for), children}. A text prop may hold ${expression}; one that is nothing else keeps its type. bind is a path such as "draft" or "t.done".
Code is Rhai: state is this.name, maps are #{a: 1}, closures |t| t.done, own functions `fn add() { this.n += 1; }` are called as this.add(); ev.value is the event's value. A closure reads and never changes; loop with for to change. No JavaScript: == not ===, .len() not .length, no =>, const or ?:. Division gives a fraction.
Functions: uid() now() today() date_add(date, days) days_between(a, b) weekday(date) format_date(date, "short"|"long") duration(ms) number(text) is_number(text) round(x, digits) fixed(x, digits) clamp(x, low, high) rand(a, b) pick(list) shuffled(list) sum(list) average(list) sorted(list) sorted_by(list, field) reversed(list) find_by(list, field, value) place_of(list, field, value) without(list, field, value) count_of(list, field, value) numbers(from, to) filled(value, count) join(list, sep) upper lower trimmed replaced(text, what, with) words lines text(x) to_json from_json toast(text) notify(title, body) copy(text) save_file(name, mime, text) send(app, type, data) fetch(url, "function").
Permissions: STANDARD (enough for most), notify, clipboard.write, net:host, ai, background, ipc.send:app:type, ipc.receive:type.
tests: [{name, do: [["type", id, text] ["click", id] ["set", id, value] ["pick", id, n] ["key", id, key] ["timer", id, times] ["wait", ms]], expect: [["text", id, text] ["value", id, value] ["count", id, n] ["shown", id] ["gone", id] ["state", path, value]]}]. In a loop an id is "id@key"."#;

/// A whole package, small.
pub(super) const EXAMPLE: &str = r#"{"aiapp":1,"id":"shopping","name":"Shopping","icon":"🛒","category":"productivity","version":"1.0.0","author":"you","description":"What to buy.","permissions":["STANDARD"],"ui_spec":{"state":{"items":{"type":"list","scope":"app"},"draft":{"type":"string","max":100}},"computed":{"open":"this.items.filter(|i| !i.done).len()"},"script":["fn add() { if trimmed(this.draft) == \"\" { return; } this.items.push(#{id: uid(), text: this.draft, done: false}); this.draft = \"\"; }"],"view":[{"type":"form","props":{"action":"Add"},"on":{"submit":"this.add()"},"id":"form","children":[{"type":"input","id":"draft","bind":"draft","props":{"label":"What to buy"}}]},{"type":"list","children":[{"type":"checkbox","id":"item","for":"i in this.items","key":"i.id","bind":"i.done","props":{"label":"${i.text}"}}]},{"type":"text","id":"open","props":{"value":"${open} open"}}]},"tests":[{"name":"adds","do":[["type","draft","Milk"],["submit","form"]],"expect":[["text","open","1 open"],["value","draft",""]]}]}"#;

static SHORT: LazyLock<String> = LazyLock::new(|| {
    let mut guide = format!("{RULES}\nComponents, as type(props; events): ");
    for (number, component) in KINDS.iter().enumerate() {
        let between = if number == 0 { "" } else { ", " };
        _ = write!(guide, "{between}{}", signature(component));
    }
    _ = write!(guide, ". All take {}.\nExample: {EXAMPLE}", listed(COMMON.iter().map(word)));
    guide
});

static LONG: LazyLock<String> = LazyLock::new(|| {
    let mut guide = format!(
        "{RULES}\nAll components take {}. They are, as type(props; events):\n",
        listed(COMMON.iter().map(word))
    );
    for component in &KINDS {
        _ = writeln!(guide, "- {}: {}", signature(component), component.about);
    }
    _ = write!(guide, "Example: {EXAMPLE}");
    guide
});

/// The rules, the words of all components, and an example.
#[must_use]
pub fn short() -> &'static str {
    &SHORT
}

/// The same with what each component is for.
#[must_use]
pub fn long() -> &'static str {
    &LONG
}

/// What is wrong with a package, or with what came of its tests, for the model that has written it.
///
/// Compiling and the tests take up to seconds.
#[must_use]
pub fn fault(text: &str) -> Option<String> {
    let (title, lines): (_, Vec<String>) = match read(text) {
        Ok(program) => {
            let failed = trial::run(&program).into_iter();
            let failed =
                failed.filter_map(|Verdict { name, failure }| Some(format!("the test {name:?}: {}", failure?)));
            ("tests of the package failed", failed.take(PROBLEMS_TOLD).collect())
        }
        Err(problems) => {
            let told = problems.iter().take(PROBLEMS_TOLD);
            let told = told.map(|one| format!("{} (line {}): {}", one.pointer, one.line, one.message));
            ("the package has problems", told.collect())
        }
    };
    (!lines.is_empty()).then(|| format!("{title}:\n{}", lines.join("\n")))
}

/// `button(text icon; click)`
fn signature(component: &Component) -> String {
    let name = component.kind.as_str();
    let (props, tells) = (component.props.iter().map(word), component.tells.iter().map(word));
    let (props, tells) = (props.collect::<Vec<_>>().join(" "), tells.collect::<Vec<_>>().join(" "));
    match (props.is_empty(), tells.is_empty()) {
        (true, true) => name.to_owned(),
        (_, true) => format!("{name}({props})"),
        _ => format!("{name}({props}; {tells})"),
    }
}

fn listed(words: impl Iterator<Item = impl Display>) -> String {
    words.map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}
