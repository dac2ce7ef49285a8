//! How much is in flight: handed out, and not come back.

use std::sync::Arc;

use super::super::lane::{Ticket, Whom};

/// Counts flights by holding one end of each, so that nothing that gets lost on the way is counted for ever.
#[derive(Default)]
pub(super) struct Flights(Arc<()>);

/// One thing in flight. It has landed when this is dropped, wherever that happens.
pub struct Flight(#[expect(dead_code, reason = "held to be counted")] Arc<()>);

impl Flights {
    /// A ticket for `whom` that counts until it is dropped.
    pub fn ticket(&self, whom: Whom) -> Ticket {
        Ticket { whom, flight: Some(Flight(Arc::clone(&self.0))) }
    }

    pub fn are_none(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}
