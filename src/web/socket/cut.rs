//! Cutting a connection from outside.
//!
//! A peer that has stopped reading freezes the task of its connection: the library polls nothing but a write that
//! does not get on, so that nothing inside can end it. What the library writes to asks its [`Wire`] whether it is
//! cut, and whoever holds the other end of the wire wakes it up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Context,
};

use actix_web::{HttpRequest, dev::Extensions};
use futures_util::task::AtomicWaker;

/// A connection, as far as it can be cut from any thread. Cheap to clone.
#[derive(Clone, Default)]
pub struct Wire(Arc<State>);

#[derive(Default)]
struct State {
    is_cut: AtomicBool,
    waker: AtomicWaker,
}

impl Wire {
    /// The wire of the connection that `request` came over.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.conn_data::<Self>().cloned()
    }

    /// Keeps the wire for the requests that will come over its connection.
    pub fn remember(&self, data: &mut Extensions) {
        data.insert(self.clone());
    }

    /// Ends the connection, whatever its task is doing.
    pub fn cut(&self) {
        self.0.is_cut.store(true, Ordering::Release);
        self.0.waker.wake();
    }

    /// Whether it is cut. If not, the task is woken when it is.
    #[must_use]
    pub fn poll_cut(&self, context: &Context<'_>) -> bool {
        if self.is_cut() {
            return true;
        }
        self.0.waker.register(context.waker());
        self.is_cut()
    }

    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::Acquire)
    }
}
