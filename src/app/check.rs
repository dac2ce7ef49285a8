//! Checks a package: its JSON, its structure, its code.

use std::{collections::BTreeSet, fmt::Write as _};

use serde_json::Value;

use super::{
    Permission, Problem,
    component::{Holds, Kind, Prop},
    package::{Field, FieldKind, Node, PACKAGE_BYTES_MAX, Package, UiSpec},
    problem::{PROBLEMS_MAX, escaped},
    runtime::{Program, limits},
};

/// Components of a package; loops show more.
const NODES_MAX: usize = 2_000;
/// Components within components.
const DEPTH_MAX: usize = 20;
/// Bytes of all scripts.
const SCRIPT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of one expression or handler.
const CODE_BYTES_MAX: usize = 8 * 1024;
const TIMERS_MAX: usize = 4;
const JOBS_MAX: usize = 8;
const TIMER_MIN_MS: u32 = 100;
/// A job that runs more often than this is a timer.
const JOB_MIN_MS: u64 = 30_000;
const TESTS_MAX: usize = 100;
const PERMISSIONS_MAX: usize = 40;

/// Names that handlers are given.
const RESERVED: [&str; 3] = ["this", "ev", "me__"];

/// Reads and checks the text of a package, and compiles it.
///
/// # Errors
/// All that is wrong, with its place in the text.
pub fn read(text: &str) -> Result<Program, Vec<Problem>> {
    let package = parse(text)?;
    Program::compile(package).map_err(|faults| located(text, faults))
}

