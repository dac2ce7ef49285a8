//! A sleeping Sprite, from the credential to the whole desk, against opening a copy of the file and reading the rows.

use std::{hint::black_box, time::Instant};

use super::{CARDS, Plan};
use crate::{
    figures::{Pairs, ms},
    floor,
    house::House,
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{AtMostAndTimes, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let residents = house.move_in("sleeper", plan.sleepers, CARDS);
    let copies: Vec<_> = (0..)
        .zip(&residents)
        .map(|(number, resident): (u32, _)| floor::copy(resident, house.path(), &format!("copy-{number}")))
        .collect();
    let server = Process::start(Part::Server, house.path());
    // The first one also wakes the server.
    let early = Tab::open(&server.address, &residents[0].token).await;

    let mut pairs = Pairs::default();
    for (resident, copy) in residents.iter().zip(&copies).skip(1) {
        let mut tab = Tab::knock(&server.address).await;
        let began = Instant::now();
        black_box(floor::wake(copy));
        pairs.floor(ms(began.elapsed()));

        let began = Instant::now();
        tab.enter(&resident.token).await;
        pairs.ours(ms(began.elapsed()));
    }
    drop(early);
    vec![
        pairs.tail_row(format!("wake to the whole desk, {CARDS} cards, 99 %"), Milliseconds, AtMostAndTimes(5.0, 2.0)),
        pairs.row("… at the median", Milliseconds, Nothing),
    ]
}
