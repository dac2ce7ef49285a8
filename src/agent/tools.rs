//! What an agent can do: one file a tool.
//!
//! A tool sees one tree through an [`Overlay`] and nothing else: no branch, no other repository, no disk, no network
//! can be named. Its input is a stranger's, whoever the model is: paths are checked as everywhere, what is found in
//! files is data, and what is answered has bounds, with a word on how to read on. A refusal changes nothing and says
//! what to try instead.

mod ask;
mod delete;
mod diff;
mod edit;
mod finish;
mod list;
mod r#move;
mod read;
mod search;
mod shell;
#[cfg(test)]
mod tests;
mod write;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::overlay::{self, Overlay, TEXT_BYTES_MAX};
use crate::{
    git::{self, Repository, TreePath},
    llm::{ToolCall, ToolResult, ToolSpec},
};

pub use shell::{Command, SHELL};

/// Bytes of a tool's input: a file that is written whole, and its escapes.
const INPUT_BYTES_MAX: usize = 2 << 20;

/// Characters of somebody's own words that a refusal repeats.
const REPEATED_CHARS_MAX: usize = 200;

/// Which tools are offered; the others are as if they were not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offer {
    /// All but the shell: for a task that somebody waits for.
    Task,
    /// The same where commands may be run.
    TaskWithShell,
    /// All that work on files: in a conversation, asking and finishing is done by speaking.
    Conversation,
    /// Those that only look.
    Looking,
}

/// What a call asks of whoever runs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// The overlay has changed.
    Wrote,
    /// The person has to answer before anything else is done.
    Ask { question: String },
    /// The task is done, says the agent.
    Finish { summary: String },
    /// A command is to be run.
    Run(Command),
}

/// A call that was run.
#[derive(Clone, PartialEq, Debug)]
pub struct Ran {
    /// For the model.
    pub result: ToolResult,
    /// What the call was about: a path, or the words that were looked for. For people, beside the tool's name.
    pub about: String,
    pub then: Option<Then>,
}

/// What a tool is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    Looks,
    Changes,
    /// Speaks with the person.
    Speaks,
    /// Runs a command.
    Runs,
}

/// What a tool works on.
struct Bench<'a> {
    repository: &'a Repository,
    overlay: &'a mut Overlay,
}

/// What a tool has done.
struct Done {
    output: Value,
    about: String,
    then: Option<Then>,
}

/// One tool: its input is the type itself.
trait Tool: DeserializeOwned + JsonSchema {
    const NAME: &'static str;
    /// For a model: what it does, and when to use it.
    const DESCRIPTION: &'static str;
    const EFFECT: Effect;

