//! The socket, from outside: every action, error and close code.

mod actions;
mod frames;
mod handshake;
mod life;
mod rare;
mod sync;

use crate::support::{TestClient, TestServer, tab::Tab};

/// A server with Ada, her token, and a tab of hers that follows her first stack.
struct Desk {
    server: TestServer,
    ada: TestClient,
    token: String,
    tab: Tab,
    stack: String,
}

impl Desk {
    async fn open() -> Self {
        let (server, ada) = TestServer::with_ada().await;
        let token = ada.token("Ada").await;
        let (tab, sync) = Tab::follow(&server, &token).await;
        let stack = Tab::first_stack(&sync);
        Self { server, ada, token, tab, stack }
    }
}

/// An id that nobody has.
const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";
