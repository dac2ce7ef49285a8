//! What an actor is told. Each message is handled under the guard of [`super::Sprite::guarded`].

use std::sync::Arc;

use actix::{Handler, Message};

use super::Sprite;
use crate::{
    activity::{Seq, TurnId},
    assistant::TurnEvent,
    sprite::{AppNews, Error, Following, Goodbye, ReplyTo, Since, TabId, core::Operation, turns::End},
    stack::Allowance,
};

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Do(pub Operation);

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

/// Tells these tabs, or all, what happened in an app.
#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct TellApp {
    pub tabs: Option<Vec<TabId>>,
    pub news: AppNews,
}

/// Answers what a tab asked of an app.
#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Reply {
    pub tab: TabId,
    pub to: ReplyTo,
    pub answer: Result<Seq, Error>,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct TurnOver {
    pub turn: TurnId,
    pub end: End,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Allow(pub Allowance);

/// Ends all tabs. The file is closed by whoever says this.
#[derive(Message)]
#[rtype(result = "()")]
pub(in crate::sprite) struct Close(pub Goodbye);

impl Handler<Do> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Do, context: &mut Self::Context) {
        self.guarded(context, |sprite| {
            let room = sprite.shared.check_disk();
            sprite.core.take(message.0, room);
        });
    }
}

impl Handler<Follow> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Follow, context: &mut Self::Context) {
        self.guarded(context, |sprite| {
            let Follow(following) = message;
            sprite.shared.remember_tab(following.tab, sprite.user, following.sign_in, &following.outbox);
            let now = sprite.now();
            sprite.core.follow(following, now);
        });
    }
}

impl Handler<Resync> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Resync, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.give_desk(message.tab, message.to, message.since));
    }
}

impl Handler<Leave> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Leave, context: &mut Self::Context) {
        self.guarded(context, |sprite| {
            sprite.core.leave(message.0);
            sprite.shared.forget_tab(message.0);
            sprite.touch();
        });
    }
}

impl Handler<Tell> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Tell, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.tell(message.turn, message.event));
    }
}

impl Handler<TellApp> for Sprite {
    type Result = ();

    fn handle(&mut self, message: TellApp, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.tell_app(message.news, message.tabs.as_deref()));
    }
}

impl Handler<Reply> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Reply, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.reply(message.tab, message.to, message.answer));
    }
}

impl Handler<TurnOver> for Sprite {
    type Result = ();

    fn handle(&mut self, message: TurnOver, context: &mut Self::Context) {
        self.guarded(context, |sprite| {
            sprite.stop = None;
            sprite.core.turn_over(message.turn);
            if message.end == End::Panicked {
                let now = sprite.now();
                sprite.core.start_over(now);
            }
            sprite.touch();
        });
    }
}

impl Handler<Allow> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Allow, _: &mut Self::Context) {
        self.allowance = Arc::new(message.0);
    }
}

impl Handler<Close> for Sprite {
    type Result = ();

    fn handle(&mut self, message: Close, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.close(message.0));
    }
}
