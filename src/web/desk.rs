//! The desk as a page: tabs, the cards of one stack, and the conversation.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use askama::Template;

use super::{
    answer::{html, see_other},
    apps::startup,
    card::view::CardView,
    chat::view::ChatView,
    error::Result,
    extract::{Desk, PathId},
    page::Page,
    session::{Restored, RestoredNote},
    stack::view::{TabView, wallpaper},
    state::State,
};
use crate::{
    activity::{self, Seq, TurnId},
    app::{App, registry},
    assistant::{self, Turn},
    card::{self, Card},
    chat::{self, Message},
    db::Tx,
    desk::{self, Command, Epoch},
    kit::Timestamp,
    session, settings, sprite,
    stack::{self, Stack, StackId, StackKind, Wallpaper},
};

/// Messages that a page begins with, as many as a sync has.
pub const MESSAGES_SHOWN: u32 = 50;

/// What a page of the desk is made of.
pub struct Read {
    pub epoch: Epoch,
    pub seq: Seq,
    pub stacks: Vec<Stack>,
    /// The stack that is shown.
    pub stack: Stack,
    pub cards: Vec<Card>,
    pub messages: Vec<Message>,
    pub turns: Vec<Turn>,
    /// The last turn, if it has failed.
    pub failed: Option<TurnId>,
    /// The apps that lie ready at the foot of the desk.
    pub dock: Vec<App>,
    /// Whether single letters and signs are shortcuts.
    pub single_keys: bool,
}

/// An app in the dock.
struct Docked {
    id: String,
    icon: String,
    name: String,
    label: String,
}

/// All cards of one stack.
#[derive(Debug)]
pub struct PlaneView {
    pub stack: String,
    pub name: String,
    pub seq: u64,
    pub cards: Vec<CardView>,
}

#[derive(Template)]
#[template(path = "desk/index.html")]
pub(super) struct DeskPage {
    page: Page,
    epoch: String,
    seq: u64,
    /// Whether the user can change anything at present.
    is_changeable: bool,
    tabs: Vec<TabView>,
    plane: PlaneView,
    /// The word for what lies behind the cards, and the picture's id when it is one.
    wallpaper: String,
    picture: Option<String>,
    chat: ChatView,
    /// What was just restored.
    restored: Option<RestoredNote>,
    dock: Vec<Docked>,
    has_single_keys: bool,
}

/// The part of the page that changes when another stack is shown.
#[derive(Template)]
#[template(path = "desk/_plane.html")]
pub(super) struct PlaneFragment {
    pub page: Page,
    pub plane: PlaneView,
}

/// `GET /`: the stack that was used last.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, state: Data<State>, page: Page, Query(asked): Query<Restored>) -> Result<HttpResponse> {
    let read_all = move |tx: &Tx| {
        // A session that there isn't has nothing to say.
        let point = asked.restored.and_then(|point| session::find(tx, point).ok());
        Ok((read(tx, None)?, point))
    };
    let (mut read, point) = desk.read(read_all).await?;
    if startup::open(&desk, &state, read.stack.id).await {
        let stack = read.stack.id;
        read = desk.read(move |tx| self::read(tx, Some(stack))).await?;
    }
    let note = point.map(|point| RestoredNote::new(&page, &point));
    html(&DeskPage { restored: note, ..DeskPage::new(page, &read, desk.now()).of(&desk) })
}

/// `GET /stacks/{id}`: a certain stack, or its cards alone for htmx.
///
/// # Errors
/// 404 for a stack that the user doesn't have.
pub async fn show_stack(desk: Desk, state: Data<State>, page: Page, stack: PathId<StackKind>) -> Result<HttpResponse> {
    let id = stack.0;
    startup::open(&desk, &state, id).await;
    if page.is_fragment {
        let read = desk.read(move |tx| read(tx, Some(id))).await?;
        let plane = PlaneView::new(&read, &page, desk.now());
        return html(&PlaneFragment { page, plane });
    }
    match desk.sprite.run(None, Command::ActivateStack { stack: id }).await {
        // That the last stack can't be remembered is no reason not to show it.
        Ok(_) | Err(sprite::Error::ReadOnly | sprite::Error::DiskFull | sprite::Error::NotSaved) => {}
        Err(error) => return Err(error.into()),
    }
    let read = desk.read(move |tx| read(tx, Some(id))).await?;
    html(&DeskPage::new(page, &read, desk.now()).of(&desk))
}

/// `POST /undo`: takes back the last thing that can be.
///
/// # Errors
/// When there is nothing to take back.
pub async fn undo(desk: Desk) -> Result<HttpResponse> {
    desk.run(Command::Undo).await?;
    desk.apps.changed_all(&desk.sprite);
    Ok(see_other("/"))
}

impl DeskPage {
    pub(super) fn new(page: Page, read: &Read, now: Timestamp) -> Self {
        let words = page.words;
        let (stack, shown) = (read.stack.id, MESSAGES_SHOWN as usize);
        Self {
            epoch: read.epoch.to_string(),
            seq: read.seq.0,
            is_changeable: true,
            tabs: read.stacks.iter().map(|each| TabView::new(each, Some(stack), words)).collect(),
            plane: PlaneView::new(read, &page, now),
            wallpaper: wallpaper(&read.stack),
            picture: picture(&read.stack),
            chat: ChatView::new(&read.messages, shown, &read.turns, stack.to_string(), words, now)
                .offering_retry_of(read.failed, words),
            restored: None,
            dock: read.dock.iter().map(|app| Docked::new(&page, app)).collect(),
            has_single_keys: read.single_keys,
            page,
        }
    }

    fn of(self, desk: &Desk) -> Self {
        Self { is_changeable: !desk.sprite.is_read_only(), ..self }
    }
}

impl Docked {
    fn new(page: &Page, app: &App) -> Self {
        let label = page.say_with("apps-open-label", &[("name", app.name.clone())]);
        Self { id: app.id.to_string(), icon: app.icon.clone(), name: app.name.clone(), label }
    }
}

impl PlaneView {
    pub(super) fn new(read: &Read, page: &Page, now: Timestamp) -> Self {
        Self {
            stack: read.stack.id.to_string(),
            name: read.stack.name.to_string(),
            seq: read.seq.0,
            cards: read.cards.iter().map(|card| CardView::on_desk(card, page.words, now)).collect(),
        }
    }
}

fn picture(stack: &Stack) -> Option<String> {
    match stack.decor.wallpaper {
        Some(Wallpaper::Picture(id)) => Some(id.to_string()),
        _ => None,
    }
}

/// Reads what a page of the desk needs, with the stack `asked` or the one that was used last.
fn read(tx: &Tx, asked: Option<StackId>) -> std::result::Result<Read, desk::Error> {
    let id = match asked {
        Some(id) => id,
        None => desk::active_stack(tx)?.ok_or(stack::Error::NotFound)?,
    };
    Ok(Read {
        epoch: desk::epoch(tx)?,
        seq: activity::latest(tx)?,
        stacks: stack::list_active(tx)?,
        stack: stack::active(tx, id)?,
        cards: card::active_on(tx, id)?,
        messages: chat::last(tx, MESSAGES_SHOWN)?,
        turns: assistant::open(tx)?,
        failed: assistant::last_failed(tx)?,
        dock: registry::docked(tx)?,
        single_keys: settings::has_single_keys(tx)?,
    })
}
