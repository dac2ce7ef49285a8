//! `stackhouse user …`: looks after users in the same file that a running server uses.

use std::{fmt::Write, path::PathBuf};

use clap::{Args, Subcommand};

use super::{Error, Place, Result, secret};
use crate::{
    account::{self, Name, NewUser, Password, PasswordHash, Passwords, Role, Status, Tiers},
    config::Config,
    db::Pool,
    kit::Ambient,
    server::{self, password_from, prepare_data},
};

#[derive(Subcommand)]
pub(super) enum User {
    /// Makes an account.
    Add(Add),
    /// Lists all users: name, role, tier, status.
    List(Place),
    /// Gives a user a new password and ends all their sign-ins.
    ResetPassword(ResetPassword),
    /// Puts a user into a tier.
    Tier(SetTier),
    /// Keeps a user out and ends all their sign-ins.
    Disable(Named),
    /// Lets a user in again.
    Enable(Named),
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    secret: ResetPassword,
    /// The tier; without it, the default one of the settings.
    #[arg(long)]
    tier: Option<String>,
    /// Lets the user look after this server.
    #[arg(long)]
    admin: bool,
}

#[derive(Args)]
pub(super) struct ResetPassword {
    #[command(flatten)]
    named: Named,
    /// A file that holds the password and nothing else; without it, the terminal asks.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct SetTier {
    #[command(flatten)]
    named: Named,
    /// One of the tiers of the settings.
    tier: String,
}

#[derive(Args)]
pub(super) struct Named {
    /// The user's name.
    name: String,
    #[command(flatten)]
    place: Place,
}

/// The accounts of a data folder.
struct Accounts {
    pool: Pool,
    config: Config,
    ambient: Ambient,
}

/// Does what is asked and answers what to print.
pub(super) fn run(command: &User) -> Result<String> {
    match command {
        User::Add(add) => make(add),
        User::List(place) => list(place),
        User::ResetPassword(reset) => reset_password(reset),
        User::Tier(tier) => set_tier(tier),
        User::Disable(named) => set_status(named, Status::Disabled),
        User::Enable(named) => set_status(named, Status::Active),
    }
}

fn make(add: &Add) -> Result<String> {
    let place = &add.secret.named.place;
    prepare_data(&place.data)?;
    let accounts = Accounts::open_or_create(place)?;
    let tiers = Tiers::new(&accounts.config);
    let tier = tiers.find(add.tier.as_deref().unwrap_or(tiers.default_name()))?;
    let name = Name::new(&add.secret.named.name).map_err(Error::Name)?;
    let password = accounts.hash(&add.secret, &name)?;
    let role = if add.admin { Role::Admin } else { Role::User };

    let new = NewUser { id: accounts.ambient.id(), name, password, role, tier };
    let now = accounts.ambient.now();
    let user = accounts.pool.write_now(|tx| account::create(tx, new, now))?;
    Ok(format!("made the account of {} in the tier {}\n", user.name, user.tier))
}

fn list(place: &Place) -> Result<String> {
    let users = Accounts::open(place)?.pool.write_now(account::list)?;
    let width = users.iter().map(|user| user.name.chars().count()).max().unwrap_or(0);
    let mut lines = String::new();
    for user in users {
        let (role, status) = (user.role.as_str(), user.status.as_str());
        // Writing into a string can't fail.
        let _ = writeln!(lines, "{:width$}  {role:5}  {}  {status}", user.name.as_str(), user.tier);
    }
    Ok(lines)
}

fn reset_password(reset: &ResetPassword) -> Result<String> {
    let accounts = Accounts::open(&reset.named.place)?;
    let name = &reset.named.name;
    let user = accounts.pool.write_now(|tx| account::find_by_name(tx, name))?;
    let password = accounts.hash(reset, &user.name)?;
    let now = accounts.ambient.now();
    accounts.pool.write_now(|tx| account::set_password(tx, user.id, &password, None, now))?;
    Ok(format!("{} has a new password and is signed out everywhere\n", user.name))
}

fn set_tier(set: &SetTier) -> Result<String> {
    let accounts = Accounts::open(&set.named.place)?;
    let tier = Tiers::new(&accounts.config).find(&set.tier)?;
    let name = accounts.pool.write_now(|tx| {
        let user = account::find_by_name(tx, &set.named.name)?;
        account::set_tier(tx, user.id, &tier)?;
        Ok::<_, account::Error>(user.name)
    })?;
    Ok(format!("{name} is in the tier {tier}\n"))
}

fn set_status(named: &Named, status: Status) -> Result<String> {
    let accounts = Accounts::open(&named.place)?;
    let now = accounts.ambient.now();
    let name = accounts.pool.write_now(|tx| {
        let user = account::find_by_name(tx, &named.name)?;
        account::set_status(tx, user.id, status, now)?;
        Ok::<_, account::Error>(user.name)
    })?;
    Ok(format!("{name} is {}\n", status.as_str()))
}

impl Accounts {
    fn open(place: &Place) -> Result<Self> {
        if place.data.join(account::FILE_NAME).exists() {
            return Self::open_or_create(place);
        }
        Err(Error::NoData(place.data.clone()))
    }

    fn open_or_create(place: &Place) -> Result<Self> {
        let config = place.load(None)?;
        let pool =
            account::open(&place.data).map_err(|source| server::Error::Data { path: place.data.clone(), source })?;
        Ok(Self { pool, config, ambient: Ambient::system() })
    }

    fn hash(&self, reset: &ResetPassword, name: &Name) -> Result<PasswordHash> {
        let text = match &reset.password_file {
            Some(path) => password_from(path)?,
            None => secret::ask(name)?,
        };
        let password = Password::new(&text, name)?;
        Ok(Passwords::new(&self.config.password, self.ambient.clone())?.hash_now(&password)?)
    }
}
