//! Models as the settings page shows them: to their users, and to admins.

use crate::{
    account::{self, Role, SignedIn},
    assistant::turn::Budget,
    db::Tx,
    kit::Timestamp,
    model::{self, BUILTIN, Catalogue, DayOfUsage, Key, Model, Spent, Tried, UserUsage},
    stack::Status,
    web::page::Page,
};

/// Days of usage that are shown to its user, and to admins.
const OWN_DAYS: u16 = 7;
const ALL_DAYS: u16 = 30;

/// A trial that this request has made.
pub(in crate::web::settings) struct Trial {
    pub name: String,
    pub tried: Tried,
}

/// What is known of the models that concern somebody.
pub(super) struct Found {
    offered: Vec<(Model, Option<Key>)>,
    choice: Option<String>,
    usual: String,
    today: Spent,
    days: Vec<DayOfUsage>,
    /// All models and everybody's usage, for admins.
    server: Option<(Vec<Model>, Vec<UserUsage>)>,
}

/// Who answers the user, their keys, and what they have used.
pub(super) struct AssistantPart {
    pub choices: Vec<ModelChoice>,
    pub own: Vec<OwnRow>,
    pub own_key_error: Option<String>,
    /// Sentences about what was used and what may be.
    pub sums: Vec<String>,
    pub days_title: String,
    pub days: Vec<UsageRow>,
}

pub(super) struct ModelChoice {
    pub value: String,
    pub name: String,
    pub is_chosen: bool,
}

pub(super) struct OwnRow {
    pub name: String,
    pub label: String,
    /// Which key the model has of this user, in words.
    pub state: String,
    pub has_key: bool,
}

pub(super) struct UsageRow {
    pub what: String,
    pub model: String,
    pub answers: u64,
    pub tokens: String,
    pub cost: String,
}

/// The models of this server, for admins.
pub(super) struct ModelsPart {
    pub trial: Option<TrialView>,
    pub models: Vec<ModelRow>,
    pub users_title: String,
    pub users: Vec<UsageRow>,
}

pub(super) struct TrialView {
    pub kind: &'static str,
    pub text: String,
}

pub(super) struct ModelRow {
    /// Empty for one of the settings file.
    pub id: String,
    pub name: String,
    pub model: String,
    /// The host that it is asked at.
    pub place: String,
    pub key: String,
    pub notes: Vec<String>,
    pub is_active: bool,
    pub can_be_usual: bool,
}

pub(super) fn find(
    tx: &Tx,
    catalogue: &Catalogue,
    signed_in: &SignedIn,
    now: Timestamp,
) -> Result<Found, account::Error> {
    let (user, role) = (signed_in.user_id, signed_in.role);
    let mut offered = Vec::new();
    for model in catalogue.offered(tx, role)? {
        let own = catalogue.own_key(tx, user, &model)?;
        offered.push((model, own));
    }
    let server = match role {
        Role::Admin => Some((catalogue.all(tx)?, model::usage_of_all(tx, ALL_DAYS, now)?)),
        Role::User => None,
    };
    Ok(Found {
        offered,
        choice: catalogue.choice(tx, user, role)?,
        usual: catalogue.usual(tx)?,
        today: model::spent_today(tx, user, now)?,
        days: model::usage(tx, user, OWN_DAYS, now)?,
        server,
    })
}

impl AssistantPart {
    pub(super) fn new(page: &Page, found: &Found, budget: &Budget, own_key_error: Option<String>) -> Self {
        let name_of = |name: &str| if name == BUILTIN { page.say("assistant-builtin") } else { name.to_owned() };
        let usual = ModelChoice {
            value: String::new(),
            name: page.say_with("assistant-usual", &[("name", name_of(&found.usual))]),
            is_chosen: found.choice.is_none(),
        };
        let names = found.offered.iter().map(|(model, _)| model.name.to_string()).chain([BUILTIN.to_owned()]);
        let choice = |value: String| ModelChoice {
            name: name_of(&value),
            is_chosen: found.choice.as_ref() == Some(&value),
            value,
        };
        Self {
            choices: [usual].into_iter().chain(names.map(choice)).collect(),
            own: found.offered.iter().map(|(model, own)| own_row(page, model, own.as_ref())).collect(),
            own_key_error,
            sums: sums(page, found.today, budget),
            days_title: page.say_with("model-used", &[("days", OWN_DAYS.to_string())]),
            days: found.days.iter().map(|day| day_row(page, day, budget)).collect(),
        }
    }

    /// Whether there is anything but the built-in assistant.
    pub(super) fn has_models(&self) -> bool {
        !self.own.is_empty()
    }
}

impl ModelsPart {
    /// What admins see; `None` for others.
    pub(super) fn new(page: &Page, found: &Found, budget: &Budget, trial: Option<&Trial>) -> Option<Self> {
        let (models, users) = found.server.as_ref()?;
        let user = |one: &UserUsage| usage_row(page, one.user.clone(), String::new(), one.answers, one.spent, budget);
        Some(Self {
            trial: trial.map(|trial| trial_view(page, trial)),
            models: models.iter().map(|model| model_row(page, model, &found.usual)).collect(),
            users_title: page.say_with("model-used-by", &[("days", ALL_DAYS.to_string())]),
            users: users.iter().map(user).collect(),
        })
    }
}

