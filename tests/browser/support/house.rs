//! A server in this process with a data folder of its own, which may go away and come back.

use stackhouse::{
    config::Config,
    server::{Running, Server},
};

pub const PASSWORD: &str = "heron over the weir";

pub struct House {
    config: Config,
    setup_path: String,
    running: Option<Running>,
    /// Dropped last, so that the server has stopped before its data goes.
    _folder: tempfile::TempDir,
}

impl House {
    pub fn start(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config::for_testing(&folder.path().join("data"));
        change(&mut config);
        config.program = Some(env!("CARGO_BIN_EXE_stackhouse").into());
        let running = Server::start(config.clone()).expect("the server starts");
        // When it comes back, it is where it was.
        config.server.listen = running.address;
        let url = running.setup_url.clone().expect("nobody has an account");
        let setup_path = url[url.find("/setup/").expect("a set-up link")..].to_owned();
        Self { config, setup_path, running: Some(running), _folder: folder }
    }

    /// Where it answers, without a slash at the end.
    pub fn base(&self) -> String {
        format!("http://{}", self.config.server.listen)
    }

    /// The path of the page that makes the first account.
    pub fn setup_path(&self) -> String {
        self.setup_path.clone()
    }

    /// Goes away at once, waiting for nothing.
    pub fn go_away(&mut self) {
        drop(self.running.take());
    }

    /// Comes back with the same data at the same address.
    pub fn come_back(&mut self) {
        self.running = Some(Server::start(self.config.clone()).expect("the server starts again"));
    }
}
