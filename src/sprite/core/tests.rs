//! What a Sprite decides, said in words: inputs are calls, effects are lines.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::*;
use crate::{
    activity::Seq,
    desk::{Receipt, Snapshot},
    kit::{Id, Kind},
    sprite::{Credit, Outbox, View},
};

const START: Timestamp = Timestamp(1_000);
const CREDIT: Credit = Credit { frames_max: 9, bytes_max: 99 };

fn id<K: Kind>(number: u8) -> Id<K> {
    format!("0197b7a0-8c5e-7cc3-9d4f-0000000000{number:02}").parse().expect("an id")
}

/// A core, and the tickets of what it has handed to the lane, the oldest first.
struct World {
    core: Core,
    lane: VecDeque<Ticket>,
}

impl World {
    fn new() -> Self {
        Self::with_turns(&[])
    }

    fn with_turns(queued: &[u8]) -> Self {
        Self { core: Core::new(2, queued.iter().map(|turn| id(*turn)).collect()), lane: VecDeque::new() }
    }

    fn come(&mut self, tab: u8) -> Arc<Outbox> {
        let outbox = Arc::new(Outbox::new(CREDIT));
        let following = Following {
            tab: id(tab),
            outbox: Arc::clone(&outbox),
            view: View(tab % 2),
            sign_in: id(9),
            since: None,
            cut: Arc::new(|| ()),
        };
        self.core.follow(following, START);
        outbox
    }

    fn take_from(&mut self, whom: Whom) {
        let order = Order::Commands(Vec::new());
        self.core.take(Operation { order, by: By::User, op_id: None, whom }, Ok(()));
    }

    fn take(&mut self, tab: u8) {
        self.take_from(Whom::Tab { tab: id(tab), to: ReplyTo::default() });
    }

    /// The outcome of the oldest thing in the lane comes back.
    fn settle(&mut self, outcome: Outcome) {
        let ticket = self.lane.pop_front().expect("something is in the lane");
        self.core.settle(ticket, Ok(outcome), START);
    }

    fn settle_did(&mut self, turns: TurnNews) {
        let done = Done { changes: Vec::new(), receipt: Receipt::default() };
        self.settle(Outcome::Did(Ok(Did { seq: Seq(7), done, turns })));
    }

    /// What is to be done, in words; what goes to the lane is kept.
    fn effects(&mut self) -> String {
        let mut words = Vec::new();
        while let Some(effect) = self.core.next_effect() {
            words.push(match effect {
                Effect::Submit { ticket, .. } => {
                    self.lane.push_back(ticket);
                    "submit".to_owned()
                }
                Effect::Read { ticket, .. } => {
                    self.lane.push_back(ticket);
                    "read".to_owned()
                }
                Effect::Recall(ticket) => {
                    self.lane.push_back(ticket);
                    "recall".to_owned()
                }
                Effect::Keep { attended_since, ticket } => {
                    self.lane.push_back(ticket);
                    format!("keep since {}", attended_since.0)
                }
                Effect::Resync(_) => "resync".to_owned(),
                Effect::Retire => "retire".to_owned(),
                Effect::Broadcast { event: Event::Turn { event, .. }, to } => {
                    let tabs: usize = to.iter().map(|(_, tabs)| tabs.len()).sum();
                    format!("tell {tabs}: {event:?}")
                }
                Effect::Broadcast { .. } => "tell a change".to_owned(),
                Effect::Ack { seq, .. } => format!("ack {}", seq.0),
                Effect::Refuse { error, .. } => format!("refuse {}", error.code()),
                Effect::Answer(_, Ok(_)) => "answer".to_owned(),
                Effect::Answer(_, Err(error)) => format!("answer {}", error.code()),
                Effect::Tell(_) => "tell".to_owned(),
                Effect::Give { .. } => "give".to_owned(),
                Effect::Close { goodbye, .. } => format!("close {goodbye:?}"),
                Effect::Cut(_) => "cut".to_owned(),
                Effect::BeginTurn(turn) => format!("begin {}", &turn.to_string()[34..]),
                Effect::StopTurn(turn) => format!("stop {}", &turn.to_string()[34..]),
                Effect::Sleep => "sleep".to_owned(),
            });
        }
        words.join(", ")
    }
}

fn empty_desk() -> Box<DeskState> {
    let (stacks, cards, messages) = (Vec::new(), Vec::new(), Vec::new());
    let snapshot =
        Snapshot { epoch: id(1), seq: Seq(1), full: true, stacks, active_stack: None, cards, messages, more: None };
    Box::new(DeskState { snapshot, turns: Vec::new() })
}

#[track_caller]
fn check(world: &mut World, expected: &str) {
    assert_eq!(world.effects(), expected);
}

#[test]
fn an_operation_is_acknowledged_when_its_outcome_is_back() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    check(&mut world, "read, submit");
    world.core.tick(START);
    check(&mut world, "");
    world.lane.pop_front();
    world.settle_did(TurnNews::None);
    check(&mut world, "ack 7");
}