fn own_row(page: &Page, model: &Model, own: Option<&Key>) -> OwnRow {
    let name = model.name.to_string();
    OwnRow {
        label: page.say_with("model-own-key", &[("name", name.clone())]),
        name,
        state: match own {
            Some(Key::Lost) => page.say("model-own-lost"),
            Some(Key::Known(_) | Key::None) => page.say("model-own-set"),
            None => String::new(),
        },
        has_key: own.is_some(),
    }
}

fn model_row(page: &Page, model: &Model, usual: &str) -> ModelRow {
    let is_active = model.status == Status::Active;
    let is_usual = is_active && model.name.as_str() == usual;
    let is_for_all = model.audience == model::Audience::Everyone;
    let notes = [
        is_usual.then(|| page.say("model-is-usual")),
        (!is_for_all).then(|| page.say("model-for-admins")),
        model.id.is_none().then(|| page.say("model-in-file")),
        (!is_active).then(|| page.say("model-archived")),
    ];
    ModelRow {
        id: model.id.map(|id| id.to_string()).unwrap_or_default(),
        name: model.name.to_string(),
        model: model.model.clone(),
        place: place(&model.url),
        key: match model.key {
            Key::None => page.say("model-key-none"),
            Key::Known(_) => page.say("model-key-set"),
            Key::Lost => page.say("model-key-lost"),
        },
        notes: notes.into_iter().flatten().collect(),
        is_active,
        can_be_usual: is_active && is_for_all && !is_usual,
    }
}

/// An address without its scheme and path.
fn place(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

fn trial_view(page: &Page, trial: &Trial) -> TrialView {
    let name = ("name", trial.name.clone());
    let seconds = ("seconds", format!("{:.1}", trial.tried.took.as_secs_f64()));
    match &trial.tried.outcome {
        Ok(said) if said.is_empty() => {
            TrialView { kind: "ok", text: page.say_with("model-tried-silent", &[name, seconds]) }
        }
        Ok(said) => {
            TrialView { kind: "ok", text: page.say_with("model-tried", &[name, seconds, ("said", said.clone())]) }
        }
        Err(reason) => {
            TrialView { kind: "danger", text: page.say_with("model-failed", &[name, ("reason", reason.clone())]) }
        }
    }
}

fn sums(page: &Page, today: Spent, budget: &Budget) -> Vec<String> {
    let tokens = ("tokens", grouped(page, today.tokens));
    let mut sums = vec![match today.cost_micros {
        0 => page.say_with("model-today", &[tokens]),
        cost => page.say_with("model-today-cost", &[tokens, ("cost", budget.money(cost))]),
    }];
    let mut limit = |key: &str, max: Option<String>| sums.extend(max.map(|max| page.say_with(key, &[("max", max)])));
    limit("model-day-tokens", budget.day_tokens_max.map(|max| grouped(page, max)));
    limit("model-day-cost", budget.day_cost_micros_max.map(|max| budget.money(max)));
    limit("model-turn-tokens", budget.turn_tokens_max.map(|max| grouped(page, max)));
    limit("model-turn-cost", budget.turn_cost_micros_max.map(|max| budget.money(max)));
    sums
}

fn day_row(page: &Page, day: &DayOfUsage, budget: &Budget) -> UsageRow {
    let date = crate::web::words::When::new(day.day, day.day, page.words).iso;
    let date = date.get(.."2026-11-21".len()).unwrap_or_default().to_owned();
    usage_row(page, date, day.model.clone(), day.answers, day.spent, budget)
}

fn usage_row(page: &Page, what: String, model: String, answers: u64, spent: Spent, budget: &Budget) -> UsageRow {
    let cost = if spent.cost_micros == 0 { "–".to_owned() } else { budget.money(spent.cost_micros) };
    UsageRow { what, model, answers, tokens: grouped(page, spent.tokens), cost }
}

/// A number with its thousands set apart, as the reader's language does it.
fn grouped(page: &Page, number: u64) -> String {
    let mark = if page.lang() == "de" { '.' } else { ',' };
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
pub(super) mod samples {
    use super::{AssistantPart, ModelChoice, ModelRow, ModelsPart, OwnRow, TrialView, UsageRow};
    use crate::web::samples::EVIL;

    fn evil() -> String {
        EVIL.to_owned()
    }

    fn usage() -> UsageRow {
        UsageRow { what: evil(), model: evil(), answers: 3, tokens: evil(), cost: evil() }
    }

    pub fn assistant() -> AssistantPart {
        let own = |has_key| OwnRow { name: evil(), label: evil(), state: evil(), has_key };
        AssistantPart {
            choices: vec![ModelChoice { value: evil(), name: evil(), is_chosen: true }],
            own: vec![own(true), own(false)],
            own_key_error: Some(evil()),
            sums: vec![evil()],
            days_title: evil(),
            days: vec![usage()],
        }
    }

    pub fn models() -> ModelsPart {
        let model = |id: &str, is_active| ModelRow {
            id: id.to_owned(),
            name: evil(),
            model: evil(),
            place: evil(),
            key: evil(),
            notes: vec![evil()],
            is_active,
            can_be_usual: is_active,
        };
        ModelsPart {
            trial: Some(TrialView { kind: "ok", text: evil() }),
            models: vec![model("", true), model("a", true), model("b", false)],
            users_title: evil(),
            users: vec![usage()],
        }
    }
}
