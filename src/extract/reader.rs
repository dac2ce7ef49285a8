//! The server's side: starts a child for each file and takes in what it finds.

use std::{
    io,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    sync::{OnceCell, OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};

use super::{Kind, Ocr, PAGE_BYTES_MAX, Piece, Refusal};

/// Bytes of one line: a row of the widest sheet with the longest cells.
const LINE_BYTES_MAX: u64 = 4 << 20;
/// Bytes of what a child says about its end.
const LAST_WORDS_BYTES_MAX: u64 = 4 << 10;
/// First looks at the same time: somebody waits for each.
const CHECKS_AT_ONCE: usize = 4;
/// How long a first look may take on a machine that is busy; the child itself takes about a second.
const CHECK_MAX: Duration = Duration::from_secs(15);
/// Processor time of a first look: beyond what the child allows itself.
const CHECK_CPU_S: u64 = 3;

/// What children may use.
#[derive(Clone, Debug)]
pub struct Limits {
    pub memory_bytes: u64,
    pub cpu_s: u64,
    pub wall: Duration,
    /// Files that are read at the same time.
    pub at_once: usize,
}

/// Reads files, each in a child process.
pub struct Reader {
    /// This very program, where it lies.
    program: PathBuf,
    limits: Limits,
    reads: Arc<Semaphore>,
    checks: Semaphore,
    ocr_program: Option<PathBuf>,
    ocr_languages: Vec<String>,
    ocr: OnceCell<Option<Ocr>>,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The machine is to blame, not the file.
    #[error("the reading of a file could not be started: {0}")]
    Unable(#[from] io::Error),
}

/// What a child finds, as it finds it.
pub struct Pieces {
    child: Child,
    lines: BufReader<ChildStdout>,
    line: Vec<u8>,
    deadline: Instant,
    is_over: bool,
    _place: Option<OwnedSemaphorePermit>,
}

impl Reader {
    /// A reader that starts `program` as its child; `ocr_program` is a name or a path, and may be missing.
    #[must_use]
    pub fn new(program: PathBuf, limits: Limits, ocr_program: &str, ocr_languages: &[String]) -> Self {
        let reads = Arc::new(Semaphore::new(limits.at_once.max(1)));
        let ocr_program = super::ocr::find(ocr_program);
        let ocr_languages = ocr_languages.to_vec();
        let checks = Semaphore::new(CHECKS_AT_ONCE);
        Self { program, limits, reads, checks, ocr_program, ocr_languages, ocr: OnceCell::new() }
    }

    /// Tells what the file is, and refuses what means harm. `ending` is that of its name, without the dot.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn check(&self, path: &Path, ending: &str) -> Result<Kind, Trouble> {
        let _place = self.checks.acquire().await;
        let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let mut command = self.command(&["check", "--ending", &ending], CHECK_CPU_S);
        let mut pieces = Pieces::start(&mut command, path, CHECK_MAX, None)?;
        let mut found = None;
        loop {
            match pieces.next().await {
                Ok(Some(Piece::Kind(kind))) => found = Some(kind),
                Ok(Some(_)) => {}
                Ok(None) => return found.ok_or(Refusal::UnknownKind.into()),
                // What is too much for a first look is left to the reading.
                Err(Trouble::Refused(Refusal::TooSlow)) if found.is_some() => {
                    return found.ok_or(Refusal::UnknownKind.into());
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Begins to read the file; waits while others are being read.
    ///
    /// # Errors
    /// [`Trouble::Unable`].
    pub async fn read(&self, path: &Path, kind: Kind) -> Result<Pieces, Trouble> {
        let place = Arc::clone(&self.reads).acquire_owned().await.map_err(io::Error::other)?;
        let mut command = self.command(&["read", "--kind", kind.as_str()], self.limits.cpu_s);
        Pieces::start(&mut command, path, self.limits.wall, Some(place))
    }

    /// Reads what is written in the picture on a page. `None` when this machine has no OCR.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn recognise(&self, path: &Path, kind: Kind, page: u32) -> Result<Option<String>, Trouble> {
        let Some(ocr) = self.ocr().await else { return Ok(None) };
        let _place = self.reads.acquire().await;
        let page = page.to_string();
        let picture = ["picture", "--kind", kind.as_str(), "--page", &page];
        let mut picture = self.command(&picture, self.limits.cpu_s);
        let mut picture = picture.stdin(std::fs::File::open(path)?).stdout(Stdio::piped()).spawn()?;
        let points: Stdio = picture.stdout.take().ok_or_else(no_pipe)?.try_into()?;

        let mut recogniser = self.command(&["ocr"], self.limits.cpu_s);
        recogniser.arg("--program").arg(&ocr.program).args(["--languages", &ocr.languages]);
        let mut recogniser = recogniser.stdin(points).stdout(Stdio::piped()).spawn()?;
        let words = recogniser.stdout.take().ok_or_else(no_pipe)?;
        let mut text = Vec::new();
        let reading = async {
            words.take(PAGE_BYTES_MAX as u64).read_to_end(&mut text).await?;
            recogniser.wait().await
        };
        let status = timeout(self.limits.wall, reading).await.map_err(|_| Refusal::TooSlow)??;
        if !status.success() {
            return Err(refusal_of(status, "").into());
        }
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }

    /// Whether pictures of writing can be read here.
    pub async fn can_recognise(&self) -> bool {
        self.ocr().await.is_some()
    }

    async fn ocr(&self) -> Option<&Ocr> {
        let program = self.ocr_program.as_deref()?;
        self.ocr.get_or_init(|| Ocr::ask(program, &self.ocr_languages)).await.as_ref()
    }

    fn command(&self, task: &[&str], cpu_s: u64) -> Command {
        let mut command = Command::new(&self.program);
        let (memory, cpu) = (self.limits.memory_bytes.to_string(), cpu_s.to_string());
        command.args(["extract", "--memory-bytes", &memory, "--cpu-s", &cpu]).args(task);
        // It needs nothing of the server's surroundings, and is not to know them.
        command.env_clear().current_dir("/").stderr(Stdio::null()).kill_on_drop(true);
        command
    }
}

impl Pieces {
    fn start(
        command: &mut Command,
        path: &Path,
        wall: Duration,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, Trouble> {
        let file = std::fs::File::open(path)?;
        let mut child = command.stdin(file).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or_else(no_pipe)?;
        let deadline = Instant::now() + wall;
        let lines = BufReader::with_capacity(64 << 10, output);
        Ok(Self { child, lines, line: Vec::new(), deadline, is_over: false, _place: place })
    }

    /// The next thing that was found; `None` when that was everything.
    ///
    /// # Errors
    /// [`Trouble`]: what was found until then may be incomplete.
    pub async fn next(&mut self) -> Result<Option<Piece>, Trouble> {
        if self.is_over {
            return Ok(None);
        }
        self.line.clear();
        let mut bounded = (&mut self.lines).take(LINE_BYTES_MAX);
        let read = timeout_at(self.deadline, bounded.read_until(b'\n', &mut self.line)).await;
        let bytes = read.map_err(|_| Refusal::TooSlow)??;
        if bytes == 0 {
            return Err(self.bad_end().await);
        }
        match serde_json::from_slice(&self.line) {
            Ok(Piece::Done) => {
                self.is_over = true;
                Ok(None)
            }
            Ok(Piece::Refused(refusal)) => Err(refusal.into()),
            Ok(piece) => Ok(Some(piece)),
            Err(_) => Err(self.bad_end().await),
        }
    }

    /// What became of a child that did not say that it was done.
    async fn bad_end(&mut self) -> Trouble {
        let mut words = Vec::new();
        if let Some(errors) = self.child.stderr.take() {
            let _ = timeout_at(self.deadline, errors.take(LAST_WORDS_BYTES_MAX).read_to_end(&mut words)).await;
        }
        match timeout_at(self.deadline, self.child.wait()).await {
            Ok(Ok(status)) if status.code().is_some() => {
                let words = String::from_utf8_lossy(&words);
                Trouble::Unable(io::Error::other(format!("the child ended with {status}: {}", words.trim())))
            }
            Ok(Ok(status)) => refusal_of(status, &String::from_utf8_lossy(&words)).into(),
            Ok(Err(error)) => Trouble::Unable(error),
            Err(_) => Refusal::TooSlow.into(),
        }
    }
}

/// What a signal says about the file: the system ends whoever takes too much, and the language whoever runs out.
fn refusal_of(status: ExitStatus, words: &str) -> Refusal {
    let signal = |number: libc::c_int| status.signal() == Some(number);
    if signal(libc::SIGXCPU) || signal(libc::SIGKILL) {
        return Refusal::TooSlow;
    }
    if words.contains("overflowed its stack") {
        return Refusal::TooDeep;
    }
    if signal(libc::SIGABRT) && words.contains("memory allocation") {
        return Refusal::TooMuchMemory;
    }
    Refusal::Damaged
}

fn no_pipe() -> io::Error {
    io::Error::other("the child has no pipe")
}
