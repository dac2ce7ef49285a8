//! What an actor is told. Each message is handled under the guard of [`super::Sprite::guarded`].

use actix::{Handler, Message};

use super::Sprite;
use crate::{
    activity::{By, TurnId},
    assistant::TurnEvent,
    desk::OpId,
    sprite::{
        Event, Following, Goodbye, ReplyTo, Since, TabId,
        lane::{Order, Ticket},
    },
    stack::Allowance,
};

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Do {
    pub order: Order,
    pub by: By,
    pub op_id: Option<OpId>,
    pub ticket: Ticket,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Follow(pub Following);

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Resync {
    pub tab: TabId,
    pub to: ReplyTo,
    pub since: Since,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Leave(pub TabId);

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Tell {
    pub turn: TurnId,
    pub event: TurnEvent,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct TurnOver(pub TurnId);

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Allow(pub Allowance);

/// Ends all tabs. The file is closed by whoever says this.
#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Close(pub Goodbye);

impl Handler<Do> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Do, _: &mut Self::Context) {
        self.guarded(|sprite| sprite.take(message));
    }
}

impl Handler<Follow> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Follow, _: &mut Self::Context) {
        self.guarded(|sprite| sprite.follow(message.0));
    }
}

impl Handler<Resync> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Resync, _: &mut Self::Context) {
        self.guarded(|sprite| sprite.send_sync(message.tab, message.to, message.since));
    }
}

impl Handler<Leave> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Leave, _: &mut Self::Context) {
        self.tabs.remove(&message.0);
        self.shared.forget_tab(message.0);
        self.touch();
    }
}

impl Handler<Tell> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Tell, _: &mut Self::Context) {
        self.guarded(|sprite| {
            if let TurnEvent::Text { delta } = &message.event {
                sprite.turns.said(message.turn, delta);
            }
            sprite.broadcast(&Event::Turn { turn: message.turn, event: message.event });
        });
    }
}

impl Handler<TurnOver> for Sprite {
    type Result = ();

    fn handle(&mut self, message: TurnOver, context: &mut Self::Context) {
        self.turns.end(message.0);
        self.touch();
        self.guarded(|sprite| sprite.run_next_turn(context));
    }
}

impl Handler<Allow> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Allow, _: &mut Self::Context) {
        self.allowance = message.0;
    }
}

impl Handler<Close> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Close, _: &mut Self::Context) {
        for tab in self.tabs.values() {
            tab.outbox.close(message.0);
        }
    }
}