/// The same without compiling its code.
///
/// # Errors
/// All that is wrong, with its place in the text.
pub fn parse(text: &str) -> Result<Package, Vec<Problem>> {
    if text.len() > PACKAGE_BYTES_MAX {
        return Err(vec![Problem::at("", "", format!("a package has at most {} KiB", PACKAGE_BYTES_MAX / 1024))]);
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let package: Package = match serde_path_to_error::deserialize(&mut reader) {
        Ok(package) => package,
        Err(error) => return Err(vec![of_json(&error)]),
    };
    if let Err(error) = reader.end() {
        return Err(vec![Problem {
            line: error.line(),
            column: error.column(),
            ..Problem::at(text, "", "something stands behind the package")
        }]);
    }
    let mut faults = Faults(Vec::new());
    faults.package(&package);
    if faults.0.is_empty() { Ok(package) } else { Err(located(text, faults.0)) }
}

/// The length of a job's interval: `30s`, `15m`, `1h`, `1d`.
#[must_use]
pub fn interval_ms(text: &str) -> Option<u64> {
    let unit = match text.chars().next_back()? {
        's' => 1_000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        _ => return None,
    };
    let count: u64 = text[..text.len() - 1].parse().ok().filter(|_| text.len() < 8)?;
    count.checked_mul(unit).filter(|ms| *ms >= JOB_MIN_MS)
}

/// What the JSON of the package is not.
fn of_json(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let mut pointer = String::new();
    for segment in error.path() {
        use serde_path_to_error::Segment;
        match segment {
            Segment::Seq { index } => _ = write!(pointer, "/{index}"),
            Segment::Map { key: step } | Segment::Enum { variant: step } => _ = write!(pointer, "/{}", escaped(step)),
            Segment::Unknown => {}
        }
    }
    let inner = error.inner();
    let mut message = inner.to_string();
    if let Some(at) = message.rfind(" at line ") {
        message.truncate(at);
    }
    Problem { pointer, line: inner.line().max(1), column: inner.column().max(1), message }
}

fn located(text: &str, faults: Vec<(String, String)>) -> Vec<Problem> {
    faults.into_iter().take(PROBLEMS_MAX).map(|(pointer, message)| Problem::at(text, &pointer, message)).collect()
}

/// What has been found: pointers and messages.
struct Faults(Vec<(String, String)>);

impl Faults {
    fn add(&mut self, pointer: impl Into<String>, message: impl Into<String>) {
        self.0.push((pointer.into(), message.into()));
    }

    fn package(&mut self, package: &Package) {
        let spec = &package.ui_spec;
        self.most("/tags", package.tags.len(), 20);
        self.most("/permissions", package.permissions.len(), PERMISSIONS_MAX);
        self.most("/tests", package.tests.len(), TESTS_MAX);
        if !(240..=1200).contains(&package.window.w) || !(120..=1600).contains(&package.window.h) {
            self.add("/window", "a window is 240 to 1200 wide and 120 to 1600 high");
        }
        self.fields(spec);
        self.code(spec);
        self.timers(spec, &package.permissions);
        let mut ids = BTreeSet::new();
        let mut count = 0;
        self.nodes(&spec.view, "/ui_spec/view", 1, &mut ids, &mut count);
        if count > NODES_MAX {
            self.add("/ui_spec/view", format!("a view has at most {NODES_MAX} components"));
        }
        if !spec.hooks.on_message.is_empty()
            && !package.permissions.iter().any(|permission| matches!(permission, Permission::Receive(_)))
        {
            self.add("/ui_spec/hooks/on_message", "messages come only with a permission ipc.receive:type");
        }
    }

    fn most(&mut self, pointer: &str, count: usize, most: usize) {
        if count > most {
            self.add(pointer, format!("at most {most}, and these are {count}"));
        }
    }

    fn fields(&mut self, spec: &UiSpec) {
        self.most("/ui_spec/state", spec.state.len(), 200);
        let mut bytes = 0;
        for (name, field) in &spec.state {
            let pointer = format!("/ui_spec/state/{}", escaped(name));
            self.name(&pointer, name);
            self.field(&pointer, field);
            bytes += field.default.as_ref().map_or(0, |value| value.to_string().len());
        }
        if bytes > limits::INSTANCE_BYTES_MAX {
            self.add("/ui_spec/state", "the defaults are larger than a state may be");
        }
        self.most("/ui_spec/computed", spec.computed.len(), 200);
        for name in spec.computed.keys() {
            let pointer = format!("/ui_spec/computed/{}", escaped(name));
            self.name(&pointer, name);
            if spec.state.contains_key(name) {
                self.add(pointer, format!("`{name}` is in the state, too"));
            }
        }
    }

    fn field(&mut self, pointer: &str, field: &Field) {
        if (field.min.is_some() || field.max.is_some())
            && matches!(field.kind, FieldKind::Boolean | FieldKind::Map | FieldKind::Any)
        {
            self.add(pointer, "`min` and `max` are for numbers, texts and lists");
        }
        if let Err(bad) = field.check(&field.initial()) {
            self.add(format!("{pointer}/default"), format!("the first value {bad}"));
        }
    }

    /// A name of the state or of something computed.
    fn name(&mut self, pointer: &str, name: &str) {
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_uppercase());
        let fits = name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !begins || !fits || RESERVED.contains(&name) {
            self.add(
                pointer,
                "a name has up to 40 of A-Z, a-z, 0-9 and _, begins with a letter, and is not `this` or `ev`",
            );
        }
    }

    fn code(&mut self, spec: &UiSpec) {
        let bytes: usize = spec.script.iter().map(String::len).sum();
        if bytes > SCRIPT_BYTES_MAX {
            self.add("/ui_spec/script", format!("scripts have at most {} KiB together", SCRIPT_BYTES_MAX / 1024));
        }
        for (name, text) in &spec.computed {
            self.length(&format!("/ui_spec/computed/{}", escaped(name)), text);
        }
        for (name, text) in spec.hooks.each() {
            self.length(&format!("/ui_spec/hooks/{name}"), text);
        }
    }

    fn length(&mut self, pointer: &str, text: &str) {
        if text.len() > CODE_BYTES_MAX {
            self.add(pointer, "this is long: put it into `script` as a function");
        }
    }

    fn timers(&mut self, spec: &UiSpec, permissions: &[Permission]) {
        self.most("/ui_spec/timers", spec.timers.len(), TIMERS_MAX);
        self.most("/ui_spec/jobs", spec.jobs.len(), JOBS_MAX);
        let mut ids = BTreeSet::new();
        for (number, timer) in spec.timers.iter().enumerate() {
            let pointer = format!("/ui_spec/timers/{number}");
            self.id(&pointer, &timer.id, &mut ids);
            if timer.every_ms < TIMER_MIN_MS {
                self.add(format!("{pointer}/every_ms"), format!("a timer takes at least {TIMER_MIN_MS} ms"));
            }
        }
        for (number, job) in spec.jobs.iter().enumerate() {
            let pointer = format!("/ui_spec/jobs/{number}");
            self.id(&pointer, &job.id, &mut ids);
            if interval_ms(&job.every).is_none() {
                self.add(format!("{pointer}/every"), "expected at least 30s, such as 15m, 1h or 1d");
            }
        }
        if !spec.jobs.is_empty() && !permissions.contains(&Permission::Background) {
            self.add("/ui_spec/jobs", "jobs need the permission background");
        }
    }

    fn id(&mut self, pointer: &str, id: &str, ids: &mut BTreeSet<String>) {
        let fits = (1..=64).contains(&id.len());
        if !fits || !id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            self.add(format!("{pointer}/id"), "an id has 1 to 64 of A-Z, a-z, 0-9, _ and -");
        } else if id == super::tree::ROOT || !ids.insert(id.to_owned()) {
            self.add(format!("{pointer}/id"), format!("there is something with the id {id} already"));
        }
    }

    fn nodes(&mut self, nodes: &[Node], pointer: &str, depth: usize, ids: &mut BTreeSet<String>, count: &mut usize) {
        if depth > DEPTH_MAX {
            self.add(pointer, format!("components are nested at most {DEPTH_MAX} deep"));
            return;
        }
        for (number, node) in nodes.iter().enumerate() {
            *count += 1;
            let pointer = format!("{pointer}/{number}");
            if let Some(id) = &node.id {
                self.id(&pointer, id, ids);
            }
            self.node(node, &pointer);
            self.nodes(&node.children, &format!("{pointer}/children"), depth + 1, ids, count);
        }
    }

    fn node(&mut self, node: &Node, pointer: &str) {
        let component = node.kind.component();
        let word = node.kind.as_str();
        for (prop, value) in &node.props {
            let name = super::runtime::word(prop);
            let pointer = format!("{pointer}/props/{name}");
            if !component.takes(*prop) {
                self.add(pointer, format!("a {word} has no `{name}`; it takes {}", list_of(component.props)));
            } else if let Some(why) = misfit(*prop, value) {
                self.add(pointer, why);
            }
        }
        for happening in node.on.keys() {
            let name = super::runtime::word(happening);
            if !component.tells.contains(happening) {
                let known: Vec<String> = component.tells.iter().map(super::runtime::word).collect();
                let known = if known.is_empty() { "nothing".to_owned() } else { known.join(", ") };
                self.add(format!("{pointer}/on/{name}"), format!("a {word} does not tell `{name}`; it tells {known}"));
            }
        }
        for text in node.on.values() {
            self.length(&format!("{pointer}/on"), text);
        }
        if node.bind.is_some() && component.binds.is_none() {
            self.add(format!("{pointer}/bind"), format!("a {word} can't be bound"));
        }
        if !node.children.is_empty() && !component.holds_children {
            self.add(format!("{pointer}/children"), format!("a {word} holds no children"));
        }
        match (&node.each, &node.key) {
            (Some(_), None) => self.add(format!("{pointer}/for"), "a loop needs a `key` that tells its items apart"),
            (None, Some(_)) => self.add(format!("{pointer}/key"), "a `key` belongs to a `for`"),
            _ => {}
        }
        if node.kind == Kind::Image
            && let Some(Value::String(src)) = node.props.get(&Prop::Src)
            && src.contains("://")
        {
            self.add(format!("{pointer}/props/src"), "pictures of other sites are not shown: name a document");
        }
    }
}

fn list_of(props: &[Prop]) -> String {
    let names: Vec<String> = props.iter().map(super::runtime::word).collect();
    if names.is_empty() { "only what all take: tone, size, label, …".to_owned() } else { names.join(", ") }
}

/// Why a literal does not belong into a prop; a text with an expression in it may become anything.
fn misfit(prop: Prop, value: &Value) -> Option<String> {
    if value.as_str().is_some_and(|text| text.contains("${")) {
        return None;
    }
    match prop.holds() {
        Holds::Text => (value.is_array() || value.is_object()).then(|| "expected a text".to_owned()),
        Holds::Number => (!value.is_number()).then(|| "expected a number, or ${…}".to_owned()),
        Holds::Truth => (!value.is_boolean()).then(|| "expected true or false, or ${…}".to_owned()),
        Holds::List => (!value.is_array()).then(|| "expected a list, or ${…}".to_owned()),
        Holds::Word(words) => (!value.as_str().is_some_and(|word| words.contains(&word)))
            .then(|| format!("expected one of {}", words.join(", "))),
    }
}

/// The schema of the format, as it is served and told to models.
#[must_use]
pub fn schema() -> Value {
    schemars::schema_for!(Package).to_value()
}
