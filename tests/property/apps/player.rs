//! Somebody who uses an app: does what its view offers, and now and then what it does not.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use stackhouse::{
    app::{
        Permission,
        component::{Binds, Happening, Kind, Prop},
        package::FieldScope,
        runtime::{Blame, Effect, Event, Input, Moment, Program, State},
        tree::{Shown, Tree},
    },
    kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    },
};

use super::{dice::Dice, view};

/// Wednesday, 7 January 2026, noon.
const BEGIN: Timestamp = Timestamp(1_767_787_200_000);

#[derive(Clone)]
pub struct Player<'a> {
    program: &'a Program,
    clock: Arc<ManualClock>,
    moment: Moment,
    pub state: State,
    tree: Tree,
    /// The functions that wait for what comes of an effect.
    waiting: Vec<String>,
    pub done: Vec<Input>,
}

type Held = Result<(), String>;

impl<'a> Player<'a> {
    pub fn new(program: &'a Program, seed: u64) -> Result<Self, String> {
        let clock = Arc::new(ManualClock::at(BEGIN));
        let ambient = Ambient::new(Arc::<ManualClock>::clone(&clock), Arc::new(SeededChance::new(seed)));
        let moment = Moment { ambient, zone: TimeZone::UTC, has_high_cpu: false, may_copy: true };
        let state = program.initial(&[FieldScope::App, FieldScope::Instance, FieldScope::Tab]);
        let tree = program.render(&state, &moment).map_err(|failure| failure.to_string())?;
        let mut player = Self { program, clock, moment, state, tree, waiting: Vec::new(), done: Vec::new() };
        player.take(Input::Mount { data: Value::Null })?;
        Ok(player)
    }

    /// Does something that follows from `draw`.
    pub fn act(&mut self, draw: u64) -> Held {
        let mut dice = Dice::new(draw);
        let spec = &self.program.package().ui_spec;
        match dice.below(24) {
            0 => {
                self.clock.advance_ms([50, 1_000, 61_000, 4_000_000, 90_000_000][dice.below(5)]);
                self.tree = self.program.render(&self.state, &self.moment).map_err(|failure| failure.to_string())?;
                Ok(())
            }
            1 => self.take([Input::Suspend, Input::Resume, Input::Destroy][dice.below(3)].clone()),
            2 => match dice.pick(&spec.jobs) {
                Some(job) => self.take(Input::Job { id: job.id.clone() }),
                None => Ok(()),
            },
            3 => self.take(message(&mut dice)),
            4..=7 => match self.waiting.pop() {
                Some(call) => self.take(Input::Result { call, data: answer(&mut dice) }),
                None => self.tick(&mut dice),
            },
            8 | 9 => self.tick(&mut dice),
            _ => self.use_component(&mut dice),
        }
    }

    /// Tells something of a component that is shown.
    pub fn tell(&mut self, node: &str, what: Happening, value: Value) -> Held {
        let key = self.shown(node).address.key.clone();
        self.take(Input::Event(Event { node: node.to_owned(), key, what, value }))
    }

    /// The first component with this node.
    pub fn shown(&self, node: &str) -> Arc<Shown> {
        self.tree.find(node, "").unwrap_or_else(|| panic!("{node} is not shown"))
    }

    fn tick(&mut self, dice: &mut Dice) -> Held {
        let running = self.program.running_timers(&self.state, &self.moment).map_err(|failure| failure.to_string())?;
        let Some(id) = dice.pick(&running).cloned() else { return Ok(()) };
        (0..=dice.below(12)).try_for_each(|_| self.take(Input::Timer { id: id.clone() }))
    }

    fn use_component(&mut self, dice: &mut Dice) -> Held {
        let mut offers = Vec::new();
        self.tree.root.walk(&mut |shown| {
            offers.extend(shown.tells.iter().map(|happening| (shown.address.clone(), *happening)));
        });
        let Some((address, happening)) = dice.pick(&offers).cloned() else { return Ok(()) };
        let shown = self.tree.find(&address.node, &address.key).ok_or("what was shown is not found")?;
        let value = if dice.once_in(12) { dice.odd() } else { plausible(&shown, happening, dice) };
        self.take(Input::Event(Event { node: address.node, key: address.key, what: happening, value }))
    }

