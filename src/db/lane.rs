//! Lanes: the threads that hold users' files, and group what waits into one commit.
//!
//! Each file has exactly one connection, on one lane, for as long as it is open. A lane takes everything that
//! is waiting, sorts it by file, gives each job a savepoint and each file one commit, and only then hands the
//! outcomes out. A job that fails or panics takes back its own savepoint and nobody else's. There is no timer:
//! a lone job is committed at once, and a busy lane groups by itself, because jobs arrive while it syncs.

mod file;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use tokio::sync::oneshot;

use super::{Error, Migrations, Opened, Result, Tx};
use file::{Jobs, OpenFile};

/// Jobs in one commit. More would delay the first for the sake of the last.
const GROUP_MAX: usize = 256;

/// Jobs waiting in one lane; past that a caller is told that the server is busy.
const QUEUE_MAX: usize = 4_096;

/// Whether a job's writes stay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Keep,
    Undo,
}

/// The job panicked; its writes were taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobPanicked(pub String);

/// What came of the jobs of one transaction, in the order in which they were handed in. Reads have one of their
/// own, after the writes that waited with them.
pub struct Flushed<T, O> {
    pub outcomes: Vec<(T, std::result::Result<O, JobPanicked>)>,
    /// `Err` when the commit itself failed: nothing of the outcomes has happened.
    pub committed: Result<()>,
    /// Whether the file was found broken, or is not in its place any more. It is closed then.
    pub is_damaged: bool,
}

/// Takes the outcomes of each transaction of one file. Called on the lane's thread; must not block. It is dropped
/// when the file is closed, or has closed itself because it is damaged or could not be reopened after a commit that
/// failed.
pub type Sink<T, O> = Box<dyn FnMut(Flushed<T, O>) + Send>;

/// What waits, sorted by file.
type Group<T, O> = Vec<(u64, Jobs<T, O>)>;

type Run<O> = Box<dyn FnOnce(&Tx) -> (Verdict, O) + Send>;

enum Order<T, O> {
    Open { key: u64, path: PathBuf, create: bool, sink: Sink<T, O>, opened: oneshot::Sender<Result<()>> },
    Write { key: u64, tag: T, run: Run<O> },
    Read { key: u64, tag: T, run: Run<O> },
    Close { key: u64, closed: Option<oneshot::Sender<()>> },
}

/// A fixed set of threads that own users' files. `T` travels with each job and comes back with its outcome `O`.
pub struct Lanes<T, O> {
    senders: Vec<SyncSender<Order<T, O>>>,
    next_key: AtomicU64,
}

impl<T: Send + 'static, O: Send + 'static> Lanes<T, O> {
    /// Starts `count` lanes. They end when the last [`File`] and the `Lanes` are dropped.
    ///
    /// # Errors
    /// When the machine has no thread left.
    pub fn start(count: usize, migrations: &Arc<Migrations>) -> std::io::Result<Self> {
        let mut senders = Vec::with_capacity(count);
        for number in 0..count.max(1) {
            let (sender, receiver) = sync_channel(QUEUE_MAX);
            let migrations = Arc::clone(migrations);
            thread::Builder::new()
                .name(format!("lane-{number}"))
                .spawn(move || Lane { files: HashMap::new(), migrations }.work(&receiver))?;
            senders.push(sender);
        }
        Ok(Self { senders, next_key: AtomicU64::new(1) })
    }

    /// Opens the file at `path` on the lane that `spread` chooses.
    ///
    /// The same `spread` always chooses the same lane, so that an opening waits for an earlier closing.
    ///
    /// # Errors
    /// When the file is missing (unless `create`), damaged, or newer than this version.
    pub async fn open(&self, path: PathBuf, spread: u64, create: bool, sink: Sink<T, O>) -> Result<File<T, O>> {
        let key = self.next_key.fetch_add(1, Ordering::Relaxed);
        let lane = usize::try_from(spread % self.senders.len() as u64).unwrap_or(0);
        let file = File { key, lane: self.senders[lane].clone(), is_closing: AtomicBool::new(false) };
        let (opened, answer) = oneshot::channel();
        file.lane
            .try_send(Order::Open { key, path, create, sink, opened })
            .map_err(|_| Error::Unavailable("too many files are being opened".to_owned()))?;
        answer.await.map_err(|_| Error::Unavailable("the lane has ended".to_owned()))??;
        Ok(file)
    }
}

/// A user's open file. Dropping it closes it; [`File::close`] also says when that is done.
pub struct File<T, O> {
    key: u64,
    lane: SyncSender<Order<T, O>>,
    is_closing: AtomicBool,
}

