//! A durable card move, from the socket to the disk and back, against bare commits of the same statements.

use super::{CARDS, Plan, TABS, USERS};
use crate::{
    figures::{Pairs, figure},
    floor::{self, Bare, Work},
    house::House,
    load::move_cards,
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{Nothing, TimesAtLeast},
        Row,
        Unit::{Milliseconds, PerSecond},
    },
};

/// Moves that a busy tab has under way.
const BUSY: usize = 8;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("mover", USERS, CARDS);
    let loner = house.move_in("loner", 1, CARDS).remove(0);
    let bare = |(number, resident)| Bare::new(resident, TABS, house.path(), &format!("bare-{number}"));
    let mut bares: Vec<Bare> = residents.iter().enumerate().map(bare).collect();
    let mut bare_loner = Bare::new(&loner, 1, house.path(), "bare-loner");

    let server = Process::start(Part::Server, house.path());
    let mut tabs = Vec::new();
    for resident in &residents {
        for card in resident.cards.iter().take(TABS) {
            tabs.push((Tab::open(&server.address, &resident.token).await, *card));
        }
    }
    let mut alone = [(Tab::open(&server.address, &loner.token).await, loner.cards[0])];

    let mut rows = Vec::new();
    for in_flight in [1, BUSY] {
        let (mut moves, mut updates, mut tails) = (Pairs::default(), Pairs::default(), Pairs::default());
        for _ in 0..plan.rounds {
            let load = move_cards(&mut tabs, in_flight, plan.seconds).await;
            tails.ours(figure(load.percentile_us(99)) / 1_000.0);
            moves.ours(load.per_second());
            moves.floor(floor::moves(&mut bares, Work::Move, plan.seconds));
            updates.ours(load.per_second());
            updates.floor(floor::moves(&mut bares, Work::Update, plan.seconds));
        }
        let what = format!("durable moves, {USERS} users × {TABS} tabs, {in_flight} in flight");
        rows.push(moves.row(what, PerSecond, TimesAtLeast(0.6)));
        rows.push(updates.row("… beside a bare UPDATE a commit, without what is kept for undo", PerSecond, Nothing));
        rows.push(tails.row("… the slowest in a hundred", Milliseconds, Nothing));
    }

    let (mut moves, mut updates) = (Pairs::default(), Pairs::default());
    for _ in 0..plan.rounds {
        let ours = move_cards(&mut alone, BUSY, plan.seconds).await.per_second();
        moves.ours(ours);
        moves.floor(floor::grouped_moves(&mut bare_loner, Work::Move, BUSY, plan.seconds));
        updates.ours(ours);
        updates.floor(floor::grouped_moves(&mut bare_loner, Work::Update, BUSY, plan.seconds));
    }
    let what = format!("durable moves, 1 user, {BUSY} in flight; floor: {BUSY} a commit");
    rows.push(moves.row(what, PerSecond, TimesAtLeast(0.6)));
    rows.push(updates.row(format!("… beside {BUSY} bare UPDATEs a commit"), PerSecond, Nothing));
    rows
}