    fn take(&mut self, input: Input) -> Held {
        self.done.push(input.clone());
        let outcome = match self.program.step(&self.state, &self.tree, &input, &self.moment) {
            Ok(outcome) => outcome,
            Err(failure) if failure.blame == Blame::App => return Err(failure.to_string()),
            Err(_) => return Ok(()),
        };
        for (name, field) in &self.program.package().ui_spec.state {
            let value = outcome.state.get(name).ok_or_else(|| format!("{name} is gone"))?;
            field.check(value).map_err(|why| format!("{name} {why}"))?;
        }
        let tree = self.program.render(&outcome.state, &self.moment).map_err(|failure| format!("view: {failure}"))?;
        if let Some(address) = view::doubled(&tree) {
            return Err(format!("{address:?} is shown twice"));
        }
        if let Some(address) = view::difference(&view::patched(&self.tree, &tree).root, &tree.root) {
            return Err(format!("{address:?} is not as it was sent"));
        }
        (self.state, self.tree) = (outcome.state, tree);
        outcome.effects.iter().try_for_each(|effect| self.noted(effect))
    }

    /// Whether the package asks for what an effect needs.
    fn noted(&mut self, effect: &Effect) -> Held {
        let asked = &self.program.package().permissions;
        let glob =
            |name: &str, glob: &str| glob == name || glob.strip_prefix('*').is_some_and(|end| name.ends_with(end));
        let may = match effect {
            Effect::Toast { .. } | Effect::SaveFile { .. } | Effect::OpenApp { .. } => true,
            Effect::Notify { .. } => asked.contains(&Permission::Notify),
            Effect::Copy { .. } => asked.contains(&Permission::Clipboard),
            Effect::AskModel { .. } => asked.contains(&Permission::Ai),
            Effect::Send { to, kind, .. } => asked.iter().any(|one| one.to_string() == format!("ipc.send:{to}:{kind}")),
            Effect::Fetch { request, .. } => {
                let is_host = |host: &str| request.url.starts_with(&format!("https://{host}/"));
                asked.iter().any(|one| matches!(one, Permission::Net(host) if is_host(host)))
            }
            Effect::ReadFiles { glob: wanted, .. } => asked.contains(&Permission::ReadFiles(wanted.clone())),
            // What it names was found with a pattern that is asked for.
            Effect::ReadFile { .. } => asked.iter().any(|one| matches!(one, Permission::ReadFiles(_))),
            Effect::WriteFile { name, .. } => {
                asked.iter().any(|one| matches!(one, Permission::WriteFiles(allowed) if glob(name, allowed)))
            }
        };
        if let Some(then) = effect.then().filter(|_| !matches!(effect, Effect::AskModel { .. })) {
            self.waiting.push(then.to_owned());
        }
        if may { Ok(()) } else { Err(format!("{effect:?} is not among the permissions")) }
    }
}

/// What a component would tell that is used as it is meant.
fn plausible(shown: &Shown, happening: Happening, dice: &mut Dice) -> Value {
    let id_of = |list: &[Value], dice: &mut Dice| dice.pick(list).and_then(|item| item.get("id")).cloned();
    match (happening, shown.kind) {
        (Happening::Click, Kind::Tiles) => json!({ "value": dice.below(shown.list(Prop::Items).len()) }),
        (Happening::Click, Kind::Table) => json!({ "value": dice.below(shown.list(Prop::Data).len()) }),
        (Happening::Click, Kind::Calendar) => {
            let id = if dice.once_in(2) { id_of(shown.list(Prop::Events), dice) } else { None };
            json!({ "value": dice.day(), "id": id })
        }
        (Happening::Click, Kind::Board) => json!({ "id": id_of(shown.list(Prop::Cards), dice) }),
        (Happening::Move, Kind::Calendar) => {
            let id = id_of(shown.list(Prop::Events), dice);
            json!({ "id": id, "from": dice.day(), "to": dice.day(), "index": 0 })
        }
        (Happening::Move, Kind::Board) => {
            let (id, to) = (id_of(shown.list(Prop::Cards), dice), id_of(shown.list(Prop::Lanes), dice));
            json!({ "id": id, "from": "x", "to": to, "index": dice.below(5) })
        }
        (Happening::Move, _) => {
            let count = shown.children.len();
            json!({ "from": dice.below(count), "to": dice.below(count) })
        }
        (Happening::Draw, _) => {
            let points: Vec<_> = (0..=dice.below(40)).map(|_| json!([dice.below(400), dice.below(400)])).collect();
            json!({ "data": points })
        }
        (Happening::Key, _) => json!({ "key": dice.pick(shown.list(Prop::Allowed)) }),
        (Happening::Load, _) => {
            json!({ "data": { "name": dice.text(), "type": "text/plain", "text": file(dice) } })
        }
        (Happening::Input | Happening::Change | Happening::Submit, _) => field_value(shown, happening, dice),
        _ => Value::Null,
    }
}

