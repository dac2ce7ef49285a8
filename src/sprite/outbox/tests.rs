//! A tab that reads, one that is slow, and one that has stopped.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::FutureExt;

use super::*;

const CREDIT: Credit = Credit { frames_max: 3, bytes_max: 10 };
const START: Timestamp = Timestamp(1_000);

struct World {
    outbox: Outbox,
    woken: Arc<Count>,
}

#[derive(Default)]
struct Count(AtomicUsize);

impl std::task::Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl World {
    fn new() -> Self {
        Self { outbox: Outbox::new(CREDIT), woken: Arc::default() }
    }

    fn push(&self, frames: &[&str]) {
        for frame in frames {
            self.outbox.push((*frame).into(), START);
        }
    }

    fn begin(&self) -> SyncPlace {
        self.outbox.begin_sync(START).expect("few are waiting")
    }

    fn add(&self, place: SyncPlace, frames: &[&str], is_last: bool) {
        self.outbox.add_to_sync(place, frames.iter().map(|frame| ByteString::from(*frame)), is_last, START);
    }

    fn finish(&self, place: SyncPlace, frames: &[&str]) {
        self.add(place, frames, true);
    }

    /// What the connection does until there is nothing left, in words.
    fn read(&self) -> String {
        self.read_at(START)
    }

    fn read_at(&self, now: Timestamp) -> String {
        let waker = Arc::clone(&self.woken).into();
        let mut done = Vec::new();
        while let Poll::Ready(next) = self.outbox.poll_next(&Context::from_waker(&waker), now) {
            match next {
                Next::Write(frame) => done.push(frame.to_string()),
                Next::Resync => done.push("RESYNC".to_owned()),
                Next::Close(goodbye) => {
                    done.push(format!("{goodbye:?}"));
                    break;
                }
            }
        }
        done.join(" ")
    }
}

#[test]
fn frames_are_written_in_their_order() {
    let world = World::new();
    world.push(&["a", "b"]);
    assert_eq!(world.read(), "a b");
    world.push(&["c"]);
    assert_eq!(world.read(), "c");
    assert_eq!(world.read(), "");
}

#[test]
fn a_waiting_connection_is_woken_once_for_each_news() {
    let world = World::new();
    let woken = || world.woken.0.load(Ordering::SeqCst);
    world.read();
    world.push(&["a", "b"]);
    assert_eq!(woken(), 1);
    world.read();
    world.outbox.close(Goodbye::Shutdown);
    assert_eq!(woken(), 2);
}

#[test]
fn credit_comes_back_as_frames_are_taken() {
    let world = World::new();
    for _ in 0..5 {
        world.push(&["a", "b", "c"]);
        assert_eq!(world.read(), "a b c");
    }
}

#[test]
fn too_many_frames_are_dropped_and_the_tab_starts_over() {
    let world = World::new();
    world.push(&["a", "b", "c", "d", "e"]);
    assert_eq!(world.read(), "RESYNC");
    world.push(&["of no use until the sync"]);
    assert_eq!(world.read(), "");

    let place = world.begin();
    world.push(&["new"]);
    world.finish(place, &["desk"]);
    assert_eq!(world.read(), "desk new");
}

#[test]
fn too_many_bytes_are_dropped_and_the_tab_starts_over() {
    let world = World::new();
    world.push(&["12345", "67890"]);
    assert_eq!(world.read(), "12345 67890");
    world.push(&["12345", "678901"]);
    assert_eq!(world.read(), "RESYNC");
}

#[test]
fn what_comes_while_a_sync_is_made_waits_behind_it() {
    let world = World::new();
    let place = world.begin();
    world.push(&["a"]);
    assert_eq!(world.read(), "");
    world.finish(place, &["desk 1/2", "desk 2/2"]);
    assert_eq!(world.read(), "desk 1/2 desk 2/2 a");
}

#[test]
fn an_answer_from_before_a_sync_is_not_lost_and_goes_before_it() {
    let world = World::new();
    world.push(&["ack"]);
    let place = world.begin();
    assert_eq!(world.read(), "ack");
    world.finish(place, &["desk"]);
    assert_eq!(world.read(), "desk");
}

#[test]
fn syncs_are_written_in_the_order_in_which_they_began() {
    let world = World::new();
    let (first, second) = (world.begin(), world.begin());
    world.push(&["a"]);
    world.finish(second, &["newer desk"]);
    assert_eq!(world.read(), "");
    world.finish(first, &["older desk"]);
    assert_eq!(world.read(), "older desk newer desk a");
}

#[test]
fn a_sync_without_frames_holds_nothing_up() {
    let world = World::new();
    let place = world.begin();
    world.push(&["a"]);
    world.finish(place, &[]);
    assert_eq!(world.read(), "a");
}

#[test]
fn a_tab_that_asks_without_reading_is_not_given_more() {
    let world = World::new();
    let (first, second) = (world.begin(), world.begin());
    world.push(&["a"]);
    assert_eq!(world.outbox.begin_sync(START), None);
    world.finish(first, &["one"]);
    world.finish(second, &["two"]);
    assert_eq!(world.read(), "one two RESYNC");
    let third = world.begin();
    world.finish(third, &["three"]);
    assert_eq!(world.read(), "three");
}

