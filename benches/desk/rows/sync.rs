//! The whole desk to one tab, against reading and writing the rows, and what it costs in memory meanwhile.

use std::{hint::black_box, time::Instant};

use super::{Plan, memory::settle};
use crate::{
    figures::{Pairs, figure, ms},
    floor,
    house::{House, Resident},
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{AtMost, TimesAtMost},
        Row,
        Unit::{Kibibytes, Milliseconds},
    },
};

/// Cards on the desks that are given, as far as the plan goes.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// What giving one desk of any size may add: what may wait for a tab (1 MiB), and a few pages on their way there.
const PEAK_KIB_MAX: f64 = 8_192.0;

/// Syncs in one slice: one of a hundred cards takes less than the machine's moods.
const SYNCS_A_SLICE: usize = 10;

pub async fn sizes(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let warm_up = house.move_in("early", 1, SIZES[0]).remove(0);
    let (mut rows, mut peaks) = (Vec::new(), Vec::new());
    for cards in SIZES.into_iter().filter(|cards| *cards <= plan.cards_max) {
        let owner = house.move_in(&format!("owner-{cards}"), 1, cards).remove(0);
        let connection = floor::open(&floor::copy(&owner, house.path(), &format!("copy-{cards}")));
        let server = Process::start(Part::Server, house.path());
        drop(Tab::open(&server.address, &warm_up.token).await);
        settle().await;
        let before = server.memory_bytes();
        server.forget_peak();

        let mut tab = Tab::open(&server.address, &owner.token).await;
        let mut pairs = Pairs::default();
        // The largest take long enough to be measured in few.
        let count = if cards > SIZES[2] { plan.syncs / 3 } else { plan.syncs };
        for _ in 0..count.max(1) {
            let began = Instant::now();
            tab.sync().await;
            pairs.ours(ms(began.elapsed()));

            let began = Instant::now();
            black_box(floor::read_desk(&connection));
            pairs.floor(ms(began.elapsed()));
        }
        rows.push(pairs.row(format!("state_sync of {cards} cards of 1 KiB"), Milliseconds, TimesAtMost(1.5)));
        let mut peak = Pairs::default();
        peak.ours(figure(server.peak_bytes().saturating_sub(before)) / 1_024.0);
        peaks.push(peak.row(format!("peak of memory while {cards} cards are given"), Kibibytes, AtMost(PEAK_KIB_MAX)));
    }
    rows.into_iter().chain(peaks).collect()
}

/// A desk with a full Drawer, against the same desk with an empty one.
pub async fn archived(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let [hoarder, tidy] = ["hoarder", "tidy"].map(|name| house.move_in(name, 1, SIZES[0]).remove(0));
    house.fill_drawer(&hoarder, plan.cards_max);
    let server = Process::start(Part::Server, house.path());
    let open = async |resident: &Resident| Tab::open(&server.address, &resident.token).await;
    let (mut hoarder, mut tidy) = (open(&hoarder).await, open(&tidy).await);
    let mut pairs = Pairs::default();
    for _ in 0..plan.syncs {
        pairs.ours(several(&mut hoarder).await);
        pairs.floor(several(&mut tidy).await);
    }
    let what = format!("state_sync of {} cards, {} archived; floor: none archived", SIZES[0], plan.cards_max);
    vec![pairs.row(what, Milliseconds, TimesAtMost(1.1))]
}

/// How long one of several took.
async fn several(tab: &mut Tab) -> f64 {
    let began = Instant::now();
    for _ in 0..SYNCS_A_SLICE {
        tab.sync().await;
    }
    ms(began.elapsed()) / figure(SYNCS_A_SLICE as u64)
}
