//! A browser tab at the other end of a line: it sends operations until each is answered, and shows what it is told.

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use stackhouse::{
    desk::{Change, OpId, Snapshot},
    kit::Timestamp,
    sprite::{Next, Outbox, Since, TabId},
};

use crate::{steps::Step, tab::Tab};

/// What travels to a tab. On the line it is its place in the list of all that was ever told.
#[derive(Clone)]
pub enum Told {
    Change(Change),
    Ack(OpId),
    Refused { op: Option<OpId>, is_final: bool },
    Page { page: Snapshot, is_last: bool },
}

/// What travels from a tab.
#[derive(Clone)]
pub enum Asked {
    Operation(OpId, Step),
    Desk,
}

/// What came of reading the line.
pub enum Heard {
    Nothing,
    Something,
    Ack(OpId),
    Closed,
}

#[derive(Default)]
pub struct Peer {
    pub line: Option<Line>,
    /// What it shows; kept while it is away.
    shown: Option<Tab>,
    /// Operations that have not been answered.
    pub pending: Vec<(OpId, Step)>,
}

/// A connection.
pub struct Line {
    pub tab: TabId,
    pub outbox: Arc<Outbox>,
    pub up: VecDeque<Asked>,
    /// The pages of a sync that is arriving.
    arriving: Option<Snapshot>,
}

impl Line {
    pub fn new(tab: TabId, outbox: Arc<Outbox>) -> Self {
        Self { tab, outbox, up: VecDeque::new(), arriving: None }
    }
}

impl Peer {
    /// The moment that it would catch up from.
    pub fn since(&self) -> Since {
        self.shown.as_ref().map(Tab::since)
    }

    /// Reads the next thing on the line.
    pub fn read(&mut self, told: &[Told], now: Timestamp) -> Result<Heard, String> {
        let Some(line) = &mut self.line else { return Ok(Heard::Nothing) };
        let frame = match line.outbox.poll_next(&Context::from_waker(Waker::noop()), now) {
            Poll::Pending => return Ok(Heard::Nothing),
            Poll::Ready(Next::Resync) => {
                line.up.push_back(Asked::Desk);
                return Ok(Heard::Something);
            }
            Poll::Ready(Next::Close(_)) => return Ok(Heard::Closed),
            Poll::Ready(Next::Write(frame)) => frame,
        };
        match told[frame.parse::<usize>().expect("a place")].clone() {
            Told::Change(change) => {
                let Some(shown) = &mut self.shown else { return Err(format!("{change:?} came before the desk")) };
                shown.take(&change)?;
            }
            Told::Ack(op) => {
                self.pending.retain(|(pending, _)| *pending != op);
                return Ok(Heard::Ack(op));
            }
            Told::Refused { op, is_final } => {
                self.pending.retain(|(pending, _)| !is_final || Some(pending) != op.as_ref());
            }
            Told::Page { page, is_last } => {
                let whole = match line.arriving.take() {
                    None => page,
                    Some(mut begun) => {
                        begun.cards.extend(page.cards);
                        begun
                    }
                };
                if is_last {
                    match &mut self.shown {
                        Some(shown) => shown.catch_up(whole),
                        None => self.shown = Some(Tab::open(whole)),
                    }
                } else {
                    line.arriving = Some(whole);
                }
            }
        }
        Ok(Heard::Something)
    }

    /// How what it shows differs from the desk.
    pub fn difference(&self, full: &Snapshot) -> Option<String> {
        self.shown.as_ref().map_or_else(|| Some("it was never given the desk".to_owned()), |tab| tab.difference(full))
    }
}
