//! The lane of a world: what was handed in, done in transactions that may fail.

use std::sync::Arc;

use stackhouse::{
    activity::By,
    db::{JobPanicked, Verdict},
    desk::{self, OpId, Snapshot},
    kit::Timestamp,
    sprite::{
        Error, Outbox, Since, SyncPlace,
        lane::{self, Order, Outcome, Terms, Ticket},
    },
};

use super::world::World;

/// Few enough that the lane is full now and then.
const LANE_MAX: usize = 8;

/// Something that the lane has been handed.
pub enum Job {
    Write {
        order: Order,
        by: By,
        op_id: Option<OpId>,
        ticket: Ticket,
    },
    Read {
        since: Since,
        ticket: Ticket,
    },
    Recall(Ticket),
    Keep {
        attended_since: Timestamp,
        ticket: Ticket,
    },
    /// The next page of a sync, after this one.
    Page {
        outbox: Arc<Outbox>,
        place: SyncPlace,
        before: Snapshot,
    },
}

/// What came of a transaction.
pub struct Flushed {
    pub outcomes: Vec<(Ticket, Result<Outcome, JobPanicked>)>,
    pub is_committed: bool,
}

/// A page that is to be put into the place kept for it.
pub struct Giving {
    pub outbox: Arc<Outbox>,
    pub place: SyncPlace,
    pub page: Snapshot,
}

impl World<'_> {
    pub fn hand_in(&mut self, job: Job) {
        if self.lane.len() < LANE_MAX {
            self.lane.push_back(job);
            return;
        }
        let (Job::Write { ticket, .. } | Job::Read { ticket, .. } | Job::Keep { ticket, .. } | Job::Recall(ticket)) =
            job
        else {
            return;
        };
        self.core.turned_away(ticket, Error::Busy { retry_after_ms: 1 });
    }

    /// The lane does some of what waits in one transaction, or a read by itself.
    pub fn flush(&mut self) {
        let writes = self.lane.iter().take_while(|job| matches!(job, Job::Write { .. })).count();
        if writes == 0 {
            if let Some(job) = self.lane.pop_front() {
                self.read_for(job);
            }
            return;
        }
        let group = 1 + self.dice.below(writes);
        let mut outcomes = Vec::with_capacity(group);
        let (mut changed, mut changes) = (Vec::new(), 0);
        self.desk.savepoint("SAVEPOINT together");
        for job in self.lane.drain(..group) {
            let Job::Write { order, by, op_id, ticket } = job else { unreachable!("these are writes") };
            self.desk.savepoint("SAVEPOINT job");
            let (allowance, ambient) = (Arc::clone(&self.desk.allowance), self.desk.ambient.clone());
            let terms = Terms { by, op_id: op_id.clone(), allowance, queue_max: 1, ambient };
            let (verdict, outcome) = lane::carry_out(self.desk.tx, order, &terms);
            let panics = !self.is_at_peace && self.dice.once_in(60);
            if panics || matches!(verdict, Verdict::Undo) {
                self.desk.savepoint("ROLLBACK TO job");
            } else if let (Outcome::Did(Ok(did)), Some(op)) = (&outcome, op_id) {
                changes += did.done.changes.len() as u64;
                changed.push((op, did.done.changes.clone()));
            }
            self.desk.savepoint("RELEASE job");
            outcomes.push((ticket, if panics { Err(JobPanicked("on purpose".to_owned())) } else { Ok(outcome) }));
        }
        let is_committed = self.is_at_peace || !self.dice.once_in(15);
        if is_committed {
            self.changes += changes;
            for (op, changes) in changed {
                self.known.learn(&changes);
                *self.stored.entry(op).or_default() += usize::from(!changes.is_empty());
            }
        } else {
            self.seen.failed_commits += 1;
            self.desk.savepoint("ROLLBACK TO together");
        }
        self.desk.savepoint("RELEASE together");
        self.flushed.push_back(Flushed { outcomes, is_committed });
    }

    fn read_for(&mut self, job: Job) {
        let (ticket, outcome) = match job {
            Job::Write { .. } => unreachable!("this is a read"),
            Job::Read { since, ticket } => (ticket, lane::read_sync(self.desk.tx, since)),
            Job::Recall(ticket) => (ticket, lane::recall(self.desk.tx)),
            Job::Keep { attended_since, ticket } => {
                (ticket, lane::autosave(self.desk.tx, attended_since, &self.desk.ambient).1)
            }
            Job::Page { outbox, place, before } => {
                let page = desk::next_page(self.desk.tx, before).expect("a page can be read");
                self.syncs.push(Giving { outbox, place, page });
                return;
            }
        };
        self.flushed.push_back(Flushed { outcomes: vec![(ticket, Ok(outcome))], is_committed: true });
    }
}
