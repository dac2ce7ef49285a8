//! The processes that are measured: how they start, what they say, and what they cost.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

use stackhouse::{
    config::{Config, Sources},
    server::Server,
};

/// The processor time in /proc is counted in hundredths of a second, on every processor that Linux knows.
const TICK_US: u64 = 10_000;

/// What a child process of this program does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Part {
    /// The server itself, on a data folder.
    Server,
    /// The floor of fan-out and of starting: the same libraries, and nothing else.
    Echo,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Echo => "echo",
        }
    }
}

/// A child process that answers at `address`. It ends when this is dropped.
pub struct Process {
    child: Child,
    pub address: String,
}

impl Process {
    /// Starts this very program again in another part, and returns once it answers.
    pub fn start(part: Part, data: &Path) -> Self {
        Self::start_with(part, data, &[])
    }

    /// The same with settings that differ from the defaults, such as `STACKHOUSE_SPRITE__LANES=4`.
    pub fn start_with(part: Part, data: &Path, settings: &[&str]) -> Self {
        let program = std::env::current_exe().expect("a program knows its file");
        let mut command = Command::new(program);
        command.args(["--part", part.word(), "--data"]).arg(data);
        command.args(settings.iter().flat_map(|setting| ["--setting", setting]));
        Self::spawn(&mut command)
    }

    /// Starts a server that says where it listens and ends with its standard input.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a program that can be started");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it was asked for");
        BufReader::new(stdout).read_line(&mut line).expect("the child says where it listens");
        let address = line.trim().strip_prefix("listening on http://").expect("the child says where it listens");
        Self { address: address.to_owned(), child }
    }

    /// Resident memory in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.status_bytes("VmRSS:")
    }

    /// The most resident memory in bytes since [`Self::forget_peak`].
    pub fn peak_bytes(&self) -> u64 {
        self.status_bytes("VmHWM:")
    }

    pub fn forget_peak(&self) {
        // What 5 means is in proc_pid_clear_refs(5).
        std::fs::write(self.file("clear_refs"), "5").expect("a process may ask this of its child");
    }

    /// The processor's time so far, in microseconds, in the program and in the kernel for it.
    pub fn cpu_us(&self) -> u64 {
        let stat = std::fs::read_to_string(self.file("stat")).expect("Linux keeps /proc");
        // The name in parentheses may hold anything; behind it the fields are numbered from 3.
        let (_, fields) = stat.rsplit_once(") ").expect("a name in parentheses");
        let ticks = fields.split(' ').skip(11).take(2).map(|field| field.parse::<u64>().expect("a number"));
        ticks.sum::<u64>() * TICK_US
    }

    /// How many users' files it has open.
    pub fn files_open(&self) -> usize {
        let entries = std::fs::read_dir(self.file("fd")).expect("Linux keeps /proc").flatten();
        let targets = entries.filter_map(|entry| std::fs::read_link(entry.path()).ok());
        targets.filter(|target| target.ends_with("sprite.db")).count()
    }

    fn status_bytes(&self, key: &str) -> u64 {
        let status = std::fs::read_to_string(self.file("status")).expect("Linux keeps /proc");
        let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("a running process has memory");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib * 1_024
    }

    fn file(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A child that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The part [`Part::Server`]: serves `data` until standard input ends, which it does with the parent.
pub fn serve(data: &Path, settings: &[String]) {
    let environment =
        settings.iter().filter_map(|setting| setting.split_once('=')).map(|(key, value)| (key.into(), value.into()));
    let sources = Sources { data: data.to_owned(), environment: environment.collect(), ..Sources::default() };
    let mut config = Config::load(&sources).expect("good settings");
    config.server.listen = ([127, 0, 0, 1], 0).into();
    // The limit for one tab would end the measurement of how much the server can do.
    config.socket.operations_per_second = 1_000_000;
    let running = Server::start(config).expect("the server starts");
    println!("listening on http://{}", running.address);
    wait_for_parent();
}

/// Returns when standard input ends.
pub fn wait_for_parent() {
    let mut ignored = Vec::new();
    let _ = std::io::stdin().read_to_end(&mut ignored);
}
