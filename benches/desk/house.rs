//! A house to measure: a data folder full of people and cards, made through the same verbs as the server uses.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use stackhouse::{
    account::{self, Keys, Name, NewUser, Passwords, Role, SpriteStatus, UserId},
    activity::By,
    app::{self, Origin, Package, registry::NewApp, state::State},
    card::{CardId, Move, NewCard, Place, Size, Title, block},
    config::Config,
    db::{self, Migrations, Pool, Tx},
    desk::{self, Command as DeskCommand, Context},
    kit::{Ambient, Line},
    session,
    stack::{Allowance, Name as StackName, NewStack, StackId},
};

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

/// How long a token of these people is good: longer than any run.
const TOKEN_LIFETIME_S: u32 = 3_600;

/// Cards on one stack of a large desk.
const CARDS_A_STACK: usize = 1_000;

/// An app with a window for each note.
const NOTES: &str = r#"{ "aiapp": 1, "id": "notes", "name": "Notes", "icon": "N", "category": "productivity",
    "version": "1.0.0", "author": "Ada", "description": "Keeps notes", "instances": "multi",
    "ui_spec": { "view": [{ "type": "text", "props": { "value": "Hello" } }] } }"#;

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
        let resident = |(user, token)| {
            let (file, cards) = self.furnish(user, cards);
            Resident { token, file, cards }
        };
        self.enrol(group, people).into_iter().map(resident).collect()
    }

    /// People of whom nobody will come: each has an account, a folder and, as a link to one file, a desk.
    pub fn crowd(&self, people: usize) {
        let mut first: Option<PathBuf> = None;
        for (user, _) in self.enrol("crowd", people) {
            match &first {
                None => first = Some(self.furnish(user, 0).0),
                Some(file) => std::fs::hard_link(file, self.folder_of(user).join("sprite.db")).expect("a link"),
            }
        }
    }

    /// Lays `cards` further cards of about 1 KiB into the Drawer.
    pub fn fill_drawer(&self, resident: &Resident, cards: usize) {
        self.change(&resident.file, |tx, context| {
            let stack = desk::active_stack(tx)?.expect("a desk has a stack");
            for number in 0..cards {
                let new = new_card(self.ambient.id(), stack, number);
                let card = new.id;
                desk::run(tx, DeskCommand::CreateCard(new), context)?;
                desk::run(tx, DeskCommand::ArchiveCard { card }, context)?;
            }
            Ok::<_, desk::Error>(())
        });
    }

    /// Opens so many windows of an app, each with data of its own, and keeps the desk as two sessions: between them every
    /// window was moved and has written something else.
    pub fn open_windows(&self, resident: &Resident, windows: usize) {
        let work = |tx: &Tx, context: &Context<'_>| -> Result<(), session::Error> {
            let package: Package = serde_json::from_str(NOTES).expect("a good package");
            let new =
                NewApp { id: self.ambient.id(), package: &package, text: NOTES, origin: Origin::Own, consent: None };
            let notes = app::registry::save(tx, new, context.now)?.id;
            let mut open = Vec::with_capacity(windows);
            for _ in 0..windows {
                let launched = app::launch(tx, notes, &package, None, context)?;
                app::state::save(tx, notes, Some(launched.instance), &State::new(), &draft("first"))?;
                open.push(launched);
            }
            session::save(tx, self.ambient.id(), line("First"), context.now)?;
            for launched in open {
                let to = Move { place: Place::new(-800.0, 400.0), z: None, stack: None };
                desk::run(tx, DeskCommand::MoveCard { card: launched.card, to }, context)?;
                app::state::save(tx, notes, Some(launched.instance), &draft("first"), &draft("second"))?;
            }
            session::save(tx, self.ambient.id(), line("Second"), context.now.plus_ms(1))?;
            Ok(())
        };
        self.change(&resident.file, work);
    }

    /// Accounts with a token each.
    fn enrol(&self, group: &str, people: usize) -> Vec<(UserId, String)> {
        let config = Config::for_testing(self.path());
        let platform = account::open(self.path()).expect("a new platform.db");
        let passwords = Passwords::new(&config.password, self.ambient.clone()).expect("a cheap password cost");
        let password = account::Password::new("heron over the weir", group).expect("a good password");
        let password = passwords.hash_now(&password).expect("a hash");
        let enrolled = platform.write_now(|tx| -> Result<Vec<_>, account::Error> {
            let keys = Keys::load(tx, &self.ambient)?;
            let one = |number| {
                let user: UserId = self.ambient.id();
                let new = NewUser {
                    id: user,
                    name: Name::new(&format!("{group}-{number}")).expect("a short name"),
                    password: password.clone(),
                    role: Role::User,
                    tier: config.accounts.default_tier.clone(),
                };
                account::create(tx, new, self.ambient.now())?;
                account::set_sprite_status(tx, user, SpriteStatus::Asleep)?;
                let token = account::issue_token(tx, &keys, user, "bench", TOKEN_LIFETIME_S, &self.ambient)?.token;
                Ok((user, token))
            };
            (0..people).map(one).collect()
        });
        enrolled.expect("new accounts")
    }

    /// Makes the user's file with its cards.
    fn furnish(&self, user: UserId, cards: usize) -> (PathBuf, Vec<CardId>) {
        let file = self.folder_of(user).join("sprite.db");
        let cards = self.change(&file, |tx, context| {
            desk::found(tx, user, &self.ambient)?;
            self.lay_out(tx, context, cards)
        });
        (file, cards)
    }

    fn lay_out(&self, tx: &Tx, context: &Context<'_>, cards: usize) -> Result<Vec<CardId>, desk::Error> {
        let mut stack = desk::active_stack(tx)?.expect("a new desk has a stack");
        let mut made = Vec::with_capacity(cards);
        for number in 0..cards {
            if number > 0 && number % CARDS_A_STACK == 0 {
                stack = self.ambient.id();
                let name = StackName::new("More").expect("a short name");
                desk::run(tx, DeskCommand::CreateStack(NewStack { id: stack, name, color: None }), context)?;
            }
            let new = new_card(self.ambient.id(), stack, number);
            made.push(new.id);
            desk::run(tx, DeskCommand::CreateCard(new), context)?;
        }
        Ok(made)
    }

    /// Changes a user's file as one transaction.
    fn change<T, E>(&self, file: &Path, work: impl FnOnce(&Tx, &Context<'_>) -> Result<T, E>) -> T
    where
        E: From<db::Error> + std::fmt::Debug,
    {
        let pool = Pool::open(file, &Migrations::embedded(&MIGRATIONS)).expect("a file that can be opened");
        let allowance = Allowance::default();
        let context = Context { by: By::User, now: self.ambient.now(), allowance: &allowance, ambient: &self.ambient };
        pool.write_now(|tx| work(tx, &context)).expect("changes within every limit")
    }

    fn folder_of(&self, user: UserId) -> PathBuf {
        let folder = self.path().join("users").join(user.to_string());
        std::fs::create_dir_all(&folder).expect("a folder in scratch");
        folder
    }
}

fn new_card(id: CardId, stack: StackId, number: usize) -> NewCard {
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

/// What a window keeps: a page of text.
fn draft(word: &str) -> State {
    [("draft".to_owned(), serde_json::json!(format!("{word} heron ").repeat(80)))].into()
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("a short line")
}
