//! What tabs do together: the load on a server, bounded by how much may be under way.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use futures_util::future::{join, join_all};
use stackhouse::{card::CardId, kit::Ambient, stack::StackId};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::tab::{Tab, is, refuse_errors};

/// What tabs did together.
#[derive(Default)]
pub struct Load {
    pub seconds: f64,
    /// From sending to the acknowledgement, in microseconds, ascending.
    pub latencies_us: Vec<u64>,
}

impl Load {
    #[expect(clippy::cast_precision_loss, reason = "no run has 2^52 moves")]
    pub fn per_second(&self) -> f64 {
        self.latencies_us.len() as f64 / self.seconds
    }

    /// The latency below which this share of the moves stayed.
    pub fn percentile_us(&self, percent: usize) -> u64 {
        let at = self.latencies_us.len() * percent / 100;
        self.latencies_us.get(at.min(self.latencies_us.len().saturating_sub(1))).copied().unwrap_or(0)
    }
}

/// Opens `tabs` tabs for each token, each with a new card of its own, on any server that speaks the protocol.
pub async fn seat(address: &str, tokens: &[String], tabs: usize) -> Vec<(Tab, CardId)> {
    let ambient = Ambient::system();
    let mut seated = Vec::with_capacity(tokens.len() * tabs);
    for token in tokens {
        for _ in 0..tabs {
            let mut tab = Tab::knock(address).await;
            let stack = tab.enter(token).await.stack.expect("every desk has a stack");
            let card: CardId = ambient.id();
            create_card(&mut tab, card, stack).await;
            seated.push((tab, card));
        }
    }
    seated
}

/// Makes an empty card, and waits until it is there.
async fn create_card(tab: &mut Tab, card: CardId, stack: StackId) {
    let data = format!(r#"{{"stack_id":"{stack}","title":"Load"}}"#);
    tab.send("canvas_interaction", &format!(r#"{{"card_id":"{card}","action":"create_card","data":{data}}}"#)).await;
    let mut frame = tab.next().await;
    while !is(&frame, "ack") {
        refuse_errors(&frame);
        frame = tab.next().await;
    }
}

/// Every tab moves its card again and again, `in_flight` moves at a time, for `seconds`.
pub async fn move_cards(tabs: &mut [(Tab, CardId)], in_flight: usize, seconds: f64) -> Load {
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let working = tabs.iter_mut().map(|(tab, card)| move_card(tab, *card, in_flight, until));
    let mut latencies_us: Vec<u64> = join_all(working).await.into_iter().flatten().collect();
    latencies_us.sort_unstable();
    Load { seconds: began.elapsed().as_secs_f64(), latencies_us }
}

async fn move_card(tab: &mut Tab, card: CardId, in_flight: usize, until: Instant) -> Vec<u64> {
    let mut sent = VecDeque::with_capacity(in_flight);
    let mut latencies_us = Vec::new();
    for _ in 0..in_flight {
        sent.push_back(Instant::now());
        tab.send_move(card).await;
    }
    // Acknowledgements come in the order of what they answer.
    while let Some(first) = sent.front() {
        let frame = tab.next().await;
        refuse_errors(&frame);
        if is(&frame, "ack") {
            latencies_us.push(microseconds(*first));
            sent.pop_front();
            if Instant::now() < until {
                sent.push_back(Instant::now());
                tab.send_move(card).await;
            }
        }
    }
    latencies_us
}

/// The tabs move their cards in turn, `per_second` moves a second in all, whether they were answered or not.
pub async fn move_at_pace(tabs: &mut [(Tab, CardId)], per_second: u32, seconds: f64) -> Load {
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let count = u32::try_from(tabs.len()).unwrap_or(1);
    let pace = Duration::from_secs(1) * count / per_second;
    let working = (0..).zip(tabs).map(|(number, (tab, card))| async move {
        let mut due = began + pace * number / count;
        let (mut sent, mut latencies_us) = (VecDeque::new(), Vec::new());
        while due < until || !sent.is_empty() {
            tokio::select! {
                frame = tab.next() => {
                    refuse_errors(&frame);
                    if is(&frame, "ack") {
                        let from: Instant = sent.pop_front().expect("an acknowledgement of what was sent");
                        latencies_us.push(microseconds(from));
                    }
                }
                () = tokio::time::sleep_until(due.into()), if due < until => {
                    // The timer is exact to a millisecond, which is not the server's; later than that is a jam.
                    sent.push_back(Instant::now().min(due + pace));
                    tab.send_move(*card).await;
                    due += pace;
                }
            }
        }
        latencies_us
    });
    let mut latencies_us: Vec<u64> = join_all(working).await.into_iter().flatten().collect();
    latencies_us.sort_unstable();
    Load { seconds: began.elapsed().as_secs_f64(), latencies_us }
}

/// What the first of several tabs sends again and again, and all of them are told.
pub enum Cause {
    Move(CardId),
    Text(Utf8Bytes),
}

/// The first tab sends `count` times, `in_flight` at a time; answers the frames a second that reached all tabs.
#[expect(clippy::cast_precision_loss, reason = "no run has 2^52 frames")]
pub async fn fan_out(tabs: &mut [Tab], cause: &Cause, count: usize, in_flight: usize) -> f64 {
    let began = Instant::now();
    let frames = count * tabs.len();
    let (first, others) = tabs.split_first_mut().expect("somebody has to send");
    let listening = others.iter_mut().map(|tab| async {
        for _ in 0..count {
            tab.next_update().await;
        }
    });
    let sending = async {
        for sent in 0..count + in_flight {
            if sent >= in_flight {
                first.next_update().await;
            }
            match cause {
                _ if sent >= count => {}
                Cause::Move(card) => first.send_move(*card).await,
                Cause::Text(text) => first.send_text(text.clone()).await,
            }
        }
    };
    join(join_all(listening), sending).await;
    frames as f64 / began.elapsed().as_secs_f64()
}

fn microseconds(from: Instant) -> u64 {
    u64::try_from(from.elapsed().as_micros()).unwrap_or(u64::MAX)
}
