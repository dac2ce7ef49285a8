//! What is done about each intent, as if every tool answered at once.

mod apps;
mod cards;
mod content;
mod data;
mod documents;
mod memory;
mod stacks;

use serde_json::{Value, json};

use super::{
    play::{Pause, Play},
    speech::bold,
    understand::{Intent, Target},
    view::Named,
};

/// What is said at the end, or why it is not there yet.
pub(super) type Act = Result<String, Pause>;

pub(super) fn act(intent: Intent, play: &mut Play<'_>) -> Act {
    match intent {
        Intent::Help => Ok(play.lang.help()),
        Intent::Undo => Ok(play.lang.cannot_undo()),
        Intent::Unknown => Ok(play.lang.not_understood(play.said())),

        Intent::Note { text } => content::note(play, &text),
        Intent::Checklist { title, items } => content::checklist(play, title, &items),
        Intent::Stat { label, value, trend } => content::stat(play, &label, &value, trend.as_deref()),

        Intent::Table { title, data, chart } => data::table(play, title, data, chart),
        Intent::EmptyTable { title, columns } => data::empty_table(play, title, &columns),
        Intent::AddRow { to, values } => data::add_row(play, &to, &values),
        Intent::Chart { kind, what } => data::chart(play, kind, what),
        Intent::Compute { op, column, by, of } => data::compute(play, op, column, by, &of),

        Intent::Rename { what, name } => cards::rename(play, &what, &name),
        Intent::Find { words, archived } => cards::find(play, &words, archived),
        Intent::Archive { what } => cards::archive(play, &what),
        Intent::Restore { what } => cards::restore(play, &what),
        Intent::Move { what, stack } => cards::shift(play, &what, &stack),

        Intent::Remember { file, text } => memory::remember(play, file, &text),
        Intent::Recall { query } => memory::recall(play, &query),
        Intent::Forget { words } => memory::forget(play, &words),

        Intent::CreateStack { name } => stacks::create(play, &name),
        Intent::OpenStack { name } => stacks::open(play, &name),
        Intent::OpenApp { name } => apps::open(play, &name),
        Intent::ListStacks { archived } => stacks::list(play, archived),

        Intent::ListDocuments => documents::list(play),
        Intent::Ask { document, about } => documents::ask(play, &document, &about),
        Intent::Summary { document } => documents::summary(play, &document),
        Intent::TableFrom { part, document } => documents::table(play, part.as_deref(), &document),
    }
}

/// A card or a stack, by its id.
enum Thing {
    Card(Value),
    Stack(Value),
}

/// What `target` names on the desk, or in the Drawer when it has to be looked for.
fn thing(play: &mut Play<'_>, target: &Target, in_drawer: bool) -> Result<Thing, Pause> {
    let name = match target {
        Target::Open | Target::It => {
            let card = play.view.it().map(|card| json!(card.id));
            return card.map(Thing::Card).ok_or_else(|| Pause::Say(play.lang.nothing_touched()));
        }
        Target::ThisStack => {
            let stack = play.view.active_stack().map(|stack| json!(stack.id));
            return stack.map(Thing::Stack).ok_or_else(|| Pause::Say(play.lang.nothing_touched()));
        }
        Target::Card(name) | Target::Stack(name) | Target::Named(name) => name,
    };
    if !in_drawer && let Some(thing) = on_desk(play, target, name)? {
        return Ok(thing);
    }
    search(play, target, name, in_drawer)
}

fn on_desk(play: &Play<'_>, target: &Target, name: &str) -> Result<Option<Thing>, Pause> {
    if !matches!(target, Target::Stack(_)) {
        match play.view.card(name) {
            Named::One(card) => return Ok(Some(Thing::Card(json!(card.id)))),
            Named::Several(cards) => {
                let titles: Vec<String> = cards.iter().map(|card| card.title.clone()).collect();
                return Err(Pause::Say(play.lang.which(&titles)));
            }
            Named::None => {}
        }
    }
    if !matches!(target, Target::Card(_)) {
        match play.view.stack(name) {
            Named::One(stack) => return Ok(Some(Thing::Stack(json!(stack.id)))),
            Named::Several(stacks) => {
                let names: Vec<String> = stacks.iter().map(|stack| stack.name.clone()).collect();
                return Err(Pause::Say(play.lang.which(&names)));
            }
            Named::None => {}
        }
    }
    Ok(None)
}

/// Looks further than the active stack, with the tool that does.
fn search(play: &mut Play<'_>, target: &Target, name: &str, archived: bool) -> Result<Thing, Pause> {
    let found = play.call("find", json!({ "text": name, "archived": archived }))?;
    let of = |list: &str, id: &str, title: &str| -> Vec<(Value, String)> {
        let list = found[list].as_array().into_iter().flatten();
        list.map(|one| (one[id].clone(), text(&one[title]))).collect()
    };
    let cards = if matches!(target, Target::Stack(_)) { Vec::new() } else { of("cards", "card_id", "title") };
    let stacks = if matches!(target, Target::Card(_)) { Vec::new() } else { of("stacks", "stack_id", "name") };

    let cards = cards.into_iter().map(|(id, title)| (Thing::Card(id), title));
    let mut all: Vec<(Thing, String)> =
        cards.chain(stacks.into_iter().map(|(id, name)| (Thing::Stack(id), name))).collect();
    let wanted = super::phrase::folded(name);
    // What is named is named by its title, when a title fits; else by what it says.
    let fits = |title: &str| wanted.split(' ').all(|word| super::phrase::folded(title).contains(word));
    if all.iter().any(|(_, title)| fits(title)) {
        all.retain(|(_, title)| fits(title));
    }
    let same: Vec<usize> = (0..all.len()).filter(|at| super::phrase::folded(&all[*at].1) == wanted).collect();
    match (&same[..], all.len()) {
        ([at], _) => Ok(all.swap_remove(*at).0),
        (_, 1) => Ok(all.swap_remove(0).0),
        (_, 0) if matches!(target, Target::Stack(_)) => Err(Pause::Say(play.lang.no_such_stack(name))),
        (_, 0) => Err(Pause::Say(play.lang.no_such_card(name))),
        _ => {
            let names: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
            Err(Pause::Say(play.lang.which(&names)))
        }
    }
}

/// The title in a tool's answer, as bold Markdown.
fn title(output: &Value) -> String {
    bold(&text(&output["title"]))
}

/// The name in a tool's answer, as bold Markdown.
fn name(output: &Value) -> String {
    bold(&text(&output["name"]))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}