#[test]
fn nothing_is_acknowledged_when_the_commit_failed() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    let (caller, _answer) = oneshot::channel();
    world.take_from(Whom::Caller(caller));
    world.effects();
    world.lane.pop_front();
    while let Some(ticket) = world.lane.pop_front() {
        world.core.unsaved(ticket, Unsaved::Failed);
    }
    check(&mut world, "refuse not_saved, answer not_saved");
    world.core.reread();
    check(&mut world, "resync");
}

#[test]
fn a_disk_that_is_full_at_the_commit_is_told_as_one_that_was_full_before() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    world.effects();
    world.lane.pop_front();
    world.core.unsaved(world.lane.pop_front().unwrap(), Unsaved::DiskFull);
    check(&mut world, "refuse disk_full");
}

#[test]
fn a_tab_is_told_about_changes_once_it_has_the_desk() {
    let mut world = World::new();
    world.come(1);
    world.effects();
    world.core.tell(id(5), TurnEvent::Cancelled);
    check(&mut world, "");
    world.core.settle(world.lane.pop_front().unwrap(), Err(JobPanicked(String::new())), START);
    check(&mut world, "close Internal, resync, recall");
}

#[test]
fn the_oldest_tab_makes_room_and_is_cut_when_it_stays() {
    let mut world = World::new();
    for tab in 1..=3 {
        world.come(tab);
    }
    check(&mut world, "read, read, close TooManyTabs, read");
    world.core.tick(START.plus_ms(9_000));
    check(&mut world, "");
    world.core.tick(START.plus_ms(9_001));
    check(&mut world, "cut");
    world.core.tick(START.plus_ms(20_000));
    check(&mut world, "");
}

#[test]
fn a_sprite_sleeps_when_nobody_follows_and_nothing_is_in_flight() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    world.effects();
    world.core.leave(id(1));
    check(&mut world, "close Internal");
    world.core.tick(START);
    check(&mut world, "");
    // Lost on the way is not in flight either.
    world.lane.clear();
    world.core.tick(START);
    check(&mut world, "sleep");
}

#[test]
fn turns_run_one_after_the_other() {
    let mut world = World::with_turns(&[1, 2]);
    check(&mut world, "begin 01");
    world.core.tick(START);
    check(&mut world, "");
    world.core.turn_over(id(1));
    check(&mut world, "begin 02");
    world.take(1);
    world.effects();
    world.settle_did(TurnNews::Queued(id(3)));
    world.take(1);
    world.effects();
    world.settle_did(TurnNews::Cancelled(id(2)));
    check(&mut world, "stop 02");
    world.core.turn_over(id(2));
    check(&mut world, "begin 03");
}

#[test]
fn the_fourth_panic_within_five_seconds_makes_a_sprite_read_only() {
    let mut world = World::with_turns(&[1]);
    world.come(1);
    world.effects();
    for ms in [0, 100, 200, 6_000, 6_001, 6_002] {
        world.core.start_over(START.plus_ms(ms));
        assert!(!world.effects().contains("retire"), "the first three were long ago");
    }
    world.take(1);
    check(&mut world, "submit");
    world.core.start_over(START.plus_ms(6_003));
    check(&mut world, "resync, retire");
    world.take(1);
    check(&mut world, "refuse read_only");
    world.come(2);
    check(&mut world, "read");
    let ticket = world.lane.pop_back().unwrap();
    world.core.settle(ticket, Ok(Outcome::Sync(Ok(empty_desk()))), START);
    check(&mut world, "give, refuse read_only");
}

#[test]
fn what_was_decided_before_a_panic_is_done_except_for_telling_and_beginning() {
    let mut world = World::new();
    world.come(1);
    world.effects();
    world.settle(Outcome::Sync(Ok(empty_desk())));
    world.take(1);
    check(&mut world, "give, submit");
    world.settle_did(TurnNews::Queued(id(1)));
    world.core.start_over(START);
    check(&mut world, "ack 7, resync, recall");
    world.settle(Outcome::Recalled(Ok(vec![id(1)])));
    check(&mut world, "begin 01");
}

#[test]
fn after_a_panic_the_queue_is_what_the_file_says_and_nothing_runs_twice() {
    let mut world = World::with_turns(&[1, 2]);
    check(&mut world, "begin 01");
    world.core.correct(Some(id(1)));
    world.core.start_over(START);
    check(&mut world, "recall");
    // Nothing begins before the answer is there, which may still name what runs.
    world.core.turn_over(id(9));
    check(&mut world, "");
    world.settle(Outcome::Recalled(Ok(vec![id(1), id(2), id(3)])));
    check(&mut world, "");
    world.core.turn_over(id(1));
    check(&mut world, "begin 02");
}

#[test]
fn a_turn_that_was_never_begun_is_begun_after_the_panic() {
    let mut world = World::with_turns(&[1]);
    world.core.correct(None);
    world.core.start_over(START);
    check(&mut world, "recall");
    world.settle(Outcome::Recalled(Ok(vec![id(1)])));
    check(&mut world, "begin 01");
}