    fn run(self, bench: &mut Bench<'_>) -> overlay::Result<Done>;
}

/// A [`Tool`] in a list with others.
struct Entry {
    name: &'static str,
    description: &'static str,
    effect: Effect,
    schema: fn() -> Value,
    run: fn(&mut Bench<'_>, &Value) -> overlay::Result<Done>,
}

impl Entry {
    const fn of<T: Tool>() -> Self {
        Self {
            name: T::NAME,
            description: T::DESCRIPTION,
            effect: T::EFFECT,
            schema: schema::<T>,
            run: read_and_run::<T>,
        }
    }
}

static TOOLS: [Entry; 11] = [
    Entry::of::<list::List>(),
    Entry::of::<read::Read>(),
    Entry::of::<search::Search>(),
    Entry::of::<write::Write>(),
    Entry::of::<edit::EditText>(),
    Entry::of::<r#move::Move>(),
    Entry::of::<delete::Delete>(),
    Entry::of::<diff::ShowDiff>(),
    Entry::of::<ask::Ask>(),
    Entry::of::<finish::Finish>(),
    Entry::of::<shell::Shell>(),
];

impl Offer {
    fn has(self, tool: &Entry) -> bool {
        match self {
            Self::TaskWithShell => true,
            Self::Task => tool.effect != Effect::Runs,
            Self::Conversation => matches!(tool.effect, Effect::Looks | Effect::Changes),
            Self::Looking => tool.effect == Effect::Looks,
        }
    }
}

/// The tools that are offered, as a provider is told about them.
#[must_use]
pub fn specs(offer: Offer) -> Vec<ToolSpec> {
    let spec = |tool: &Entry| ToolSpec {
        name: tool.name.into(),
        description: tool.description.into(),
        input_schema: (tool.schema)(),
    };
    TOOLS.iter().filter(|tool| offer.has(tool)).map(spec).collect()
}

/// Whether a call of this name changes files when it succeeds: such calls, done again in their order, make the same
/// overlay again.
#[must_use]
pub fn is_change(name: &str) -> bool {
    TOOLS.iter().any(|tool| tool.name == name && tool.effect == Effect::Changes)
}

/// Runs a call, if its tool is offered. What the model did wrong is a result that says so, and has changed nothing.
///
/// Whatever it does, it does to the overlay alone: a call whose result was lost may simply be run again.
///
/// # Errors
/// When the repository can't be used: that is no model's fault, and the work ends.
pub fn run(repository: &Repository, overlay: &mut Overlay, offer: Offer, call: &ToolCall) -> git::Result<Ran> {
    match find(offer, call).and_then(|tool| (tool.run)(&mut Bench { repository, overlay }, &call.input)) {
        Ok(done) => Ok(ran(call, done.output, false, done.about, done.then)),
        Err(overlay::Error::Refused(message)) => Ok(ran(call, Value::String(message), true, named(&call.input), None)),
        Err(overlay::Error::Broken(error)) => Err(error),
    }
}

fn ran(call: &ToolCall, output: Value, is_error: bool, about: String, then: Option<Then>) -> Ran {
    Ran { result: ToolResult { call_id: call.id.clone(), output, is_error }, about, then }
}

fn find(offer: Offer, call: &ToolCall) -> overlay::Result<&'static Entry> {
    let mut offered = TOOLS.iter().filter(|tool| offer.has(tool));
    let Some(tool) = offered.clone().find(|tool| tool.name == call.name) else {
        let names: Vec<_> = offered.by_ref().map(|tool| tool.name).collect();
        return refused(format!("there is no tool {}: use one of {}", quoted(&call.name), names.join(", ")));
    };
    let bytes = serde_json::to_vec(&call.input).map_or(usize::MAX, |json| json.len());
    if bytes > INPUT_BYTES_MAX {
        return refused(format!("the input has {bytes} bytes, and at most {INPUT_BYTES_MAX} are taken: write less"));
    }
    Ok(tool)
}

/// What a call that was refused was about, as far as it says.
fn named(input: &Value) -> String {
    let name = ["path", "from", "text", "command"].iter().find_map(|name| input.get(name)?.as_str());
    name.map(short).unwrap_or_default()
}

fn schema<T: Tool>() -> Value {
    schemars::schema_for!(T).to_value()
}

fn read_and_run<T: Tool>(bench: &mut Bench<'_>, input: &Value) -> overlay::Result<Done> {
    let read: Result<T, _> = serde_path_to_error::deserialize(input);
    let read = read.map_err(|error| {
        let (path, inner) = (error.path().to_string(), short(&error.inner().to_string()));
        let path = if path == "." { String::new() } else { format!("{path}: ") };
        overlay::Error::Refused(format!("the input of {} is wrong: {path}{inner}", T::NAME))
    })?;
    read.run(bench)
}

/// Checks a path as everywhere; a model's habit of beginning with `./` is let pass.
fn path(text: &str) -> overlay::Result<TreePath> {
    TreePath::new(text.strip_prefix("./").unwrap_or(text)).or_else(|bad| {
        let text = quoted(text);
        refused(format!("{text} can't be used: {bad}. Give a path from the top of the repository, such as docs/a.md"))
    })
}

/// A file's text.
fn text_of(bench: &Bench<'_>, path: &TreePath) -> overlay::Result<String> {
    let content = bench.overlay.read(bench.repository, path, TEXT_BYTES_MAX)?;
    if git::is_binary(&content) {
        return refused(format!("{path} is no text ({} bytes): it can be moved and deleted, not read", content.len()));
    }
    String::from_utf8(content)
        .or_else(|_| refused(format!("{path} is not in UTF-8: it can be moved, deleted or written anew")))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", short(text))
}

fn short(text: &str) -> String {
    let is_fit = |c: &char| !c.is_control();
    let mut shown: String = text.chars().filter(is_fit).take(REPEATED_CHARS_MAX).collect();
    if text.chars().filter(is_fit).nth(REPEATED_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn refused<T>(message: impl Into<String>) -> overlay::Result<T> {
    Err(overlay::Error::Refused(message.into()))
}
