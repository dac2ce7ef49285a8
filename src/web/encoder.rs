//! Frames of what happened: the doors' half of [`crate::sprite::Encoder`].
//!
//! A tab that asked for `view=html` gets, beside the data, what the page's own templates make of it, in its
//! language. A frame is made once for each view that somebody has.

mod app;
mod sync;
#[cfg(test)]
mod tests;

use bytestring::ByteString;
use serde::Serialize;

use crate::{
    activity::{Seq, TurnId},
    assistant::TurnEvent,
    card::{self, Card},
    chat,
    desk::{Change, Receipt},
    kit::{Ambient, Timestamp},
    protocol::{
        server::{
            Ack, AgentEvent, AgentEventType, AgentMeta, CanvasUpdate, CardCommand, CardFields, ChatMessage, Frame,
            StackCommand, StackUpdate, System, SystemEvent,
        },
        view::{CardView, MessageView, StackView},
    },
    sprite::{self, DeskState, Encoder, Event, ReplyTo, View},
    stack::{self, StackId},
};

use super::{
    fragment,
    words::{Lang, Words},
};

/// Makes the frames of one server.
pub struct FrameEncoder {
    ambient: Ambient,
}

/// The view of a tab that wants data alone.
pub const PLAIN: View = View(0);

/// The view of a tab that wants the page's own HTML, too.
#[must_use]
pub fn html_view(words: Words) -> View {
    match Lang::from_tag(words.lang()) {
        Some(Lang::De) => View(2),
        Some(Lang::En) | None => View(1),
    }
}

impl FrameEncoder {
    #[must_use]
    pub fn new(ambient: Ambient) -> Self {
        Self { ambient }
    }

    /// The words of the view's language; `None` for a tab that wants data alone.
    fn words(view: View) -> Option<Words> {
        match view {
            View(1) => Some(Words::new(Lang::En)),
            View(2) => Some(Words::new(Lang::De)),
            View(_) => None,
        }
    }

    fn frame<P: Serialize>(&self, kind: &'static str, request_id: Option<&str>, payload: P) -> ByteString {
        let (id, timestamp) = (self.ambient.id(), self.ambient.now());
        Frame { kind, id, timestamp, request_id, payload: Some(payload) }.to_text()
    }

    /// A `system` frame.
    #[must_use]
    pub fn system(&self, request_id: Option<&str>, system: &System<'_>) -> ByteString {
        self.frame("system", request_id, system)
    }

    /// The `pong` that answers a `ping`.
    #[must_use]
    pub fn pong(&self, request_id: &str) -> ByteString {
        let (id, timestamp) = (self.ambient.id(), self.ambient.now());
        Frame::<()> { kind: "pong", id, timestamp, request_id: Some(request_id), payload: None }.to_text()
    }

    fn stack(&self, change: &stack::Change, cards: Option<&[Card]>, view: View) -> ByteString {
        let words = Self::words(view);
        let mut stack = StackView::from(&change.stack);
        stack.html = words.map(|words| fragment::tab(&change.stack, words));
        let update = StackUpdate {
            seq: change.seq,
            command: stack_command(&change.what),
            stack,
            stack_ids: stack_order(&change.what),
            cards: cards.map(|cards| cards.iter().map(|card| card_view(card, words, self.ambient.now())).collect()),
            by: change.by.as_str(),
            mission_id: change.by.turn(),
        };
        self.frame("stack_update", None, update)
    }

    fn card(&self, change: &card::Change, view: View) -> ByteString {
        let (card, by) = (&change.card, change.by.as_str());
        let (card_id, stack_id) = (card.id, card.stack);
        let whole = || {
            let mut whole = card_view(card, Self::words(view), self.ambient.now());
            whole.by = by;
            CardFields::Whole(Box::new(whole))
        };
        let (command, fields) = match change.what {
            card::What::Created => (CardCommand::CreateCard, whole()),
            card::What::Updated => (CardCommand::UpdateCard, whole()),
            card::What::Restored => (CardCommand::RestoreCard, whole()),
            card::What::Moved => {
                let (position, z_index) = (card.place, card.z);
                (CardCommand::MoveCard, CardFields::Place { card_id, stack_id, position, z_index, by })
            }
            card::What::Resized => {
                let shape = card.shape;
                let (size, width, height, folded) = (shape.size, shape.width, shape.height, shape.is_folded);
                (CardCommand::UpdateCard, CardFields::Shape { card_id, stack_id, size, width, height, folded, by })
            }
            card::What::Archived => {
                let archived_at = card.archived_at;
                (CardCommand::CloseCard, CardFields::Closing { card_id, stack_id, archived_at, by })
            }
        };
        let update = CanvasUpdate { seq: change.seq, command, fields, mission_id: change.by.turn() };
        self.frame("canvas_update", None, update)
    }