#[test]
fn frames_that_were_dropped_behind_a_sync_are_told_after_it() {
    let world = World::new();
    let place = world.begin();
    world.push(&["a", "b", "c", "d"]);
    world.finish(place, &["desk"]);
    assert_eq!(world.read(), "desk RESYNC");
}

#[test]
fn a_sync_does_not_hide_that_answers_were_dropped() {
    let world = World::new();
    world.push(&["ack", "b", "c", "d"]);
    let place = world.begin();
    world.finish(place, &["desk"]);
    assert_eq!(world.read(), "desk RESYNC");
}

#[test]
fn a_sync_may_be_longer_than_the_credit() {
    let world = World::new();
    let place = world.begin();
    world.finish(place, &["0123456789"; 5]);
    assert_eq!(world.read().len(), 54);
}

#[test]
fn a_goodbye_goes_before_everything_and_the_first_one_counts() {
    let world = World::new();
    world.push(&["a"]);
    world.outbox.close(Goodbye::SignInEnded);
    world.outbox.close(Goodbye::Shutdown);
    assert_eq!(world.read(), "SignInEnded");
}

#[test]
fn a_tab_is_stuck_from_when_it_could_have_read() {
    let world = World::new();
    let stuck_ms = |after_ms| world.outbox.stuck_ms(START.plus_ms(after_ms));
    assert_eq!(stuck_ms(5_000), 0);
    world.push(&["a"]);
    world.outbox.push("b".into(), START.plus_ms(400));
    assert_eq!(stuck_ms(5_000), 5_000);
    world.read_at(START.plus_ms(5_000));
    assert_eq!(stuck_ms(9_000), 0);
}

#[test]
fn a_tab_that_takes_one_of_many_is_not_stuck() {
    let world = World::new();
    world.push(&["a", "b"]);
    let waker = Arc::clone(&world.woken).into();
    let _ = world.outbox.poll_next(&Context::from_waker(&waker), START.plus_ms(3_000));
    assert_eq!(world.outbox.stuck_ms(START.plus_ms(4_000)), 1_000);
}

#[test]
fn a_tab_that_waits_for_its_sync_is_not_stuck() {
    let world = World::new();
    let place = world.begin();
    world.push(&["a"]);
    assert_eq!(world.outbox.stuck_ms(START.plus_ms(60_000)), 0);
    world.finish(place, &["desk"]);
    assert_eq!(world.outbox.stuck_ms(START.plus_ms(60_000)), 60_000);
}

#[test]
fn a_tab_that_does_not_read_that_it_should_start_over_is_stuck() {
    let world = World::new();
    world.push(&["a", "b", "c", "d"]);
    assert_eq!(world.outbox.stuck_ms(START.plus_ms(7)), 7);
}

#[test]
fn a_sync_goes_on_page_by_page_before_what_came_meanwhile() {
    let world = World::new();
    let place = world.begin();
    world.add(place, &["page 1"], false);
    world.push(&["a"]);
    assert_eq!(world.read(), "page 1");
    assert_eq!(world.outbox.stuck_ms(START.plus_ms(60_000)), 0, "it waits for the next page");
    world.add(place, &["page 2"], false);
    world.add(place, &[], true);
    assert_eq!(world.read(), "page 2 a");
}

#[test]
fn the_next_page_is_wanted_when_most_of_the_last_is_taken() {
    let world = World::new();
    let place = world.begin();
    assert_eq!(world.outbox.has_room(place).now_or_never(), Some(true));
    world.add(place, &["1", "2", "3", "4", "5"], false);
    let waiting = world.outbox.has_room(place);
    let mut waiting = std::pin::pin!(waiting);
    let waker = Arc::clone(&world.woken).into();
    let mut poll = || waiting.as_mut().poll(&mut Context::from_waker(&waker));
    assert_eq!(poll(), Poll::Pending);
    let take = || world.outbox.poll_next(&Context::from_waker(&waker), START);
    assert_eq!(take(), Poll::Ready(Next::Write("1".into())));
    assert_eq!(poll(), Poll::Pending);
    assert_eq!(take(), Poll::Ready(Next::Write("2".into())));
    assert_eq!(poll(), Poll::Ready(true));
}

#[test]
fn nobody_makes_pages_for_a_tab_that_has_gone() {
    let world = World::new();
    let place = world.begin();
    world.add(place, &["1", "2", "3", "4", "5"], false);
    let waiting = world.outbox.has_room(place);
    world.outbox.close(Goodbye::Internal);
    assert_eq!(waiting.now_or_never(), Some(false));
}

#[test]
fn a_tab_that_is_to_start_over_is_told_after_what_waits_and_is_still_answered() {
    let world = World::new();
    world.push(&["a"]);
    world.outbox.start_over(START);
    world.push(&["of no use"]);
    world.outbox.reply("ack".into(), START);
    assert_eq!(world.read(), "a ack RESYNC");
    world.outbox.reply("ack".into(), START);
    let place = world.begin();
    world.push(&["b"]);
    world.finish(place, &["desk"]);
    assert_eq!(world.read(), "ack desk b");
}

#[test]
fn a_sync_that_broke_while_it_was_made_holds_nothing_up() {
    let world = World::new();
    let place = world.begin();
    world.push(&["a"]);
    world.outbox.reply("ack".into(), START);
    world.outbox.start_over(START);
    world.finish(place, &["too late"]);
    assert_eq!(world.read(), "ack RESYNC");
    world.push(&["a"]);
    assert_eq!(world.read(), "");
}
