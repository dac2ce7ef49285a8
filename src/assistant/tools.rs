//! What the assistant can do: one file a tool.
//!
//! A tool's input is checked like a stranger's, and its work is done by the verbs of the rooms, in the caller's
//! transaction: whoever runs a tool stores its result in the same one. A refusal says what to try instead.

mod add_row;
mod archive_stack;
mod chart_from_table;
mod close_card;
mod compute;
mod create_app;
mod create_card;
mod create_stack;
mod find;
mod forget;
mod list_cards;
mod list_documents;
mod list_files;
mod list_stacks;
mod make_table_from_document;
mod move_card;
mod open_app;
mod read_card;
mod read_document;
mod read_file;
mod recall;
mod remember;
mod rename_stack;
mod restore_card;
mod restore_stack;
mod sheet;
mod shown;
mod table;
#[cfg(test)]
mod tests;
mod update_card;
mod write_file;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    app::{self, catalogue::Offer},
    card,
    card::block::BadBlock,
    db::{self, Tx},
    desk::{self, Change, Command},
    llm::{ToolCall, ToolSpec},
    memory,
    stack::{self, StackId},
};

/// Bytes of a tool's input: what fits into a card, and its escapes.
const INPUT_BYTES_MAX: usize = 2 * card::block::CARD_BYTES_MAX;

/// Where a tool works.
pub struct Scene<'a> {
    pub tx: &'a Tx<'a>,
    /// Who acts, when, and within what limits.
    pub context: &'a desk::Context<'a>,
    /// The stack that the user speaks on.
    pub stack: Option<StackId>,
    /// What admins have added to the catalogue, for a tool that [is of apps](is_of_apps).
    pub offers: &'a [Offer],
}

/// What a tool has done.
#[derive(Clone, PartialEq, Debug)]
pub struct ToolDone {
    pub changes: Vec<Change>,
    /// For the model.
    pub output: Value,
    /// For the user, in a few words.
    pub detail: String,
}

/// Why a tool has done nothing, once the caller has rolled back.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// For the model: what was wrong and what to try instead.
    #[error("{0}")]
    Refused(String),
    /// The server is to blame: the turn ends.
    #[error(transparent)]
    Broken(desk::Error),
}

type Result<T> = std::result::Result<T, ToolError>;

/// What a tool does to the desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Looks at it.
    Reads,
    /// Changes it, so that it can be undone.
    Changes,
}

/// One tool: its input is the type itself.
trait Tool: DeserializeOwned + JsonSchema {
    const NAME: &'static str;
    /// For a model: what it does, and when to use it.
    const DESCRIPTION: &'static str;
    const EFFECT: Effect = Effect::Changes;
    /// How often it may fail in one turn, when that is limited.
    const TRIES_MAX: Option<usize> = None;
    /// Whether it has to know what the catalogue offers, and changes which apps there are.
    const IS_OF_APPS: bool = false;

    /// What can be found out without the desk and takes long: it keeps no transaction waiting.
    ///
    /// # Errors
    /// [`ToolError::Refused`].
    fn rehearse(&self) -> Result<()> {
        Ok(())
    }

