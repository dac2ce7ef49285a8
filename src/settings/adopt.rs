//! Taking over a file of settings, or the usual settings: first looked at, then done as a whole, and taken back as a
//! whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Edit, Error, File, Theme,
    file::{self, OfStack},
    read,
};
use crate::{
    app::{AppId, PackageId, registry, startup},
    db::{self, Tx},
    desk::{self, Command, Context, Done},
    document,
    preference::{self, Preference},
    session,
    stack::{self, Decor, Name, NewDecor, Stack, StackId, Wallpaper},
};

/// The settings as they were before the last file was taken over, or the last reset.
const BEFORE: Preference<Option<File>> = Preference::new("settings_before", None);

/// Something that can be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    Theme,
    Language,
    SingleKeys,
    AutosaveS,
    DefaultStack,
    Icon,
    Wallpaper,
    StartupApps,
}

/// A setting that would be another one. Stacks and apps are named as people name them.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
pub struct Difference {
    pub setting: Setting,
    /// Of what belongs to a stack: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<Name>,
    pub from: Value,
    pub to: Value,
}

/// Something of the file that means nothing on this desk, and stays as it is.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
pub struct LeftOut {
    pub setting: Setting,
    /// The stack that is not there, or on which the rest is not.
    pub stack: Name,
    /// The app or the picture that is not there; absent when it is the stack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// What taking over a file would do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    pub differences: Vec<Difference>,
    pub left_out: Vec<LeftOut>,
    edit: Edit,
    stacks: Vec<(StackId, Decor, BTreeSet<AppId>)>,
}

/// A part of the settings that goes back to the usual values by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Look,
    Keys,
    Desk,
    /// Icons, wallpapers and what opens by itself.
    Stacks,
    All,
}

impl Section {
    pub const ALL: [Self; 5] = [Self::Look, Self::Keys, Self::Desk, Self::Stacks, Self::All];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Keys => "keys",
            Self::Desk => "desk",
            Self::Stacks => "stacks",
            Self::All => "all",
        }
    }

    fn holds(self, other: Self) -> bool {
        self == Self::All || self == other
    }
}

/// Looks at what taking over `file` would do, and does nothing.
///
/// # Errors
/// Whatever the database refuses.
pub fn plan(tx: &Tx, file: &File) -> Result<Plan, Error> {
    let stacks = stack::list_active(tx)?;
    let mut plan = Plan::default();
    for saved in &file.stacks {
        match meant(&stacks, saved) {
            Some(stack) => plan_stack(tx, &mut plan, stack, saved)?,
            None => plan.left_out.push(LeftOut { setting: Setting::Icon, stack: saved.name.clone(), missing: None }),
        }
    }
    let opens = opening(&mut plan, &stacks, file);
    plan_own(tx, &mut plan, &stacks, file, opens)?;
    Ok(plan)
}

/// What going back to the usual settings would do.
///
/// # Errors
/// Whatever the database refuses.
pub fn plan_reset(tx: &Tx, section: Section) -> Result<Plan, Error> {
    plan(tx, &usual(file::export(tx)?, section))
}

/// Does what was planned. The settings as they are now lead back, in the place of earlier ones.
///
/// # Errors
/// What keeps a setting from being as planned; nothing has changed once the caller rolls back.
pub fn adopt(tx: &Tx, plan: Plan, context: &Context<'_>) -> Result<Done, Error> {
    if plan.differences.is_empty() {
        return Ok(Done::default());
    }
    preference::set(tx, &BEFORE, &Some(file::export(tx)?), context.now)?;
    carry_out(tx, plan, context)
}

/// Takes the last file that was taken over, or the last reset, back. That can be done once.
///
/// # Errors
/// [`Error::NothingToUndo`].
pub fn undo(tx: &Tx, context: &Context<'_>) -> Result<Done, Error> {
    let before = preference::get(tx, &BEFORE)?.ok_or(Error::NothingToUndo)?;
    preference::reset(tx, &BEFORE, context.now)?;
    carry_out(tx, plan(tx, &before)?, context)
}

/// Whether [`undo`] has something to do.
///
/// # Errors
/// Whatever the database refuses.
pub fn can_undo(tx: &Tx) -> db::Result<bool> {
    Ok(preference::get(tx, &BEFORE)?.is_some())
}

fn carry_out(tx: &Tx, plan: Plan, context: &Context<'_>) -> Result<Done, Error> {
    super::change(tx, &plan.edit, context.now)?;
    let mut done = Done::default();
    for (stack, decor, apps) in plan.stacks {
        let decor = NewDecor { icon: Some(decor.icon), wallpaper: Some(decor.wallpaper) };
        done.changes.extend(desk::run(tx, Command::DecorateStack { stack, decor }, context)?.changes);
        startup::choose(tx, stack, &apps)?;
    }
    Ok(done)
}

