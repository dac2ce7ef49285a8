//! Whether agents may run commands here, and the places where they do.
//!
//! Three must agree: the settings file allows it, an admin has turned it on, and the sandbox was found tight since the server
//! started. The last is tried beside the start, so that nobody waits for it; until then there is no shell.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::sync::{Mutex, watch};

use crate::{
    account::UserId,
    agent::{
        self,
        shell::{self, Switched},
    },
    config,
    db::Pool,
    kit::Ambient,
    sandbox::{Bounds, Place, Places, Sandbox, Tested, Watch},
};

/// The folder of places within the data folder. Whatever a server that was killed has left there goes at the next start.
const FOLDER: &str = "sandboxes";

/// What must be out of reach of commands, within the data folder: the people's database, the key of all secrets, the files of
/// users, and the repositories.
const HIDDEN: [&str; 5] = ["", "platform.db", "seal.key", "users", "repositories"];

/// The program that is running, also when its file has been replaced since.
const ITSELF: &str = "/proc/self/exe";

/// Files that may be in a place, with all that builds have left there.
const FILES_MAX: usize = 300_000;

/// How long a test is waited for: longer than it may take.
const SETTLED_WITHIN: Duration = Duration::from_mins(1);

/// Processor time of one process: as much as a command may take on several processors.
const CPU_S: u64 = 3_600;

const MIB: u64 = 1 << 20;

/// Whether commands can be run now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The settings file says no.
    Forbidden,
    /// No admin has turned it on.
    Off,
    /// It is being tried whether the sandbox is tight.
    Testing,
    Ready,
    /// It is not tight, or this machine can't make one, and why.
    Unfit(String),
}

impl Standing {
    /// Why an agent can't run a command; `None` when it can.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        Some(match self {
            Self::Ready => return None,
            Self::Forbidden => "there is no shell: the settings of this server forbid it".to_owned(),
            Self::Off => "the shell is off: an admin of this server can turn it on".to_owned(),
            Self::Testing => "the shell is still being tested: try again in a few seconds".to_owned(),
            Self::Unfit(why) => format!("there is no shell, because the test of its sandbox failed: {why}"),
        })
    }
}

/// The shell of this server. Cheap to clone.
#[derive(Clone)]
pub struct Shell {
    inner: Arc<Inner>,
}

struct Inner {
    allow: bool,
    sandbox: Sandbox,
    disk_bytes: u64,
    /// Of the disk, which stay free.
    reserve_bytes: u64,
    data: PathBuf,
    platform: Pool,
    ambient: Ambient,
    /// Made once what was left behind is gone.
    places: OnceLock<Places>,
    standing: watch::Sender<Standing>,
    /// Held while it is switched or tested, one after the other.
    turn: Mutex<()>,
    /// Where the server answers.
    address: OnceLock<SocketAddr>,
}

impl Shell {
    /// The shell of the server whose data is in `data`. It is not there before [`Self::begin`].
    #[must_use]
    pub fn new(config: &config::Config, platform: Pool, ambient: Ambient) -> Self {
        let settings = &config.agents;
        let bounds = Bounds {
            memory_bytes: settings.shell_memory_mib.saturating_mul(MIB),
            processes: settings.shell_processes,
            file_bytes: settings.shell_disk_mib.saturating_mul(MIB),
            cpu_s: CPU_S,
        };
        let program = config.program.clone().unwrap_or_else(|| PathBuf::from(ITSELF));
        let standing = if settings.allow_shell { Standing::Off } else { Standing::Forbidden };
        Self {
            inner: Arc::new(Inner {
                allow: settings.allow_shell,
                sandbox: Sandbox::new(program, bounds, settings.shell_reads.clone()),
                disk_bytes: settings.shell_disk_mib.saturating_mul(MIB),
                reserve_bytes: config.sprite.disk_reserve_mib.saturating_mul(MIB),
                data: config.data.clone(),
                platform,
                ambient,
                places: OnceLock::new(),
                standing: watch::channel(standing).0,
                turn: Mutex::default(),
                address: OnceLock::new(),
            }),
        }
    }

