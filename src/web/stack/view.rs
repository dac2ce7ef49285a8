//! A stack as templates show it: a tab.

use crate::{
    stack::{Stack, StackId},
    web::{card::view::color_name, words::Words},
};

/// One stack among the tabs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TabView {
    pub id: String,
    pub name: String,
    /// Empty for a stack without colour.
    pub color: &'static str,
    /// Empty for a stack without one.
    pub icon: String,
    pub wallpaper: String,
    pub sort_order: i64,
    pub seq: u64,
    /// Whether its cards are the ones that the page shows.
    pub is_active: bool,
    pub menu_label: String,
    pub archive_label: String,
}

impl TabView {
    #[must_use]
    pub fn new(stack: &Stack, active: Option<StackId>, words: Words) -> Self {
        let name = || [("name", stack.name.to_string())];
        Self {
            id: stack.id.to_string(),
            name: stack.name.to_string(),
            color: color_name(stack.color),
            icon: icon(stack),
            wallpaper: wallpaper(stack),
            sort_order: stack.sort_order,
            seq: stack.seq.0,
            is_active: active == Some(stack.id),
            menu_label: words.say_with("stack-menu-of", &name()),
            archive_label: words.say_with("stack-archive-of", &name()),
        }
    }
}

/// The stack's icon; empty for one without.
#[must_use]
pub fn icon(stack: &Stack) -> String {
    stack.decor.icon.as_ref().map(|icon| icon.as_str().to_owned()).unwrap_or_default()
}

/// The word for what lies behind the cards; empty for a stack without wallpaper.
#[must_use]
pub fn wallpaper(stack: &Stack) -> String {
    stack.decor.wallpaper.map(|wallpaper| wallpaper.to_string()).unwrap_or_default()
}