#[test]
fn a_queue_that_could_not_be_read_is_asked_for_at_the_next_tick() {
    let mut world = World::with_turns(&[1]);
    world.effects();
    world.core.start_over(START);
    check(&mut world, "recall");
    let ticket = world.lane.pop_front().unwrap();
    world.core.settle(ticket, Err(JobPanicked(String::new())), START);
    check(&mut world, "");
    world.core.tick(START);
    check(&mut world, "recall");
    let ticket = world.lane.pop_front().unwrap();
    world.core.turned_away(ticket, Error::Busy { retry_after_ms: 1 });
    world.core.tick(START);
    check(&mut world, "recall");
}

#[test]
fn a_panic_in_a_job_makes_the_tabs_start_over() {
    let mut world = World::new();
    world.come(1);
    world.effects();
    world.lane.pop_front();
    world.take(1);
    world.effects();
    let ticket = world.lane.pop_front().unwrap();
    world.core.settle(ticket, Err(JobPanicked(String::new())), START);
    check(&mut world, "refuse internal, resync, recall");
}

#[test]
fn an_operation_that_the_lane_has_no_room_for_is_refused() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    world.effects();
    let (read, submitted) = (world.lane.pop_front().unwrap(), world.lane.pop_front().unwrap());
    world.core.turned_away(submitted, Error::Busy { retry_after_ms: 1 });
    world.core.turned_away(read, Error::Busy { retry_after_ms: 1 });
    check(&mut world, "refuse busy, close Internal");
    let none: Result<(), Error> = Err(Error::DiskFull);
    let whom = Whom::Tab { tab: id(1), to: ReplyTo::default() };
    let order = Order::Commands(Vec::new());
    world.core.take(Operation { order, by: By::User, op_id: None, whom }, none);
    check(&mut world, "refuse disk_full");
}

#[test]
fn the_desk_is_looked_at_while_somebody_is_there_and_something_was_done() {
    let mut world = World::new();
    let tick = |world: &mut World, ms| world.core.tick(START.plus_ms(ms));
    world.come(1);
    check(&mut world, "read");
    world.settle(Outcome::Sync(Ok(empty_desk())));
    tick(&mut world, 60_000);
    check(&mut world, "give");

    world.take(1);
    check(&mut world, "submit");
    world.settle_did(TurnNews::None);
    tick(&mut world, 60_500);
    check(&mut world, "ack 7, keep since 1000");
    // Asked once, and answered that its time has not come.
    tick(&mut world, 70_000);
    check(&mut world, "");
    world.settle(Outcome::Autosaved(Ok(Autosaved::NotYet)));
    tick(&mut world, 70_001);
    check(&mut world, "keep since 1000");
    world.settle(Outcome::Autosaved(Ok(Autosaved::UpToDate)));
    tick(&mut world, 80_000);
    check(&mut world, "");
}

#[test]
fn nobody_keeps_the_desk_when_nobody_is_there() {
    let mut world = World::new();
    let (caller, _answer) = oneshot::channel();
    world.take_from(Whom::Caller(caller));
    check(&mut world, "submit");
    world.settle_did(TurnNews::None);
    check(&mut world, "answer");
    world.core.tick(START.plus_ms(60_000));
    check(&mut world, "sleep");
}

#[test]
fn what_could_not_be_kept_is_looked_at_again() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    world.effects();
    world.lane.pop_front();
    world.settle_did(TurnNews::None);
    world.effects();
    for ms in [10_000, 20_000, 30_000] {
        world.core.tick(START.plus_ms(ms));
        check(&mut world, "keep since 1000");
        let ticket = world.lane.pop_front().unwrap();
        match ms {
            10_000 => world.core.turned_away(ticket, Error::Busy { retry_after_ms: 1 }),
            20_000 => world.core.unsaved(ticket, Unsaved::DiskFull),
            _ => world.core.settle(ticket, Ok(Outcome::Autosaved(Err(Error::Internal))), START),
        }
        check(&mut world, "");
    }
}

#[test]
fn what_changes_much_at_once_is_given_anew() {
    let mut world = World::new();
    world.come(1);
    world.take(1);
    world.effects();
    world.lane.pop_front();
    let stack = crate::stack::Stack {
        id: id(3),
        name: crate::kit::Line::lossy("Work", "Work"),
        color: None,
        decor: crate::stack::Decor::default(),
        sort_order: 1,
        status: crate::stack::Status::Active,
        archived_at: None,
        created_at: START,
        seq: Seq(1),
    };
    let what = crate::stack::What::Renamed;
    let change = crate::desk::Change::Stack(crate::stack::Change { seq: Seq(7), what, by: By::User, stack });
    let done = Done { changes: vec![change; TOLD_MAX + 1], receipt: Receipt::default() };
    world.settle(Outcome::Did(Ok(Did { seq: Seq(7), done, turns: TurnNews::None })));
    check(&mut world, "resync, ack 7");
}