/// The stack with this id; else the only one with this name.
fn meant<'s>(stacks: &'s [Stack], saved: &OfStack) -> Option<&'s Stack> {
    let by_id = stacks.iter().find(|stack| stack.id == saved.id);
    by_id.or_else(|| {
        let mut named = stacks.iter().filter(|stack| stack.name == saved.name);
        named.next().filter(|_| named.next().is_none())
    })
}

fn plan_stack(tx: &Tx, plan: &mut Plan, stack: &Stack, saved: &OfStack) -> Result<(), Error> {
    let leave_out = |setting, missing: String| LeftOut { setting, stack: stack.name.clone(), missing: Some(missing) };
    let differs = |setting, from: Value, to: Value| {
        let stack = Some(stack.name.clone());
        (from != to).then_some(Difference { setting, stack, from, to })
    };
    let mut decor = Decor { icon: saved.icon.clone(), wallpaper: saved.wallpaper };
    if let Some(Wallpaper::Picture(picture)) = saved.wallpaper
        && !document::find(tx, picture.cast()).is_ok_and(|document| document.can_be_wallpaper())
    {
        plan.left_out.push(leave_out(Setting::Wallpaper, picture.to_string()));
        decor.wallpaper = stack.decor.wallpaper;
    }
    let present = startup::list(tx, stack.id)?;
    let installed: BTreeMap<PackageId, (AppId, String)> =
        registry::list(tx)?.into_iter().map(|app| (app.package, (app.id, app.name))).collect();
    let (mut apps, mut names) = (BTreeSet::new(), BTreeSet::new());
    for package in &saved.startup_apps {
        match installed.get(package) {
            Some((id, name)) => _ = (apps.insert(*id), names.insert(name.clone())),
            None => plan.left_out.push(leave_out(Setting::StartupApps, package.to_string())),
        }
    }
    let now: BTreeSet<String> = present.into_iter().map(|app| app.name).collect();
    plan.differences.extend(differs(Setting::Icon, json!(stack.decor.icon), json!(decor.icon)));
    plan.differences.extend(differs(Setting::Wallpaper, json!(stack.decor.wallpaper), json!(decor.wallpaper)));
    plan.differences.extend(differs(Setting::StartupApps, json!(now), json!(names)));
    plan.stacks.push((stack.id, decor, apps));
    Ok(())
}

/// The stack of this desk that signing in is to open; `None` when it is not here, so that nothing is said of it.
fn opening(plan: &mut Plan, stacks: &[Stack], file: &File) -> Option<Option<StackId>> {
    let Some(wanted) = file.default_stack else { return Some(None) };
    let saved = file.stacks.iter().find(|saved| saved.id == wanted);
    let found = match saved {
        Some(saved) => meant(stacks, saved),
        None => stacks.iter().find(|stack| stack.id == wanted),
    };
    if found.is_none() {
        let stack = saved.map_or_else(|| Name::lossy(&wanted.to_string(), "stack"), |saved| saved.name.clone());
        plan.left_out.push(LeftOut { setting: Setting::DefaultStack, stack, missing: None });
    }
    found.map(|stack| Some(stack.id))
}

fn plan_own(
    tx: &Tx,
    plan: &mut Plan,
    stacks: &[Stack],
    file: &File,
    opens: Option<Option<StackId>>,
) -> Result<(), Error> {
    let own = read(tx)?;
    let name = |id: StackId| stacks.iter().find(|stack| stack.id == id).map(|stack| stack.name.to_string());
    let opens_now = opens.unwrap_or(own.default_stack);
    let pairs = [
        (Setting::Theme, json!(own.theme), json!(file.theme)),
        (Setting::Language, json!(own.language), json!(file.language)),
        (Setting::SingleKeys, json!(own.single_keys), json!(file.single_keys)),
        (Setting::AutosaveS, json!(own.autosave_s), json!(file.autosave_s)),
        (Setting::DefaultStack, json!(own.default_stack.and_then(name)), json!(opens_now.and_then(name))),
    ];
    let others = std::mem::take(&mut plan.differences);
    // Two stacks may have the same name.
    let is_another = |setting| setting == Setting::DefaultStack && own.default_stack != opens_now;
    let differing = pairs.into_iter().filter(|(setting, from, to)| from != to || is_another(*setting));
    plan.differences = differing.map(|(setting, from, to)| Difference { setting, stack: None, from, to }).collect();
    plan.differences.extend(others);
    plan.edit = file.edit(opens);
    Ok(())
}

/// The file with the usual values in a part of it.
fn usual(mut file: File, section: Section) -> File {
    if section.holds(Section::Look) {
        (file.theme, file.language) = (Theme::System, None);
    }
    if section.holds(Section::Keys) {
        file.single_keys = *super::SINGLE_KEYS.usual();
    }
    if section.holds(Section::Desk) {
        (file.autosave_s, file.default_stack) = (*session::AUTOSAVE_S.usual(), None);
    }
    if section.holds(Section::Stacks) {
        for stack in &mut file.stacks {
            (stack.icon, stack.wallpaper) = (None, None);
            stack.startup_apps.clear();
        }
    }
    file
}
