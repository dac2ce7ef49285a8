//! Random commands: first what kind, then, on the desk as it is, to what.

use proptest::prelude::*;
use serde_json::json;
use stackhouse::{
    card::{CardId, Content, Edit, Move, NewCard, Place, Size, block},
    chat::{NewMessage, Role},
    desk::{CellEdit, Change, Command, Resize, Tick},
    kit::Line,
    stack::{Color, Icon, NewDecor, NewStack, StackId, Wallpaper},
};

use crate::desk::Desk;

/// Something to do. The numbers choose among the stacks and cards that have ever been.
#[derive(Clone, Debug)]
pub enum Step {
    CreateStack,
    RenameStack(usize, u8),
    RecolorStack(usize, Option<Color>),
    DecorateStack(usize, Option<Wallpaper>),
    ReorderStacks(usize),
    ActivateStack(usize),
    ArchiveStack(usize),
    RestoreStack(usize),
    CreateCard(usize, Size, Option<Place>),
    EditCard(usize, u8, Option<Size>, Option<Option<Color>>),
    ReplaceBlocks(usize, u8),
    MoveCard(usize, Option<Place>, Option<i64>, Option<usize>),
    ResizeCard(usize, Size),
    PullCard(usize, f64, f64),
    EditCell(usize, u8),
    Tick(usize, bool),
    ArchiveCard(usize),
    RestoreCard(usize),
    RestoreVersion(usize, u32),
    Say(u8),
    Undo,
}

/// What has ever been on the desk.
#[derive(Default)]
pub struct Known {
    pub stacks: Vec<StackId>,
    pub cards: Vec<CardId>,
}

impl Known {
    pub fn on(desk: &Desk<'_>) -> Self {
        Self { stacks: desk.snapshot(None).stacks.iter().map(|stack| stack.id).collect(), cards: Vec::new() }
    }

    pub fn learn(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Stack(change) | Change::StackRestored(change, _) if !self.stacks.contains(&change.stack.id) => {
                    self.stacks.push(change.stack.id);
                }
                Change::Card(change) if !self.cards.contains(&change.card.id) => self.cards.push(change.card.id),
                _ => {}
            }
        }
    }

    fn stack(&self, number: usize) -> StackId {
        self.stacks[number % self.stacks.len()]
    }
}

impl Step {
    /// The command that this step is on the desk as it is; `None` when it needs a card and there has been none.
    pub fn command(&self, desk: &Desk<'_>, known: &Known) -> Option<Command> {
        let stack = |number: &usize| known.stack(*number);
        let card = |number: &usize| known.cards.get(number % known.cards.len().max(1)).copied();
        let id = || desk.ambient.id();
        Some(match self {
            Self::CreateStack => {
                Command::CreateStack(NewStack { id: desk.ambient.id(), name: line("new", 0), color: None })
            }
            Self::RenameStack(number, name) => {
                Command::RenameStack { stack: stack(number), name: line("stack", *name) }
            }
            Self::RecolorStack(number, color) => Command::RecolorStack { stack: stack(number), color: *color },
            Self::DecorateStack(number, wallpaper) => {
                let decor = NewDecor { icon: Some(Icon::new("🏡")), wallpaper: Some(*wallpaper) };
                Command::DecorateStack { stack: stack(number), decor }
            }
            Self::ReorderStacks(by) => {
                let mut order: Vec<StackId> = desk.snapshot(None).stacks.iter().map(|stack| stack.id).collect();
                let by = by % order.len();
                order.rotate_left(by);
                Command::ReorderStacks { order }
            }
            Self::ActivateStack(number) => Command::ActivateStack { stack: stack(number) },
            Self::ArchiveStack(number) => Command::ArchiveStack { stack: stack(number) },
            Self::RestoreStack(number) => Command::RestoreStack { stack: stack(number) },
            Self::CreateCard(number, size, place) => Command::CreateCard(NewCard {
                id: desk.ambient.id(),
                stack: stack(number),
                title: line("card", 0),
                size: *size,
                color: None,
                blocks: blocks(0),
                place: *place,
            }),
            Self::EditCard(number, title, size, color) => {
                let edit = Edit { title: Some(line("card", *title)), size: *size, color: *color, content: None };
                Command::UpdateCard { card: card(number)?, edit }
            }
            Self::ReplaceBlocks(number, text) => {
                let edit = Edit { content: Some(Content::Replace(blocks(*text))), ..Edit::default() };
                Command::UpdateCard { card: card(number)?, edit }
            }
            Self::MoveCard(number, place, z, to) => {
                let to = Move { place: *place, z: *z, stack: to.as_ref().map(stack) };
                Command::MoveCard { card: card(number)?, to }
            }
            Self::ResizeCard(number, size) => Command::ResizeCard { card: card(number)?, to: Resize::Named(*size) },
            Self::PullCard(number, width, height) => {
                Command::ResizeCard { card: card(number)?, to: Resize::Pulled { width: *width, height: *height } }
            }
            Self::EditCell(number, value) => {
                let (block, column) = ("sums".to_owned(), "price".to_owned());
                Command::EditCell { card: card(number)?, cell: CellEdit { block, row: 0, column, value: json!(value) } }
            }
            Self::Tick(number, done) => {
                let (block, item) = ("todo".to_owned(), "one".to_owned());
                Command::Tick { card: card(number)?, tick: Tick { block, item, done: *done } }
            }
            Self::ArchiveCard(number) => Command::ArchiveCard { card: card(number)? },
            Self::RestoreCard(number) => Command::RestoreCard { card: card(number)? },
            Self::RestoreVersion(number, version) => Command::RestoreVersion { card: card(number)?, version: *version },
            Self::Say(text) => Command::Say(NewMessage {
                id: id(),
                role: Role::User,
                content: format!("message {text}"),
                turn: None,
                cards: Vec::new(),
            }),
            Self::Undo => Command::Undo,
        })
    }
}