    fn run(self, scene: &Scene<'_>) -> Result<ToolDone>;
}

/// A [`Tool`] in a list with others.
struct Entry {
    name: &'static str,
    description: &'static str,
    effect: Effect,
    tries_max: Option<usize>,
    is_of_apps: bool,
    schema: fn() -> Value,
    rehearse: fn(&Value) -> Result<()>,
    run: fn(&Scene<'_>, Value) -> Result<ToolDone>,
}

impl Entry {
    const fn of<T: Tool>() -> Self {
        Self {
            name: T::NAME,
            description: T::DESCRIPTION,
            effect: T::EFFECT,
            tries_max: T::TRIES_MAX,
            is_of_apps: T::IS_OF_APPS,
            schema: schema::<T>,
            rehearse: read_and_rehearse::<T>,
            run: read_and_run::<T>,
        }
    }
}

static TOOLS: [Entry; 27] = [
    Entry::of::<list_stacks::ListStacks>(),
    Entry::of::<list_cards::ListCards>(),
    Entry::of::<create_stack::CreateStack>(),
    Entry::of::<rename_stack::RenameStack>(),
    Entry::of::<archive_stack::ArchiveStack>(),
    Entry::of::<restore_stack::RestoreStack>(),
    Entry::of::<create_card::CreateCard>(),
    Entry::of::<read_card::ReadCard>(),
    Entry::of::<update_card::UpdateCard>(),
    Entry::of::<move_card::MoveCard>(),
    Entry::of::<close_card::CloseCard>(),
    Entry::of::<restore_card::RestoreCard>(),
    Entry::of::<find::Find>(),
    Entry::of::<list_documents::ListDocuments>(),
    Entry::of::<read_document::ReadDocument>(),
    Entry::of::<make_table_from_document::MakeTableFromDocument>(),
    Entry::of::<add_row::AddRow>(),
    Entry::of::<compute::Compute>(),
    Entry::of::<chart_from_table::ChartFromTable>(),
    Entry::of::<remember::Remember>(),
    Entry::of::<recall::Recall>(),
    Entry::of::<forget::Forget>(),
    Entry::of::<list_files::ListFiles>(),
    Entry::of::<read_file::ReadFile>(),
    Entry::of::<write_file::WriteFile>(),
    Entry::of::<open_app::OpenApp>(),
    Entry::of::<create_app::CreateApp>(),
];

/// All tools, as a provider is told about them.
#[must_use]
pub fn specs() -> Vec<ToolSpec> {
    let spec = |tool: &Entry| ToolSpec {
        name: tool.name.into(),
        description: tool.description.into(),
        input_schema: (tool.schema)(),
    };
    TOOLS.iter().map(spec).collect()
}

/// What the tool of this name does to the desk; `None` when there is no such tool.
#[must_use]
pub fn effect(name: &str) -> Option<Effect> {
    entry(name).map(|tool| tool.effect)
}

/// How often the tool may fail in one turn before it is not tried any more; `None` for one that may always be tried.
#[must_use]
pub fn tries_max(name: &str) -> Option<usize> {
    entry(name).and_then(|tool| tool.tries_max)
}

/// Whether the tool has to be told what the catalogue offers, and whether those apps that run have to be told of it.
#[must_use]
pub fn is_of_apps(name: &str) -> bool {
    entry(name).is_some_and(|tool| tool.is_of_apps)
}

/// A call that is worth being run: its tool is there, and what needs no desk has been found good.
#[derive(Clone, Debug)]
pub struct Rehearsed(ToolCall);

impl Rehearsed {
    #[must_use]
    pub const fn call(&self) -> &ToolCall {
        &self.0
    }
}

/// Looks at a call before the desk is asked for anything. May take long, so that it belongs outside every transaction.
///
/// # Errors
/// [`ToolError::Refused`].
pub fn rehearse(call: &ToolCall) -> Result<Rehearsed> {
    let Some(tool) = entry(&call.name) else {
        let names: Vec<_> = TOOLS.iter().map(|tool| tool.name).collect();
        let asked: String = call.name.chars().take(60).collect();
        return Err(ToolError::Refused(format!("there is no tool \"{asked}\": use one of {}", names.join(", "))));
    };
    let bytes = serde_json::to_vec(&call.input).map_or(usize::MAX, |json| json.len());
    if bytes > INPUT_BYTES_MAX {
        let message = format!("the input has {bytes} bytes; at most {INPUT_BYTES_MAX} are allowed: use less content");
        return Err(ToolError::Refused(message));
    }
    (tool.rehearse)(&call.input)?;
    Ok(Rehearsed(call.clone()))
}

/// Runs the tool that the call names.
///
/// # Errors
/// [`ToolError`], and then nothing has changed once the caller rolls back.
pub fn run(scene: &Scene<'_>, call: &Rehearsed) -> Result<ToolDone> {
    let Some(tool) = entry(&call.0.name) else { return refused("there is no such tool") };
    (tool.run)(scene, call.0.input.clone())
}

fn entry(name: &str) -> Option<&'static Entry> {
    TOOLS.iter().find(|tool| tool.name == name)
}

fn schema<T: Tool>() -> Value {
    schemars::schema_for!(T).to_value()
}

fn read_and_rehearse<T: Tool>(input: &Value) -> Result<()> {
    read::<T>(input.clone())?.rehearse()
}

fn read_and_run<T: Tool>(scene: &Scene<'_>, input: Value) -> Result<ToolDone> {
    read::<T>(input)?.run(scene)
}

fn read<T: Tool>(input: Value) -> Result<T> {
    serde_path_to_error::deserialize(input).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner().to_string());
        let path = if path == "." { String::new() } else { format!("{path}: ") };
        ToolError::Refused(format!("the input of {} is wrong: {path}{inner}", T::NAME))
    })
}

impl Scene<'_> {
    /// Does a command as a user would.
    fn run(&self, command: Command) -> Result<desk::Done> {
        Ok(desk::run(self.tx, command, self.context)?)
    }
}

impl From<desk::Error> for ToolError {
    fn from(error: desk::Error) -> Self {
        if error.is_internal() {
            return Self::Broken(error);
        }
        let hint = match error.code() {
            "card_not_found" => ". Use the id of a card in the context, or look for it with find",
            "stack_not_found" => ". Use the id of a stack in the context, or call list_stacks",
            "document_not_found" => ". Use the id of a document in the context, or call list_documents",
            "card_archived" => ", with restore_card",
            "invalid_block" | "invalid_edit" => ". Correct it and try again",
            _ => "",
        };
        Self::Refused(format!("{error}{hint}"))
    }
}

impl From<card::Error> for ToolError {
    fn from(error: card::Error) -> Self {
        desk::Error::from(error).into()
    }
}

impl From<stack::Error> for ToolError {
    fn from(error: stack::Error) -> Self {
        desk::Error::from(error).into()
    }
}

impl From<memory::Error> for ToolError {
    fn from(error: memory::Error) -> Self {
        let hint = if matches!(error, memory::Error::NotFound) { ". Look for it with recall" } else { "" };
        match error {
            memory::Error::Db(error) => error.into(),
            error => Self::Refused(format!("{error}{hint}")),
        }
    }
}

impl From<app::Error> for ToolError {
    fn from(error: app::Error) -> Self {
        match error {
            app::Error::Db(error) => error.into(),
            app::Error::Desk(error) => error.into(),
            error => Self::Refused(error.to_string()),
        }
    }
}

impl From<BadBlock> for ToolError {
    fn from(error: BadBlock) -> Self {
        card::Error::from(error).into()
    }
}

impl From<db::Error> for ToolError {
    fn from(error: db::Error) -> Self {
        desk::Error::from(error).into()
    }
}

fn refused<T>(message: impl Into<String>) -> Result<T> {
    Err(ToolError::Refused(message.into()))
}
