//! Others on the same server, who work all the time and notice what goes wrong.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{
    sync::{OwnedRwLockWriteGuard, RwLock, watch},
    task::JoinHandle,
    time::Instant,
};

use crate::support::{TestClient, TestServer, tab::Tab};

const NEIGHBOURS: usize = 3;

/// No answer takes this long while somebody else's Sprite panics.
const PATIENCE: Duration = Duration::from_secs(1);

/// Users who move a card to and fro.
pub struct Neighbours {
    /// Held by each for one move, and by whoever wants a moment in which nobody moves.
    gate: Arc<RwLock<()>>,
    is_over: watch::Sender<bool>,
    tasks: Vec<JoinHandle<usize>>,
}

impl Neighbours {
    /// A house in which nobody else lives.
    pub fn nobody() -> Self {
        Self { gate: Arc::new(RwLock::new(())), is_over: watch::channel(false).0, tasks: Vec::new() }
    }

    pub async fn move_in(server: &TestServer, admin: &TestClient) -> Self {
        let (gate, is_over) = (Arc::new(RwLock::new(())), watch::channel(false).0);
        let mut tasks = Vec::new();
        for number in 0..NEIGHBOURS {
            let name = format!("neighbour {number}");
            let token = server.invite(admin, &name, "unlimited").await.token(&name).await;
            let (mut tab, sync) = Tab::follow(server, &token).await;
            let card = tab.card(&Tab::first_stack(&sync), "to and fro", json!([])).await;
            tasks.push(tokio::spawn(live(tab, card, Arc::clone(&gate), is_over.subscribe())));
        }
        Self { gate, is_over, tasks }
    }

    /// Keeps them still for as long as the answer is held, so that what breaks next is not theirs.
    pub async fn hush(&self) -> OwnedRwLockWriteGuard<()> {
        Arc::clone(&self.gate).write_owned().await
    }

    /// All of them were served all the time.
    pub async fn noticed_nothing(self) {
        self.is_over.send_replace(true);
        for task in self.tasks {
            let moves = task.await.expect("a neighbour was disturbed");
            assert!(moves > 0, "a neighbour did nothing");
        }
    }
}

/// Moves a card until it is over, and answers how often. Panics at the first sign of trouble.
async fn live(mut tab: Tab, card: String, gate: Arc<RwLock<()>>, over: watch::Receiver<bool>) -> usize {
    let (mut moves, mut seq) = (0, Value::Null);
    while !*over.borrow() || moves == 0 {
        let _moving = gate.read().await;
        let began = Instant::now();
        let data = json!({ "position_x": moves, "position_y": 0 });
        let id = tab.send("canvas_interaction", json!({ "card_id": card, "action": "move", "data": data })).await;
        loop {
            let frame = tab.next().await;
            match frame["type"].as_str() {
                Some("canvas_update") => {
                    let told = &frame["payload"]["seq"];
                    assert!(seq.is_null() || told.as_u64() == seq.as_u64().map(|seq| seq + 1), "{seq}, then {told}");
                    seq = told.clone();
                }
                Some("ack") if frame["request_id"] == id => break,
                _ => panic!("a neighbour was told {frame}"),
            }
        }
        assert!(began.elapsed() < PATIENCE, "a move took {:?}", began.elapsed());
        moves += 1;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    moves
}
