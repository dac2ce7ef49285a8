//! A server to measure: a data folder full of people and cards, and the process that serves it.

use std::{
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use include_dir::{Dir, include_dir};
use stackhouse::{
    account::{self, Keys, Name, NewUser, Passwords, Role, SpriteStatus, UserId},
    activity::By,
    card::{CardId, NewCard, Place, Size, Title, block},
    config::{Config, Sources},
    db::{Migrations, Pool},
    desk::{self, Command as DeskCommand, Context},
    kit::Ambient,
    server::Server,
    stack::Allowance,
};

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

/// How long a token of these people is good: longer than any run.
const TOKEN_LIFETIME_S: u32 = 3_600;

/// A data folder that goes when it is dropped.
pub struct House {
    folder: tempfile::TempDir,
    ambient: Ambient,
}

/// Somebody who lives there, with their cards.
pub struct Resident {
    pub token: String,
    pub file: PathBuf,
    pub cards: Vec<CardId>,
}

impl House {
    /// An empty house in the folder `scratch`, which should be on a disk and not in memory.
    pub fn new(scratch: &Path) -> Self {
        let folder = tempfile::tempdir_in(scratch).expect("a scratch folder that can be written");
        Self { folder, ambient: Ambient::system() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// People called `<group>-<number>`, each with `cards` cards of about 1 KiB. The server must not be running.
    pub fn move_in(&self, group: &str, people: usize, cards: usize) -> Vec<Resident> {
        let config = Config::for_testing(self.path());
        let platform = account::open(self.path()).expect("a new platform.db");
        let passwords = Passwords::new(&config.password, self.ambient.clone()).expect("a cheap password cost");
        let password = account::Password::new("heron over the weir", group).expect("a good password");
        let password = passwords.hash_now(&password).expect("a hash");
        let tier = &config.accounts.default_tier;
        let resident = |number| {
            let user: UserId = self.ambient.id();
            let new = NewUser {
                id: user,
                name: Name::new(&format!("{group}-{number}")).expect("a short name"),
                password: password.clone(),
                role: Role::User,
                tier: tier.clone(),
            };
            let token = platform.write_now(|tx| -> Result<String, account::Error> {
                account::create(tx, new, self.ambient.now())?;
                account::set_sprite_status(tx, user, SpriteStatus::Asleep)?;
                let keys = Keys::load(tx, &self.ambient)?;
                Ok(account::issue_token(tx, &keys, user, "bench", TOKEN_LIFETIME_S, &self.ambient)?.token)
            });
            let (file, cards) = self.furnish(user, cards);
            Resident { token: token.expect("a new account"), file, cards }
        };
        (0..people).map(resident).collect()
    }

    /// Makes the user's file with its cards, through the same verbs as the server.
    fn furnish(&self, user: UserId, cards: usize) -> (PathBuf, Vec<CardId>) {
        let folder = self.path().join("users").join(user.to_string());
        std::fs::create_dir_all(&folder).expect("a folder in scratch");
        let file = folder.join("sprite.db");
        let pool = Pool::open(&file, &Migrations::embedded(&MIGRATIONS)).expect("a new sprite.db");
        let cards = pool.write_now(|tx| -> Result<Vec<CardId>, desk::Error> {
            desk::found(tx, user, &self.ambient)?;
            let stack = desk::active_stack(tx)?.expect("a new desk has a stack");
            let allowance = Allowance::default();
            let context =
                Context { by: By::User, now: self.ambient.now(), allowance: &allowance, ambient: &self.ambient };
            let mut made = Vec::with_capacity(cards);
            for number in 0..cards {
                let new = new_card(self.ambient.id(), stack, number);
                made.push(new.id);
                desk::run(tx, DeskCommand::CreateCard(new), &context)?;
            }
            Ok(made)
        });
        (file, cards.expect("cards within every limit"))
    }
}

fn new_card(id: CardId, stack: stackhouse::stack::StackId, number: usize) -> NewCard {
    let text = "The heron stands over the weir and waits for what the river brings. ".repeat(13);
    let blocks = serde_json::json!([
        { "type": "text", "content": text },
        { "type": "checklist", "items": [{ "text": "Feed the heron" }, { "text": "Mend the weir", "done": true }] },
    ]);
    let (x, y) =
        (f64::from(u32::try_from(number % 40).unwrap_or(0)), f64::from(u32::try_from(number / 40).unwrap_or(0)));
    NewCard {
        id,
        stack,
        title: Title::new(&format!("Card {number}")).expect("a short title"),
        size: Size::Medium,
        color: None,
        blocks: block::parse(&blocks).expect("good blocks"),
        place: Place::new(x * 400.0, y * 400.0),
    }
}

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
        let program = std::env::current_exe().expect("a program knows its file");
        let mut child = Command::new(program)
            .args(["--part", part.word(), "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started again");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it was asked for");
        BufReader::new(stdout).read_line(&mut line).expect("the child says where it listens");
        let address = line.trim().strip_prefix("listening on http://").expect("the child says where it listens");
        Self { address: address.to_owned(), child }
    }

    /// Resident memory in bytes.
    pub fn memory_bytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux keeps /proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a running process has memory");
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kib * 1_024
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
pub fn serve(data: &Path) {
    let sources = Sources { data: data.to_owned(), ..Sources::default() };
    let mut config = Config::load(&sources).expect("the defaults are valid");
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
