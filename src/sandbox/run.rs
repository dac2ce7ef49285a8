//! The server's side: starts a command, takes in what it says, and ends it in time.

use std::{
    io,
    path::{Path, PathBuf},
    pin::pin,
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStderr, ChildStdout, Command},
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{
    Bounds, Order, READABLE, Report, Unable, Work,
    child::WITHIN,
    output::Output,
    place::Place,
    sweep::{self, Excess},
};

/// How often it is looked how much there is in a place, when that takes no time.
const LOOK: Duration = Duration::from_millis(250);

/// A look takes at most this part of the time.
const LOOK_SHARE: u32 = 4;

/// How long what was told to end is waited for before it is ended by force, and how long after that.
const END_WITHIN: Duration = Duration::from_secs(1);

/// Bytes that are taken in at once.
const CHUNK_BYTES: usize = 64 << 10;

/// Bytes of one report.
const REPORT_BYTES_MAX: u64 = 64 << 10;

/// Runs commands. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sandbox {
    /// This very program, where it lies.
    program: PathBuf,
    pub(super) bounds: Bounds,
    pub(super) readable: Vec<String>,
}

/// What a command is watched for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watch {
    pub time: Duration,
    /// Of all in its place.
    pub disk_bytes: u64,
    pub files: usize,
    /// Of the disk: files that are open and have no name any more are in no place, and take room all the same.
    pub free_bytes_min: u64,
}

/// How a command ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    Exited(i32),
    /// By a signal.
    Killed(i32),
    TimeUp,
    /// Somebody has stopped it.
    Stopped,
    OutOfMemory,
    /// It has written more than it may.
    DiskFull,
    TooManyFiles,
    /// It was never begun.
    Unable(Unable),
}

/// What came of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub end: End,
    pub output: Output,
    pub took: Duration,
}

/// A child that runs.
pub(super) struct Running {
    child: Child,
    /// While this is open, the child goes on.
    input: Option<tokio::process::ChildStdin>,
    said: ChildStdout,
    reports: Lines<BufReader<tokio::io::Take<ChildStderr>>>,
}

impl Sandbox {
    /// A sandbox that starts `program`; `readable` names further folders that commands may read.
    #[must_use]
    pub fn new(program: PathBuf, bounds: Bounds, readable: Vec<String>) -> Self {
        Self { program, bounds, readable }
    }

    /// The folder that commands may read in which `path` lies, or which lies in it.
    #[must_use]
    pub fn shows(&self, path: &Path) -> Option<&str> {
        let shown = READABLE.into_iter().chain(self.readable.iter().map(String::as_str));
        let touches = |folder: &Path| path.starts_with(folder) || folder.starts_with(path);
        shown.into_iter().find(|shown| std::fs::canonicalize(shown).is_ok_and(|folder| touches(&folder)))
    }

    /// Runs a command in a place until it ends, its time or its room is up, or `stop` does. Nothing of it runs any more then.
    ///
    /// # Errors
    /// When this machine can't start the child.
    pub async fn run(
        &self,
        place: &Arc<Place>,
        command: &str,
        watch: Watch,
        stop: impl Future<Output = ()>,
    ) -> io::Result<Outcome> {
        let begun = Instant::now();
        let mut running = self.start(place, Work::Command(command.to_owned())).await?;
        let mut output = Output::default();
        let end = running.follow(&mut output, place, begun + watch.time, watch, stop).await?;
        running.end(&mut output).await?;
        Ok(Outcome { end, output, took: begun.elapsed() })
    }

    pub(super) async fn start(&self, place: &Place, work: Work) -> io::Result<Running> {
        let mut command = Command::new(&self.program);
        command.arg(WITHIN[0]).env_clear().current_dir(place.path()).kill_on_drop(true);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (Some(mut input), Some(said), Some(reports)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let order = Order { work, bounds: self.bounds, readable: self.readable.clone() };
        let mut line = serde_json::to_vec(&order)?;
        line.push(b'\n');
        // A child that could not even begin does not listen; it says why.
        let _ = input.write_all(&line).await;
        let reports = BufReader::new(reports.take(REPORT_BYTES_MAX)).lines();
        Ok(Running { child, input: Some(input), said, reports })
    }
}

impl Running {
    async fn follow(
        &mut self,
        output: &mut Output,
        place: &Arc<Place>,
        deadline: Instant,
        watch: Watch,
        stop: impl Future<Output = ()>,
    ) -> io::Result<End> {
        let mut stop = pin!(stop);
        let mut looking = pin!(excess(Arc::clone(place), watch));
        let (mut chunk, mut is_silent) = (vec![0; CHUNK_BYTES], false);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return Ok(End::Stopped),
                () = sleep_until(deadline) => return Ok(End::TimeUp),
                found = &mut looking => return Ok(match found? {
                    Excess::Bytes => End::DiskFull,
                    Excess::Files => End::TooManyFiles,
                }),
                report = self.reports.next_line() => match read(report?)? {
                    Some(Report::Ready | Report::Tried(_)) => {}
                    Some(Report::Unable(unable)) => return Ok(End::Unable(unable)),
                    Some(Report::Exited(code)) => return Ok(End::Exited(code)),
                    Some(Report::Killed(signal)) => return Ok(End::Killed(signal)),
                    Some(Report::OutOfMemory) => return Ok(End::OutOfMemory),
                    None => return Err(io::Error::other("the sandbox has ended without a word")),
                },
                count = self.said.read(&mut chunk), if !is_silent => match count? {
                    0 => is_silent = true,
                    count => output.take(&chunk[..count]),
                },
            }
        }
    }

    /// The next thing that the child says, in time.
    pub(super) async fn report(&mut self, within: Duration) -> io::Result<Report> {
        let line = timeout(within, self.reports.next_line()).await.map_err(|_| io::ErrorKind::TimedOut)?;
        read(line?)?.ok_or_else(|| io::Error::other("the sandbox has ended without a word"))
    }

    /// Has all of it end, and takes in what was still said.
    pub(super) async fn end(mut self, output: &mut Output) -> io::Result<()> {
        drop(self.input.take());
        if timeout(END_WITHIN, self.child.wait()).await.is_err() {
            self.child.start_kill()?;
            timeout(END_WITHIN, self.child.wait()).await.map_err(|_| io::Error::other("it did not end"))??;
        }
        let mut chunk = vec![0; CHUNK_BYTES];
        // The first process of the namespaces is gone, and with it everything that could hold the pipe.
        while let Ok(count) = timeout(END_WITHIN, self.said.read(&mut chunk)).await {
            match count? {
                0 => break,
                count => output.take(&chunk[..count]),
            }
        }
        Ok(())
    }
}

fn read(line: Option<String>) -> io::Result<Option<Report>> {
    Ok(line.map(|line| serde_json::from_str(&line)).transpose()?)
}

/// Ends when there is more in a place than it may hold.
async fn excess(place: Arc<Place>, watch: Watch) -> io::Result<Excess> {
    loop {
        let (place, begun) = (Arc::clone(&place), Instant::now());
        let look = tokio::task::spawn_blocking(move || sweep::look(&place, watch));
        if let Some(excess) = look.await.map_err(io::Error::other)?? {
            return Ok(excess);
        }
        sleep(LOOK.max(begun.elapsed() * LOOK_SHARE)).await;
    }
}
