//! Stacks as plain forms: what scripts do over the socket, these do with a POST and a redirect.

pub mod view;

use actix_web::HttpResponse;
use askama::Template;
use serde::Deserialize;

use super::{
    answer::{html, see_other},
    apps::startup,
    card::view::{Choice, color_choices},
    error::{Error, Result},
    extract::{Desk, Form, PathId},
    page::Page,
};
use crate::{
    db::Tx,
    desk::{self, Command},
    document::{self, Document, Which},
    kit::Line,
    stack::{self, Color, Icon, Name, NewDecor, NewStack, Stack, StackId, StackKind, Wallpaper},
};

#[derive(Template)]
#[template(path = "stack/edit.html")]
pub(super) struct EditPage {
    pub page: Page,
    pub stack: Named,
    pub colors: Vec<Choice>,
    pub icon: String,
    pub icons: [&'static str; 24],
    pub wallpapers: Vec<Choice>,
    /// Pictures of the user's own, by their address.
    pub pictures: Vec<Picture>,
    /// Every app, by the name of its box, with whether it opens by itself here.
    pub apps: Vec<(String, String, bool)>,
}

impl EditPage {
    pub(super) fn new(page: Page, stack: &Stack, own: &[Document], apps: Vec<(String, String, bool)>) -> Self {
        let chosen = stack.decor.wallpaper;
        Self {
            apps,
            icon: view::icon(stack),
            icons: ICONS,
            wallpapers: wallpapers(&page, chosen),
            pictures: own.iter().map(|document| Picture::new(document, chosen)).collect(),
            colors: color_choices(stack.color, page.words),
            stack: Named { id: stack.id.to_string(), name: stack.name.to_string() },
            page,
        }
    }
}

/// Signs to choose from; any other can be typed.
const ICONS: [&str; 24] = [
    "🏠", "💼", "📚", "🎓", "🧪", "🛠", "💰", "🧾", "📈", "✈️", "🚲", "🏖", "🌱", "🍳", "🎵", "🎨", "🎮", "📷", "🏃",
    "❤️", "👪", "🐈", "🌙", "⭐",
];

/// Pictures of the user's own that are offered, the newest first.
const PICTURES_MAX: usize = 24;

/// A picture of the user's own.
pub(super) struct Picture {
    pub id: String,
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

impl Picture {
    fn new(document: &Document, chosen: Option<Wallpaper>) -> Self {
        let wallpaper = Wallpaper::Picture(document.id.cast());
        Self {
            id: document.id.to_string(),
            value: wallpaper.to_string(),
            name: document.name.to_string(),
            is_chosen: chosen == Some(wallpaper),
        }
    }
}

/// A stack's address and name.
pub(super) struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
pub struct NewFields {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
pub struct NameField {
    name: String,
}

#[derive(Deserialize)]
pub struct ColorField {
    color: String,
}

#[derive(Deserialize)]
pub struct DecorFields {
    #[serde(default)]
    icon: String,
    #[serde(default)]
    wallpaper: String,
}

#[derive(Deserialize)]
pub struct MoveField {
    to: Side,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Left,
    Right,
}

/// `GET /stacks/{id}/edit`.
///
/// # Errors
/// 404 for a stack that the user doesn't have.
pub async fn edit(desk: Desk, page: Page, id: PathId<StackKind>) -> Result<HttpResponse> {
    let read = move |tx: &Tx| {
        let stack = stack::active(tx, id.0)?;
        let own = pictures(tx, stack.decor.wallpaper)?;
        Ok((stack, own))
    };
    let (stack, own) = desk.read(read).await?;
    let apps = startup::boxes(&desk, id.0).await?;
    html(&EditPage::new(page, &stack, &own, apps))
}

/// `POST /stacks`: an empty stack at the end.
///
/// # Errors
/// When the tier allows no more.
pub async fn create(desk: Desk, page: Page, Form(fields): Form<NewFields>) -> Result<HttpResponse> {
    let id = desk.ambient.id();
    let name = Line::lossy(&fields.name, &page.say("stack-new-name"));
    desk.run(Command::CreateStack(NewStack { id, name, color: None })).await?;
    Ok(see_other(&address(id)))
}

/// `POST /stacks/{id}/rename`.
///
/// # Errors
/// When the name is empty or too long.
pub async fn rename(desk: Desk, id: PathId<StackKind>, Form(fields): Form<NameField>) -> Result<HttpResponse> {
    let name = Name::new(&fields.name).map_err(|error| Error::invalid("name", error.to_string()))?;
    desk.run(Command::RenameStack { stack: id.0, name }).await?;
    Ok(see_other(&address(id.0)))
}

/// `POST /stacks/{id}/recolor`: an empty colour takes it away.
///
/// # Errors
/// For a colour that is not in the palette.
pub async fn recolor(desk: Desk, id: PathId<StackKind>, Form(fields): Form<ColorField>) -> Result<HttpResponse> {
    desk.run(Command::RecolorStack { stack: id.0, color: color(&fields.color)? }).await?;
    Ok(see_other(&address(id.0)))
}

/// `POST /stacks/{id}/decorate`: what is empty is taken away.
///
/// # Errors
/// For an icon of several signs, and a wallpaper that there isn't.
pub async fn decorate(desk: Desk, id: PathId<StackKind>, Form(fields): Form<DecorFields>) -> Result<HttpResponse> {
    let icon = match fields.icon.trim() {
        "" => None,
        text => Some(Icon::new(text).ok_or_else(|| Error::invalid("icon", "an icon is one sign, such as an emoji"))?),
    };
    let wallpaper = match fields.wallpaper.as_str() {
        "" => None,
        word => {
            let known = Wallpaper::from_word(word);
            Some(known.ok_or_else(|| Error::invalid("wallpaper", "there is no such wallpaper"))?)
        }
    };
    let decor = NewDecor { icon: Some(icon), wallpaper: Some(wallpaper) };
    desk.run(Command::DecorateStack { stack: id.0, decor }).await?;
    Ok(see_other(&address(id.0)))
}

/// `POST /stacks/{id}/move`: one place to the left or to the right.
///
/// # Errors
/// 404 for a stack that is not among the tabs.
pub async fn shift(desk: Desk, id: PathId<StackKind>, Form(fields): Form<MoveField>) -> Result<HttpResponse> {
    let stacks = desk.read(|tx| Ok(stack::list_active(tx)?)).await?;
    let order = shifted(&stacks, id.0, fields.to).ok_or_else(Error::not_found)?;
    desk.run(Command::ReorderStacks { order }).await?;
    Ok(see_other(&address(id.0)))
}

/// `POST /stacks/{id}/archive`.
///
/// # Errors
/// 404 for a stack that the user doesn't have.
pub async fn archive(desk: Desk, id: PathId<StackKind>) -> Result<HttpResponse> {
    desk.run(Command::ArchiveStack { stack: id.0 }).await?;
    Ok(see_other("/"))
}

/// `POST /stacks/{id}/restore`.
///
/// # Errors
/// When the tier allows no more active stacks.
pub async fn restore(desk: Desk, id: PathId<StackKind>) -> Result<HttpResponse> {
    desk.run(Command::RestoreStack { stack: id.0 }).await?;
    Ok(see_other(&address(id.0)))
}

/// Where a stack is shown.
#[must_use]
pub fn address(id: StackId) -> String {
    format!("/stacks/{id}")
}

/// The colour that a form names; none for an empty field.
pub(super) fn color(word: &str) -> Result<Option<Color>> {
    match word {
        "" => Ok(None),
        word => Color::from_word(word).map(Some).ok_or_else(|| Error::invalid("color", "there is no such colour")),
    }
}

/// None, and those that come along.
fn wallpapers(page: &Page, chosen: Option<Wallpaper>) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: page.say("wallpaper-usual"), is_chosen: chosen.is_none() };
    let named = |wallpaper: Wallpaper| Choice {
        value: wallpaper.name().to_owned(),
        label: wallpaper_name(page, wallpaper.name()),
        is_chosen: chosen == Some(wallpaper),
    };
    std::iter::once(none).chain(Wallpaper::ALL.into_iter().map(named)).collect()
}

/// What people call the wallpaper with this word.
pub(super) fn wallpaper_name(page: &Page, word: &str) -> String {
    let key = match Wallpaper::from_word(word) {
        None => "wallpaper-usual",
        Some(Wallpaper::Plain) => "wallpaper-plain",
        Some(Wallpaper::Squares) => "wallpaper-squares",
        Some(Wallpaper::Lines) => "wallpaper-lines",
        Some(Wallpaper::Dawn) => "wallpaper-dawn",
        Some(Wallpaper::Meadow) => "wallpaper-meadow",
        Some(Wallpaper::Sea) => "wallpaper-sea",
        Some(Wallpaper::Dusk) => "wallpaper-dusk",
        Some(Wallpaper::Picture(_)) => "wallpaper-picture",
    };
    page.say(key)
}

/// The user's pictures that can lie behind cards, the newest first. The chosen one is among them wherever it is now, so
/// that a form which says nothing of it keeps it.
fn pictures(tx: &Tx, chosen: Option<Wallpaper>) -> std::result::Result<Vec<Document>, desk::Error> {
    let mut all = document::list(tx, Which::Active, "", u32::MAX)?;
    all.retain(Document::can_be_wallpaper);
    all.truncate(PICTURES_MAX);
    if let Some(Wallpaper::Picture(picture)) = chosen
        && !all.iter().any(|document| document.id == picture.cast())
    {
        all.insert(0, document::find(tx, picture.cast())?);
    }
    Ok(all)
}

/// The stacks with `id` one place further to a side. At the edge it stays where it is.
fn shifted(stacks: &[Stack], id: StackId, to: Side) -> Option<Vec<StackId>> {
    let mut order: Vec<StackId> = stacks.iter().map(|stack| stack.id).collect();
    let at = order.iter().position(|each| *each == id)?;
    let other = match to {
        Side::Left => at.saturating_sub(1),
        Side::Right => (at + 1).min(order.len() - 1),
    };
    order.swap(at, other);
    Some(order)
}
