//! Tables from what was pasted, and further rows.

use serde_json::{Value, json};

use super::tables;
use crate::{
    assistant::builtin::{
        act::{Act, content::capitalised, title},
        pasted::Pasted,
        play::{Pause, Play},
        understand::Target,
        view::Seen,
    },
    card::block::{COLUMNS_MAX, ROWS_MAX},
};

/// Messages back in which pasted data is looked for.
const EARLIER_MAX: usize = 4;

/// Names of columns in a title that nobody gave.
const TITLE_COLUMNS: usize = 3;

pub(in super::super) fn table(play: &mut Play<'_>, name: Option<String>, data: Option<Pasted>, chart: bool) -> Act {
    let earlier = || play.earlier().iter().take(EARLIER_MAX).find_map(|text| Pasted::find(text));
    let Some(data) = data.or_else(earlier) else {
        return Err(Pause::Say(play.lang.no_table()));
    };
    let (rows, columns) = (data.rows.len(), data.columns.len());
    if rows > ROWS_MAX || columns > COLUMNS_MAX {
        return Err(Pause::Say(play.lang.pick(
            format!(
                "That is {rows} rows and {columns} columns; a table card holds up to {ROWS_MAX} rows and {COLUMNS_MAX} \
                 columns. Please paste a part of it."
            ),
            format!(
                "Das sind {rows} Zeilen und {columns} Spalten; eine Tabellenkarte fasst bis zu {ROWS_MAX} Zeilen und \
                 {COLUMNS_MAX} Spalten. Bitte füge einen Teil davon ein."
            ),
        )));
    }

    let name = name.map_or_else(|| named_after(play, &data.columns), |name| capitalised(&name));
    let size = if columns > 4 { "full" } else { "large" };
    let blocks = json!([{ "type": "table", "columns": data.columns, "rows": data.rows }]);
    let made = play.call("create_card", json!({ "title": name, "size": size, "blocks": blocks }))?;
    let name = title(&made);
    let said = play.lang.pick(
        format!(
            "I made the table {name}: {} and {}.",
            counted(rows, "row", "rows"),
            counted(columns, "column", "columns")
        ),
        format!(
            "Ich habe die Tabelle {name} angelegt: {} und {}.",
            counted(rows, "Zeile", "Zeilen"),
            counted(columns, "Spalte", "Spalten")
        ),
    );
    if !chart {
        return Ok(said);
    }
    let drawn = play.call("chart_from_table", json!({ "card_id": made["card_id"] }))?;
    let chart = title(&drawn);
    Ok(format!("{said} {}", play.lang.pick(format!("{chart} shows it."), format!("{chart} zeigt sie."))))
}

pub(in super::super) fn empty_table(play: &mut Play<'_>, name: Option<String>, columns: &[String]) -> Act {
    if columns.is_empty() {
        let ask = play.lang.pick(
            "Which columns? `table with columns name, amount`",
            "Welche Spalten? `tabelle mit spalten Name, Betrag`",
        );
        return Err(Pause::Say(ask.to_owned()));
    }
    let name = name.map_or_else(|| named_after(play, columns), |name| capitalised(&name));
    let blocks = json!([{ "type": "table", "columns": columns, "rows": [] }]);
    let made = play.call("create_card", json!({ "title": name, "size": "large", "blocks": blocks }))?;
    let name = title(&made);
    Ok(play.lang.pick(
        format!("I made the empty table {name}. `add row: …` fills it."),
        format!("Ich habe die leere Tabelle {name} angelegt. `neue zeile: …` füllt sie."),
    ))
}

pub(in super::super) fn add_row(play: &mut Play<'_>, to: &Target, values: &Value) -> Act {
    let found = tables(play, to)?;
    let Some(table) = found.iter().find(|seen| matches!(seen, Seen::Card(..))).copied() else {
        return Err(Pause::Say(play.lang.document_stays(found[0].title())));
    };
    let mut input = table.input();
    let is_empty = values.as_array().is_some_and(Vec::is_empty);
    if is_empty {
        return Err(Pause::Say(play.lang.which_column(table.title(), table.columns())));
    }
    input["values"] = values.clone();
    let done = play.call("add_row", input)?;
    let (name, rows) = (title(&done), &done["rows"]);
    Ok(play.lang.pick(format!("{name} has {rows} rows now."), format!("{name} hat jetzt {rows} Zeilen.")))
}

fn named_after(play: &Play<'_>, columns: &[String]) -> String {
    let some: Vec<&str> = columns.iter().take(TITLE_COLUMNS).map(String::as_str).collect();
    let more = if columns.len() > TITLE_COLUMNS { ", …" } else { "" };
    format!("{}: {}{more}", play.lang.pick("Table", "Tabelle"), some.join(", "))
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