impl<T, O> File<T, O> {
    /// Queues a job that writes. Its outcome comes to the file's sink, with `tag`, after the commit.
    ///
    /// # Errors
    /// Gives the tag back when the lane is full.
    pub fn submit(&self, tag: T, run: impl FnOnce(&Tx) -> (Verdict, O) + Send + 'static) -> std::result::Result<(), T> {
        self.send(Order::Write { key: self.key, tag, run: Box::new(run) })
    }

    /// Queues a job that only reads: it sees all that was queued before it, and waits for no disk.
    ///
    /// # Errors
    /// Gives the tag back when the lane is full.
    pub fn submit_read(&self, tag: T, run: impl FnOnce(&Tx) -> O + Send + 'static) -> std::result::Result<(), T> {
        self.send(Order::Read { key: self.key, tag, run: Box::new(|tx| (Verdict::Undo, run(tx))) })
    }

    fn send(&self, job: Order<T, O>) -> std::result::Result<(), T> {
        self.lane.try_send(job).map_err(|error| match error {
            TrySendError::Full(order) | TrySendError::Disconnected(order) => match order {
                Order::Write { tag, .. } | Order::Read { tag, .. } => tag,
                Order::Open { .. } | Order::Close { .. } => unreachable!("a refused job is a job"),
            },
        })
    }

    /// Closes the file after everything that was queued before: checkpoint, then close.
    ///
    /// The receiver resolves when the file is closed.
    #[must_use]
    pub fn close(&self) -> oneshot::Receiver<()> {
        self.is_closing.store(true, Ordering::Relaxed);
        let (closed, answer) = oneshot::channel();
        let mut order = Order::Close { key: self.key, closed: Some(closed) };
        // A full lane drains within milliseconds; a closing must not get lost.
        while let Err(TrySendError::Full(refused)) = self.lane.try_send(order) {
            order = refused;
            thread::yield_now();
        }
        answer
    }
}

impl<T, O> Drop for File<T, O> {
    fn drop(&mut self) {
        // Whoever was opening it may have gone meanwhile: a file that nobody can close would never be opened again.
        if !self.is_closing.load(Ordering::Relaxed) {
            drop(self.close());
        }
    }
}

struct Lane<T, O> {
    files: HashMap<u64, OpenFile<T, O>>,
    migrations: Arc<Migrations>,
}

impl<T, O> Lane<T, O> {
    fn work(&mut self, orders: &Receiver<Order<T, O>>) {
        let mut group: Group<T, O> = Vec::new();
        while let Ok(first) = orders.recv() {
            let mut next = Some(first);
            let mut taken = 0;
            while let Some(order) = next {
                match order {
                    Order::Write { key, tag, run } => jobs_of(&mut group, key).writes.push((tag, run)),
                    Order::Read { key, tag, run } => jobs_of(&mut group, key).reads.push((tag, run)),
                    other => {
                        self.flush_all(&mut group);
                        self.attend(other);
                    }
                }
                taken += 1;
                next = if taken < GROUP_MAX { orders.try_recv().ok() } else { None };
            }
            self.flush_all(&mut group);
        }
    }

    fn flush_all(&mut self, group: &mut Group<T, O>) {
        for (key, jobs) in group.drain(..) {
            // Dropping the jobs of a closed file drops their tags, which tells whoever waits.
            let Some(file) = self.files.get_mut(&key) else { continue };
            if !file.flush(jobs, &self.migrations) {
                self.files.remove(&key);
            }
        }
    }

    fn attend(&mut self, order: Order<T, O>) {
        match order {
            Order::Open { key, path, create, sink, opened } => {
                let connection = if create {
                    Opened::or_create(&path, &self.migrations)
                } else {
                    Opened::alone(&path, &self.migrations)
                };
                let answer = connection.and_then(|connection| OpenFile::new(connection, path, sink)).map(|file| {
                    self.files.insert(key, file);
                });
                if opened.send(answer).is_err() {
                    self.files.remove(&key);
                }
            }
            Order::Close { key, closed } => {
                if let Some(file) = self.files.remove(&key) {
                    file.close();
                }
                if let Some(closed) = closed {
                    let _ = closed.send(());
                }
            }
            Order::Write { .. } | Order::Read { .. } => {}
        }
    }
}

fn jobs_of<T, O>(group: &mut Group<T, O>, key: u64) -> &mut Jobs<T, O> {
    let place = group.iter().position(|(of, _)| *of == key).unwrap_or_else(|| {
        group.push((key, Jobs::default()));
        group.len() - 1
    });
    &mut group[place].1
}
