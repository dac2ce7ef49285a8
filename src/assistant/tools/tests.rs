//! Every tool with good and bad arguments, on a founded desk.

mod apps;
mod cards;
mod data;
mod documents;
mod memory;
mod stacks;

use serde_json::{Value, json};

use super::{Scene, TOOLS, ToolDone, ToolError, rehearse, run, specs};
use crate::{
    activity::By,
    app::catalogue::Offer,
    db::testing::Bench,
    desk,
    llm::ToolCall,
    stack::{Allowance, StackId},
};

pub(super) struct World {
    pub bench: Bench,
    pub stack: StackId,
    allowance: Allowance,
    /// What admins have added to the catalogue.
    pub offers: Vec<Offer>,
}

impl World {
    pub fn new() -> Self {
        let bench = Bench::new();
        let user = bench.id();
        bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
        let stack = bench.tx(desk::active_stack).unwrap().unwrap();
        let allowance = Allowance { tier: "free".to_owned(), stacks_max: Some(2) };
        Self { bench, stack, allowance, offers: Vec::new() }
    }

    fn call(&self, name: &str, input: Value) -> Result<ToolDone, String> {
        let call = ToolCall { id: "c1".to_owned(), name: name.to_owned(), input };
        let by = By::Agent(self.bench.id());
        let now = self.bench.now();
        let context = desk::Context { by, now, allowance: &self.allowance, ambient: &self.bench.ambient };
        let (stack, offers) = (Some(self.stack), self.offers.as_slice());
        let ran = self.bench.tx(|tx| run(&Scene { tx, context: &context, stack, offers }, &rehearse(&call)?));
        ran.map_err(|error| match error {
            ToolError::Refused(message) => message,
            ToolError::Broken(error) => panic!("{name} broke: {error}"),
        })
    }

    /// What the tool answers.
    pub fn did(&self, name: &str, input: Value) -> Value {
        self.call(name, input.clone()).unwrap_or_else(|error| panic!("{name} refused {input}: {error}")).output
    }

    /// The tool refuses with a text that holds `words`.
    pub fn refuses(&self, name: &str, input: Value, words: &str) {
        let error = self.call(name, input.clone()).expect_err(&format!("{name} took {input}"));
        assert!(error.contains(words), "{name} refused {input} with: {error}");
    }

    /// Makes a card with a table and answers its id.
    pub fn table(&self, columns: Value, rows: Value) -> Value {
        let blocks = json!([{ "type": "table", "columns": columns, "rows": rows }]);
        self.did("create_card", json!({ "title": "Invoices", "blocks": blocks }))["card_id"].clone()
    }

    pub fn blocks(&self, card: &Value) -> Value {
        self.did("read_card", json!({ "card_id": card }))["blocks"].clone()
    }
}

#[test]
fn every_tool_tells_a_model_what_it_takes() {
    for spec in specs() {
        assert_eq!(spec.input_schema["type"], "object", "{}", spec.name);
        assert_eq!(spec.input_schema["additionalProperties"], false, "{}", spec.name);
        assert!(spec.description.ends_with('.'), "{}", spec.name);
    }
    assert_eq!(specs().len(), TOOLS.len());
}

#[test]
fn a_stranger_s_input_is_refused_with_what_is_wrong() {
    let world = World::new();
    world.refuses("format_disk", json!({}), "there is no tool \"format_disk\": use one of list_stacks");
    world.refuses("create_card", json!({}), "missing field `title`");
    world.refuses("create_card", json!([]), "the input of create_card is wrong");
    world.refuses("create_card", json!({ "title": " " }), "title: must not be empty");
    world.refuses("create_card", json!({ "title": "a", "html": "<b>" }), "unknown field `html`");
    world.refuses("read_card", json!({ "card_id": "7" }), "card_id: not an id");
    world.refuses("create_card", json!({ "title": "x".repeat(2_000_000) }), "use less content");
    let nobody = "0197b7a0-0000-7000-8000-000000000099";
    for tool in ["read_card", "close_card", "restore_card", "move_card"] {
        world.refuses(tool, json!({ "card_id": nobody }), "there is no such card. Use the id of a card");
    }
    world.refuses("rename_stack", json!({ "stack_id": nobody, "name": "a" }), "there is no such stack. Use the id");
}