    fn message(&self, change: &chat::Change, view: View) -> ByteString {
        let message = message_view(&change.message, Self::words(view), self.ambient.now());
        self.frame("chat_message", None, ChatMessage { seq: change.seq, message })
    }

    fn turn(&self, turn: TurnId, event: &TurnEvent) -> ByteString {
        let (event_type, content, meta) = match event {
            TurnEvent::Queued { position } => {
                (AgentEventType::Queued, "", Some(AgentMeta { position: Some(*position), ..AgentMeta::default() }))
            }
            TurnEvent::Text { delta } => (AgentEventType::Text, delta.as_str(), None),
            TurnEvent::Tool { name, detail } => {
                let meta = AgentMeta { tool: Some(name), ..AgentMeta::default() };
                (AgentEventType::Tool, detail.as_str(), Some(meta))
            }
            TurnEvent::Waiting { pause } => {
                let retry_after_ms = u64::try_from(pause.as_millis()).ok();
                (AgentEventType::Waiting, "", Some(AgentMeta { retry_after_ms, ..AgentMeta::default() }))
            }
            TurnEvent::Complete { message } => {
                (AgentEventType::Complete, "", Some(AgentMeta { message_id: *message, ..AgentMeta::default() }))
            }
            TurnEvent::Failed { error } => (AgentEventType::Error, error.as_str(), None),
            TurnEvent::Cancelled => (AgentEventType::Cancelled, "", None),
        };
        self.frame("agent_event", None, AgentEvent { mission_id: turn, event_type, content, meta })
    }
}

impl Encoder for FrameEncoder {
    fn event(&self, event: &Event, view: View) -> Option<ByteString> {
        Some(match event {
            Event::Change(Change::Stack(change)) => self.stack(change, None, view),
            Event::Change(Change::StackRestored(change, cards)) => self.stack(change, Some(cards), view),
            Event::Change(Change::Card(change)) => self.card(change, view),
            Event::Change(Change::Message(change)) => self.message(change, view),
            Event::Turn { turn, event } => self.turn(*turn, event),
            Event::App(news) => return app::frame(self, news, Self::words(view)?),
        })
    }

    fn ack(&self, to: &ReplyTo, seq: Seq, receipt: &Receipt) -> ByteString {
        let result = (*receipt != Receipt::default()).then_some(receipt);
        let op_id = to.op_id.as_ref().map(crate::desk::OpId::as_str);
        self.frame("ack", to.request_id.as_deref(), Ack { op_id, seq, result })
    }

    fn refusal(&self, to: &ReplyTo, error: &sprite::Error) -> ByteString {
        let (message, field) = (error.told(), error.field());
        let system = System {
            code: Some(error.code()),
            message: Some(&message),
            field: field.as_deref(),
            retry_after_ms: error.retry_after_ms(),
            op_id: to.op_id.as_ref().map(crate::desk::OpId::as_str),
            ..System::plain(SystemEvent::Error)
        };
        self.system(to.request_id.as_deref(), &system)
    }

    fn sync(&self, to: &ReplyTo, page: &DeskState, view: View, earlier: usize) -> Vec<ByteString> {
        sync::frames(self, to, page, view, earlier)
    }
}

fn card_view(card: &Card, words: Option<Words>, now: Timestamp) -> CardView<'_> {
    let mut shown = CardView::bounded(card);
    shown.html = words.map(|words| fragment::card(card, words, now));
    shown
}

fn message_view(message: &chat::Message, words: Option<Words>, now: Timestamp) -> MessageView<'_> {
    let mut shown = MessageView::from(message);
    shown.html = words.map(|words| fragment::message(message, words, now));
    shown
}

const fn stack_command(what: &stack::What) -> StackCommand {
    match what {
        stack::What::Created => StackCommand::Create,
        stack::What::Renamed => StackCommand::Rename,
        stack::What::Recolored => StackCommand::Recolor,
        stack::What::Decorated => StackCommand::Decorate,
        stack::What::Reordered(_) => StackCommand::Reorder,
        stack::What::Archived => StackCommand::Archive,
        stack::What::Restored => StackCommand::Restore,
    }
}

fn stack_order(what: &stack::What) -> Option<&[StackId]> {
    match what {
        stack::What::Reordered(order) => Some(order),
        stack::What::Created
        | stack::What::Renamed
        | stack::What::Recolored
        | stack::What::Decorated
        | stack::What::Archived
        | stack::What::Restored => None,
    }
}
