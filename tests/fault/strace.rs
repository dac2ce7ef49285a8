//! System calls that fail, by `strace`: which calls, on which files, at which of their turns.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

/// What `strace` is told. Each thread counts its own calls; a file is written by one.
pub struct Fault<'a> {
    /// System calls, with commas between.
    pub calls: &'a str,
    /// The name of the error.
    pub error: &'a str,
    /// Which of the calls, counted from 1: `3` is one of them, `3+` that and all that follow.
    pub when: &'a str,
    /// Calls on other files go through.
    pub files: &'a [PathBuf],
}

/// A `strace` that is attached to a process, until it is dropped.
pub struct Strace {
    child: Child,
    log: tempfile::NamedTempFile,
}

/// Why `strace` can't be used here, if it can't.
pub fn refusal() -> Option<String> {
    let mut sleeper = Command::new("sleep").arg("5").spawn().expect("sleep");
    let fault = Fault { calls: "fsync", error: "EIO", when: "1", files: &[] };
    let attached = Strace::attach(Pid::from_child(&sleeper), &fault);
    let _ = sleeper.kill();
    let _ = sleeper.wait();
    attached.err()
}

impl Strace {
    /// Attaches to all threads of the process, and returns when calls begin to fail.
    pub fn attach(process: Pid, fault: &Fault<'_>) -> Result<Self, String> {
        let log = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        let Fault { calls, error, when, files } = fault;
        let mut command = Command::new("strace");
        command.args(["-f", "-p", &process.as_raw_nonzero().to_string(), "-o"]).arg(log.path());
        command.args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error={error}:when={when}")]);
        for file in *files {
            command.arg("-P").arg(file);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().map_err(|error| format!("strace: {error}"))?;
        let mut said = String::new();
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        while let Some(Ok(line)) = lines.next() {
            if line.contains(" attached") {
                // Else it stops when nobody hears what it says further.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(Self { child, log });
            }
            said.push_str(&line);
        }
        let _ = child.wait();
        Err(said)
    }

    /// Lets go of the process, and answers the calls that have failed, a line each.
    pub fn detach(mut self) -> Vec<String> {
        self.end();
        let log = fs::read_to_string(self.log.path()).expect("what strace has written");
        log.lines().filter(|line| line.contains("(INJECTED)")).map(str::to_owned).collect()
    }

    fn end(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        for _ in 0..500 {
            if self.child.try_wait().is_ok_and(|status| status.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        self.end();
    }
}

/// A database and the files that SQLite keeps beside it.
pub fn database(file: &Path) -> Vec<PathBuf> {
    ["db", "db-wal", "db-shm"].iter().map(|end| file.with_extension(end)).collect()
}
