//! One change by one tab to all tabs of a user, against a bare broadcast of the same bytes.
//!
//! Ours commits each change before anybody hears of it; the floor keeps nothing. So much is under way that the commits
//! are grouped, and what is compared is how many frames a second reach all tabs.

use futures_util::future::join_all;

use super::{CARDS, Plan};
use crate::{
    figures::{Pairs, figure},
    house::House,
    load::{Cause, fan_out},
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{Nothing, TimesAtLeast},
        Row,
        Unit::{Microseconds, PerSecond},
    },
};

/// Tabs of one user.
const AUDIENCES: [usize; 2] = [8, 64];

/// Changes on their way to the audience: with their acknowledgements fewer frames than may wait for one tab.
const IN_FLIGHT: usize = 96;

/// The setting that lets one user have so many tabs.
const MANY_TABS: &str = "STACKHOUSE_SOCKET__SOCKETS_PER_USER_MAX=100";

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let mut rows = Vec::new();
    for audience in AUDIENCES {
        rows.extend(to(audience, plan).await);
    }
    rows
}

async fn to(audience: usize, plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let speaker = house.move_in("speaker", 1, CARDS).remove(0);
    let server = Process::start_with(Part::Server, house.path(), &[MANY_TABS]);
    let echo = Process::start(Part::Echo, house.path());
    let (mut tabs, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..audience {
        tabs.push(Tab::open(&server.address, &speaker.token).await);
        bare.push(Tab::knock(&echo.address).await);
    }
    tabs[0].send_move(speaker.cards[0]).await;
    let frame = join_all(tabs.iter_mut().map(Tab::next_update)).await.remove(0);

    let (mut frames, mut cpu) = (Pairs::default(), Pairs::default());
    let count = plan.frames * AUDIENCES[0] / audience;
    let total = figure((count * audience) as u64);
    for _ in 0..plan.rounds {
        let before = server.cpu_us();
        frames.ours(fan_out(&mut tabs, &Cause::Move(speaker.cards[0]), count, IN_FLIGHT).await);
        cpu.ours(figure(server.cpu_us() - before) / total);
        let before = echo.cpu_us();
        frames.floor(fan_out(&mut bare, &Cause::Text(frame.clone()), count, IN_FLIGHT).await);
        cpu.floor(figure(echo.cpu_us() - before) / total);
    }
    let what = format!("frames of durable changes to {audience} tabs; floor: echoed");
    vec![frames.row(what, PerSecond, TimesAtLeast(0.7)), cpu.row("… processor time a frame", Microseconds, Nothing)]
}
