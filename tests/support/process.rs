//! Running the binary.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    time::Duration,
};

use super::TestClient;

/// Passwords that cost next to nothing, and any free port.
const SETTINGS: [(&str, &str); 3] = [
    ("STACKHOUSE_PASSWORD__MEMORY_KIB", "8"),
    ("STACKHOUSE_PASSWORD__PASSES", "1"),
    ("STACKHOUSE_SERVER__LISTEN", "127.0.0.1:0"),
];

/// The binary with an environment of its own.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stackhouse"));
    command.env_clear().envs(SETTINGS).args(arguments);
    command
}

/// Runs the binary to its end.
pub fn run(arguments: &[&str]) -> Output {
    command(arguments).output().expect("the binary runs")
}

/// Runs the binary, which must refuse, and answers its one sentence.
#[track_caller]
pub fn refused(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect("the binary runs");
    let text = String::from_utf8(output.stderr).expect("a text");
    assert!(!output.status.success(), "it should have refused: {text}");
    assert!(output.stdout.is_empty(), "nothing on standard output");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("stackhouse: ")).collect();
    assert_eq!(lines.len(), 1, "one sentence: {text}");
    lines[0].to_owned()
}

/// A server in a process of its own. It is killed when a test gives up on it.
pub struct Process {
    child: Child,
    pub lines: std::io::Lines<BufReader<ChildStdout>>,
    pub base: String,
}

impl Process {
    /// Starts `serve` on the data in `data`, and returns once it has said where it listens.
    pub fn serve(data: &Path, environment: &[(&str, &str)]) -> Self {
        Self::serve_under(&[], data, environment)
    }

    /// The same under a program that is given the server's command as its last arguments, and becomes it.
    pub fn serve_under(under: &[&str], data: &Path, environment: &[(&str, &str)]) -> Self {
        let data = data.to_str().expect("a path in UTF-8");
        let mut words = [under, &[env!("CARGO_BIN_EXE_stackhouse"), "serve", "--data", data]].concat().into_iter();
        let mut command = Command::new(words.next().expect("a program"));
        command.env_clear().envs(SETTINGS).args(words);
        command.envs(environment.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = lines.next().expect("a line").expect("a text");
        let base = line.strip_prefix("listening on ").expect("where it listens").to_owned();
        Self { child, lines, base }
    }

    pub fn client(&self) -> TestClient {
        TestClient::new(&self.base)
    }

    /// `address:port`, for tabs.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    /// Waits until the process stands still, after SIGSTOP.
    pub fn wait_until_stopped(&self) {
        use rustix::process::{WaitOptions, waitpid};
        waitpid(Some(self.pid()), WaitOptions::UNTRACED).expect("the process is there");
    }

    /// Sends the signal and waits for the end, which must come within ten seconds.
    pub fn end(mut self, signal: rustix::process::Signal) -> ExitStatus {
        rustix::process::kill_process(self.pid(), signal).expect("the process is there");
        for _ in 0..500 {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("ten seconds later the process goes on");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A data folder that is not there yet.
pub fn new_data() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("house/data");
    (folder, data)
}
