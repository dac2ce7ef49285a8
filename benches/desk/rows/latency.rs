//! How long an acknowledgement takes at a pace that the server holds with ease, against bare commits at the same pace.

use std::time::Duration;

use super::{CARDS, Plan, USERS};
use crate::{
    figures::{Pairs, figure, ms},
    floor::{self, Bare},
    house::House,
    load::move_at_pace,
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{Nothing, TimesAndMore},
        Row,
        Unit::Milliseconds,
    },
};

/// Moves of all users together.
const PER_SECOND: u32 = 500;

/// A slice has to be long enough for everybody to have several turns.
const SLICES: f64 = 2.5;

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("walker", USERS, CARDS);
    let bare = |(number, resident)| Bare::new(resident, 1, house.path(), &format!("bare-{number}"));
    let mut bares: Vec<Bare> = residents.iter().enumerate().map(bare).collect();
    let server = Process::start(Part::Server, house.path());
    let mut tabs = Vec::new();
    for resident in &residents {
        tabs.push((Tab::open(&server.address, &resident.token).await, resident.cards[0]));
    }

    let seconds = plan.seconds * SLICES;
    let mut pairs = Pairs::default();
    for _ in 0..plan.rounds {
        for latency in move_at_pace(&mut tabs, PER_SECOND, seconds).await.latencies_us {
            pairs.ours(figure(latency) / 1_000.0);
        }
        let bare = floor::paced_moves(&mut bares, PER_SECOND, seconds);
        bare.into_iter().map(|took: Duration| ms(took)).for_each(|took| pairs.floor(took));
    }
    let what = format!("acknowledgement at {PER_SECOND} moves a second over {USERS} users");
    vec![
        pairs.tail_row(format!("{what}, 99 %"), Milliseconds, TimesAndMore(2.0, 5.0)),
        pairs.middle_row("… at the median", Milliseconds, Nothing),
    ]
}
