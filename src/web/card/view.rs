//! A card as templates show it: ready words, numbers and links.

use crate::{
    activity::By,
    card::{Block, Card, Size, Version, block::Body},
    kit::Timestamp,
    stack::Color,
    web::{
        block::BlocksView,
        words::{When, Words},
    },
};

/// One card on its stack.
#[derive(Debug)]
pub struct CardView {
    pub id: String,
    pub stack: String,
    pub title: String,
    pub version: u32,
    pub seq: u64,
    pub x: f64,
    pub y: f64,
    pub w: u32,
    /// Empty for a card that is as high as its content.
    pub h: String,
    pub z: i64,
    pub size: &'static str,
    pub is_folded: bool,
    /// Empty for a card without colour.
    pub color: &'static str,
    /// Who made the present content: "by the assistant ·".
    pub by: String,
    pub at: When,
    pub menu_label: String,
    pub archive_label: String,
    pub fold_label: String,
    /// Whether it holds a running app and nothing else.
    pub is_app: bool,
    pub body: BlocksView,
}

impl CardView {
    /// The card as it lies on the desk.
    #[must_use]
    pub fn on_desk(card: &Card, words: Words, now: Timestamp) -> Self {
        let blocks = blocks_of(card);
        let body = BlocksView::on_desk(card.id, &blocks, words);
        Self { is_app: is_app(&blocks), ..Self::new(card, body, words, now) }
    }

    /// The card on its own page.
    #[must_use]
    pub fn whole(card: &Card, words: Words, now: Timestamp) -> Self {
        let body = BlocksView::whole(card.id, &blocks_of(card), words);
        Self::new(card, body, words, now)
    }

    fn new(card: &Card, body: BlocksView, words: Words, now: Timestamp) -> Self {
        let title = || [("title", card.title.to_string())];
        Self {
            id: card.id.to_string(),
            stack: card.stack.to_string(),
            title: card.title.to_string(),
            version: card.version,
            seq: card.seq.0,
            x: card.place.x,
            y: card.place.y,
            w: card.shape.width_px(),
            h: card.shape.height.map(|px| px.to_string()).unwrap_or_default(),
            z: card.z,
            size: card.shape.size.as_str(),
            is_folded: card.shape.is_folded,
            color: color_name(card.color),
            by: by_words(matches!(card.by, By::Agent(_)), words),
            at: When::new(card.updated_at, now, words),
            menu_label: words.say_with("card-menu-of", &title()),
            archive_label: words.say_with("card-archive-of", &title()),
            fold_label: words.say_with("card-fold-of", &title()),
            is_app: false,
            body,
        }
    }
}

/// An earlier content of a card.
#[derive(Debug)]
pub struct VersionView {
    pub number: u32,
    pub label: String,
    pub title: String,
    pub color: &'static str,
    pub by: String,
    pub at: When,
    pub body: BlocksView,
}

impl VersionView {
    #[must_use]
    pub fn new(card: &Card, version: &Version, words: Words, now: Timestamp) -> Self {
        let earlier = Card { blocks_json: version.blocks_json.clone(), ..card.clone() };
        Self {
            number: version.version,
            label: words.say_with("version-number", &[("number", version.version.to_string())]),
            title: version.title.to_string(),
            color: color_name(version.color),
            by: by_words(version.by == "agent", words),
            at: When::new(version.at, now, words),
            // Under the card's own id the blocks of two versions would share theirs.
            body: BlocksView::whole(format!("{}-v{}", card.id, version.version), &blocks_of(&earlier), words),
        }
    }
}

/// Something that can be chosen in a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// No colour, and the nine.
#[must_use]
pub fn color_choices(chosen: Option<Color>, words: Words) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: color_label(None, words), is_chosen: chosen.is_none() };
    let named = |color: Color| Choice {
        value: color.as_str().to_owned(),
        label: color_label(Some(color), words),
        is_chosen: chosen == Some(color),
    };
    std::iter::once(none).chain(Color::ALL.into_iter().map(named)).collect()
}

/// The sizes by name. None is chosen for a card that was pulled to a size of its own.
#[must_use]
pub fn size_choices(card: &Card, words: Words) -> Vec<Choice> {
    let choice = |size: Size| Choice {
        value: size.as_str().to_owned(),
        label: size_label(size, words),
        is_chosen: card.shape.width.is_none() && card.shape.size == size,
    };
    Size::ALL.into_iter().map(choice).collect()
}

#[must_use]
pub fn color_name(color: Option<Color>) -> &'static str {
    color.map_or("", Color::as_str)
}

fn color_label(color: Option<Color>, words: Words) -> String {
    match color {
        None => words.say("color-none"),
        Some(Color::Gray) => words.say("color-gray"),
        Some(Color::Red) => words.say("color-red"),
        Some(Color::Orange) => words.say("color-orange"),
        Some(Color::Amber) => words.say("color-amber"),
        Some(Color::Green) => words.say("color-green"),
        Some(Color::Teal) => words.say("color-teal"),
        Some(Color::Blue) => words.say("color-blue"),
        Some(Color::Violet) => words.say("color-violet"),
        Some(Color::Pink) => words.say("color-pink"),
    }
}

fn size_label(size: Size, words: Words) -> String {
    match size {
        Size::Small => words.say("size-small"),
        Size::Medium => words.say("size-medium"),
        Size::Large => words.say("size-large"),
        Size::Full => words.say("size-full"),
    }
}

fn by_words(is_agent: bool, words: Words) -> String {
    if is_agent { words.say("by-assistant") } else { words.say("by-you") }
}

fn is_app(blocks: &[Block]) -> bool {
    matches!(blocks, [Block { body: Body::App { .. }, .. }])
}

/// A content that can't be read is a damaged file: the operator is told, the reader sees the rest of the desk.
fn blocks_of(card: &Card) -> Vec<Block> {
    card.blocks().unwrap_or_else(|error| {
        tracing::error!(card.id = %card.id, %error, "the content of card {} can't be read", card.id);
        Vec::new()
    })
}