fn field_value(shown: &Shown, happening: Happening, dice: &mut Dice) -> Value {
    match shown.kind.component().binds {
        Some(Binds::Text) if shown.text(Prop::Type) == Some("date") => dice.day().into(),
        Some(Binds::Text) => dice.text(),
        Some(Binds::Number) => {
            let (min, max) = (shown.number(Prop::Min).unwrap_or(0.0), shown.number(Prop::Max).unwrap_or(100.0));
            let step = shown.number(Prop::Step).unwrap_or(1.0);
            let value = (min + step * f64::from(u32::try_from(dice.below(200)).unwrap())).min(max);
            // As the page tells it: whole numbers without a point.
            serde_json::from_str(&format!("{:.0}", value.round())).unwrap()
        }
        Some(Binds::Truth) => dice.once_in(2).into(),
        Some(Binds::Choice) => {
            let is_tabs = shown.kind == Kind::Tabs;
            let (list, field) = if is_tabs { (Prop::Items, "id") } else { (Prop::Options, "value") };
            let option = dice.pick(shown.list(list)).cloned().unwrap_or_default();
            option.get(field).cloned().unwrap_or(option)
        }
        Some(Binds::List) | None if happening == Happening::Change => dice.once_in(2).into(),
        Some(Binds::List) | None => Value::Null,
    }
}

fn file(dice: &mut Dice) -> Value {
    const CALENDAR: &str = "BEGIN:VEVENT\r\nSUMMARY:A\\, b\r\nDTSTART:20260230T99\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n\
                            SUMMARY;X=1:C\r\nDTSTART:20260105T2460é\r\nEND:VEVENT\r\nDTSTART:ééééé\r\nSUMMARY:x\r\nEND:VEVENT";
    if dice.once_in(2) { CALENDAR.into() } else { dice.text() }
}

/// What another app says, which may be anything.
fn message(dice: &mut Dice) -> Input {
    let data = match dice.below(4) {
        0 => json!({ "title": dice.text(), "date": dice.day() }),
        1 => json!({ "title": dice.text(), "date": dice.text() }),
        2 => json!({ "title": dice.odd(), "date": dice.odd() }),
        _ => dice.odd(),
    };
    Input::Message { from: "todo-list".to_owned(), kind: "add_event".to_owned(), data }
}

/// What comes of an effect: what was hoped for, a failure, or nonsense.
fn answer(dice: &mut Dice) -> Value {
    let places = json!({ "results": [{ "name": "Paris", "latitude": 48.85, "longitude": 2.35, "country": "France" },
                                     { "name": 5 }, "x"] });
    let weather = json!({
        "current": { "time": "2026-01-07T09:15", "temperature_2m": 4.6, "weather_code": 61 },
        "hourly": { "time": ["2026-01-07T09:00", "2026-01-07T10:00", "x", 5], "temperature_2m": [1, 2.5, null] },
        "daily": { "time": ["2026-01-07", "x"], "temperature_2m_max": [5, 6], "temperature_2m_min": [1, "x"] },
    });
    match dice.below(6) {
        0 => json!({ "ok": true, "status": 200, "text": "", "json": places }),
        1 => json!({ "ok": true, "status": 200, "text": "", "json": weather }),
        2 => json!({ "ok": true, "id": "d1", "json": dice.odd() }),
        3 => json!([{ "id": "d1", "name": "Rain.mp3", "kind": "audio" }, { "id": "d2", "name": "" }, 5, { "id": 7 }]),
        4 => json!({ "ok": false, "status": 0, "error": "no connection" }),
        _ => dice.odd(),
    }
}
