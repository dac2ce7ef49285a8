//! What every component's element has: its id, its address, what it tells, and how it stands among its neighbours.

use super::value;
use crate::app::{
    InstanceId,
    component::{GAPS, Happening, Kind, Prop, SIZES},
    tree::Shown,
};

/// More pixels than this are no window.
const PX_MAX: u32 = 4_000;
/// Characters of a hash, four bits each: enough that no author finds two addresses with the same id.
const ID_CHARS: usize = 32;

/// The attributes of a component's element.
pub(super) struct Own {
    pub id: String,
    pub class: String,
    pub node: String,
    pub key: String,
    /// The happenings that it tells, with blanks between them.
    pub on: String,
    pub tip: String,
    pub color: Option<&'static str>,
    pub w: Option<u32>,
    pub h: Option<u32>,
    pub is_hidden: bool,
    pub is_disabled: bool,
    /// Whether choosing it anywhere means something, so that the keyboard needs a way to do it.
    pub is_chosen_whole: bool,
}

impl Own {
    pub fn new(shown: &Shown, instance: InstanceId) -> Self {
        let is_group = matches!(shown.kind, Kind::Row | Kind::Col | Kind::Card);
        Self {
            id: dom_id(instance, &shown.address.node, &shown.address.key),
            class: class(shown),
            node: shown.address.node.clone(),
            key: shown.address.key.clone(),
            on: shown.tells.iter().map(|happening| word(*happening)).collect::<Vec<_>>().join(" "),
            tip: value::prop(shown, Prop::Tip),
            color: shown.text(Prop::Color).and_then(value::color),
            w: value::count(shown, Prop::W, PX_MAX),
            h: value::count(shown, Prop::H, PX_MAX),
            is_hidden: shown.is(Prop::Hidden),
            is_disabled: shown.is(Prop::Disabled),
            is_chosen_whole: is_group && shown.tells.contains(&Happening::Click),
        }
    }

    /// Whether the component tells something.
    pub fn tells(&self, happening: &str) -> bool {
        self.on.split(' ').any(|told| told == happening)
    }
}

/// The id of an element: a hash of its address, because an address may hold any character.
pub(super) fn dom_id(instance: InstanceId, node: &str, key: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [instance.to_string().as_str(), node, key] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut hash = hasher.finalize().to_hex();
    hash.truncate(ID_CHARS);
    format!("a{hash}")
}

/// What a child's key adds to its parent's.
pub(super) fn item<'a>(key: &'a str, parent_key: &str) -> &'a str {
    if parent_key.is_empty() {
        return key;
    }
    key.strip_prefix(parent_key).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default()
}

/// Only words that we know become classes.
fn class(shown: &Shown) -> String {
    // Buttons and badges look like those of the page around the app.
    let like = match shown.kind {
        Kind::Button | Kind::Copy | Kind::File => "button ",
        Kind::Badge => "badge ",
        _ => "",
    };
    let mut class = format!("{like}app-{}", shown.kind.as_str());
    let mut add = |prefix: &str, word: &str| {
        class.push(' ');
        class.push_str(prefix);
        class.push_str(word);
    };
    if let Some(tone) = shown.text(Prop::Tone).and_then(value::tone) {
        add("tone-", tone);
        if like == "button " && matches!(tone, "primary" | "quiet" | "danger") {
            add("", tone);
        }
    }
    if let Some(size) = shown.text(Prop::Size).filter(|size| SIZES.contains(size)) {
        add("size-", size);
    }
    if let Some(gap) = shown.text(Prop::Gap).filter(|gap| GAPS.contains(gap)) {
        add("gap-", gap);
    }
    if let Some(align) = shown.text(Prop::Align).filter(|align| crate::app::component::ALIGNS.contains(align)) {
        add("align-", align);
    }
    if shown.kind == Kind::Grid {
        add("columns-", &value::count(shown, Prop::Columns, 12).unwrap_or(2).max(1).to_string());
    }
    if shown.is(Prop::Grow) {
        add("is-", "grown");
    }
    if shown.is(Prop::Disabled) {
        add("is-", "disabled");
    }
    class
}

const fn word(happening: Happening) -> &'static str {
    match happening {
        Happening::Click => "click",
        Happening::Submit => "submit",
        Happening::Input => "input",
        Happening::Change => "change",
        Happening::Move => "move",
        Happening::Draw => "draw",
        Happening::Key => "key",
        Happening::Done => "done",
        Happening::Close => "close",
        Happening::Load => "load",
    }
}