    /// Clears what was left behind, and tests the sandbox where the shell is on. Must be called on a reactor; `address` is
    /// where the server answers.
    pub fn begin(&self, address: SocketAddr) {
        // There is one server, and it says so once.
        let _ = self.inner.address.set(address);
        if self.inner.allow {
            // Tasks that go on by now wait for what comes of it.
            self.inner.standing.send_replace(Standing::Testing);
        }
        let shell = self.clone();
        tokio::spawn(async move {
            let _turn = shell.inner.turn.lock().await;
            let folder = shell.inner.data.join(FOLDER);
            match tokio::task::spawn_blocking(move || Places::prepare(folder)).await {
                Ok(Ok(places)) => _ = shell.inner.places.set(places),
                Ok(Err(error)) => tracing::error!("the folder of sandboxes can't be prepared: {error}"),
                Err(error) => tracing::error!("the folder of sandboxes was not prepared: {error}"),
            }
            if !shell.inner.allow {
                return;
            }
            match shell.inner.platform.read(shell::switch).await {
                Ok(last) => shell.follow(last.is_some_and(|last| last.is_on)).await,
                Err(error) => {
                    tracing::error!("it can't be seen whether the shell is on: {error}");
                    shell.follow(false).await;
                }
            }
        });
    }

    /// Whether commands can be run now.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.inner.standing.borrow().clone()
    }

    /// The same as soon as no test is under way, which takes a moment at most.
    pub(super) async fn settled(&self) -> Standing {
        let mut standing = self.inner.standing.subscribe();
        let settled = standing.wait_for(|standing| *standing != Standing::Testing);
        // Whoever could say so lives as long as this does.
        let _ = tokio::time::timeout(SETTLED_WITHIN, settled).await;
        self.standing()
    }

    /// Who has turned it on or off last.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn switched(&self) -> agent::Result<Option<Switched>> {
        self.inner.platform.read(shell::switch).await
    }

    /// Turns it on or off for an admin. Turned on, it is tested first; turned off, what runs is stopped.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn set(&self, by: UserId, is_on: bool) -> agent::Result<()> {
        let _turn = self.inner.turn.lock().await;
        let now = self.inner.ambient.now();
        self.inner.platform.write(move |tx| shell::set_switch(tx, by, is_on, now)).await?;
        tracing::info!(user.id = %by, "the shell of agents was turned {}", if is_on { "on" } else { "off" });
        self.follow(is_on).await;
        Ok(())
    }

    /// Tests it once more, where it is on.
    pub async fn test_again(&self) {
        let _turn = self.inner.turn.lock().await;
        let is_on = !matches!(self.standing(), Standing::Forbidden | Standing::Off);
        self.follow(is_on).await;
    }

    async fn follow(&self, is_on: bool) {
        if !self.inner.allow {
            return;
        }
        if !is_on {
            self.inner.standing.send_replace(Standing::Off);
            return;
        }
        self.inner.standing.send_replace(Standing::Testing);
        let found = match self.test().await {
            Ok(()) => Standing::Ready,
            Err(why) => {
                tracing::warn!("agents get no shell: {why}");
                Standing::Unfit(why)
            }
        };
        self.inner.standing.send_replace(found);
    }

    async fn test(&self) -> Result<(), String> {
        let data = std::fs::canonicalize(&self.inner.data).map_err(|error| error.to_string())?;
        if let Some(shown) = self.inner.sandbox.shows(&data) {
            return Err(format!("the data of this server lies in {shown}, which commands may read: move one of them"));
        }
        let hidden = HIDDEN.iter().map(|name| data.join(name)).filter(|path| path.exists());
        let against = Tested {
            hidden: hidden.map(|path| path.to_string_lossy().trim_end_matches('/').to_owned()).collect(),
            addresses: self.inner.address.get().copied().into_iter().collect(),
        };
        let place = self.place().map_err(|error| error.to_string())?;
        self.inner.sandbox.test(place, against).await.map_err(|error| error.to_string())
    }

    /// A fresh place for one task.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(super) fn place(&self) -> std::io::Result<Place> {
        let places =
            self.inner.places.get().ok_or_else(|| std::io::Error::other("there is no folder for sandboxes"))?;
        places.make(&self.inner.ambient.id::<agent::AgentKind>().to_string())
    }

    pub(super) fn sandbox(&self) -> &Sandbox {
        &self.inner.sandbox
    }

    /// What a command is watched for that may take so long.
    pub(super) fn watch(&self, time: Duration) -> Watch {
        // The same that is kept free of everybody else.
        let twentieth =
            rustix::fs::statvfs(&self.inner.data).map_or(0, |disk| disk.f_blocks.saturating_mul(disk.f_frsize) / 20);
        let free_bytes_min = self.inner.reserve_bytes.min(twentieth);
        Watch { time, disk_bytes: self.inner.disk_bytes, files: FILES_MAX, free_bytes_min }
    }

    /// Ends when there is no shell any more.
    pub(super) async fn gone(&self) {
        let mut standing = self.inner.standing.subscribe();
        // Whoever could say so lives as long as this does.
        let _ = standing.wait_for(|standing| *standing != Standing::Ready && *standing != Standing::Testing).await;
    }
}