/// Sequences of up to `max` steps.
pub fn steps(max: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..=max)
}

/// One step.
pub fn step() -> impl Strategy<Value = Step> {
    let some = 0..12_usize;
    let color = || prop::option::of(prop::sample::select(&Color::ALL[..]));
    let size = || prop::sample::select(&Size::ALL[..]);
    let stacks = prop_oneof![
        2 => Just(Step::CreateStack),
        1 => (some.clone(), 0..3_u8).prop_map(|(stack, name)| Step::RenameStack(stack, name)),
        1 => (some.clone(), color()).prop_map(|(stack, color)| Step::RecolorStack(stack, color)),
        1 => (some.clone(), prop::option::of(prop::sample::select(&Wallpaper::ALL[..])))
            .prop_map(|(stack, wallpaper)| Step::DecorateStack(stack, wallpaper)),
        1 => some.clone().prop_map(Step::ReorderStacks),
        1 => some.clone().prop_map(Step::ActivateStack),
        2 => some.clone().prop_map(Step::ArchiveStack),
        2 => some.clone().prop_map(Step::RestoreStack),
    ];
    let edits = prop_oneof![
        (some.clone(), 0..3_u8, prop::option::of(size()), prop::option::of(color()))
            .prop_map(|(card, title, size, color)| Step::EditCard(card, title, size, color)),
        (some.clone(), 0..3_u8).prop_map(|(card, text)| Step::ReplaceBlocks(card, text)),
        (some.clone(), 0..3_u8).prop_map(|(card, value)| Step::EditCell(card, value)),
        (some.clone(), any::<bool>()).prop_map(|(card, done)| Step::Tick(card, done)),
        (some.clone(), 0..5_u32).prop_map(|(card, version)| Step::RestoreVersion(card, version)),
    ];
    let cards = prop_oneof![
        3 => (some.clone(), size(), place()).prop_map(|(stack, size, place)| Step::CreateCard(stack, size, place)),
        3 => (some.clone(), place(), prop::option::of(-3..9_i64), prop::option::of(some.clone()))
            .prop_map(|(card, place, z, to)| Step::MoveCard(card, place, z, to)),
        1 => (some.clone(), size()).prop_map(|(card, size)| Step::ResizeCard(card, size)),
        1 => (some.clone(), 0.0..900.0, 0.0..900.0).prop_map(|(card, width, height)| Step::PullCard(card, width, height)),
        2 => some.clone().prop_map(Step::ArchiveCard),
        2 => some.prop_map(Step::RestoreCard),
    ];
    prop_oneof![3 => stacks, 3 => edits, 4 => cards, 1 => (0..9_u8).prop_map(Step::Say), 2 => Just(Step::Undo)]
}

fn place() -> impl Strategy<Value = Option<Place>> {
    let number = || prop_oneof![-200.0..2_000.0, Just(0.0), any::<f64>()];
    (any::<bool>(), number(), number()).prop_map(|(given, x, y)| if given { Place::new(x, y) } else { None })
}

fn line<const MAX: usize>(word: &str, number: u8) -> Line<MAX> {
    Line::lossy(&format!("{word} {number}"), "none")
}

fn blocks(number: u8) -> Vec<block::Block> {
    let blocks = json!([
        { "id": "note", "type": "text", "content": format!("note {number}") },
        { "id": "sums", "type": "table", "columns": ["item", "price"], "rows": [{ "item": "tea", "price": number }] },
        { "id": "todo", "type": "checklist", "items": [{ "id": "one", "text": "boil water", "done": false }] },
    ]);
    block::parse(&blocks).expect("these are blocks")
}
