//! Whether what a client says of a component is something that the component can tell: the cell is there, the key is
//! allowed, the text is a text. Handlers are spared all else.

use jiff::civil::Date;
use serde_json::Value;

use super::{limits::TEXT_BYTES_MAX, render};
use crate::app::{
    component::{Happening, Kind, Prop},
    tree::Shown,
};

/// Points of one stroke; the page sends a fifth of that at most.
const POINTS_MAX: usize = 1_000;
/// The farthest point of a drawing.
const POINT_MAX: f64 = 1e6;

type Checked = Result<(), &'static str>;

/// Checks the value that comes with a happening.
///
/// # Errors
/// Why the component can't tell it.
pub(super) fn check(shown: &Shown, happening: Happening, value: &Value) -> Checked {
    if value.as_str().is_some_and(|text| text.len() > TEXT_BYTES_MAX) {
        return Err("this text is too long");
    }
    match happening {
        Happening::Click => click(shown, value),
        Happening::Move => moved(shown, value),
        Happening::Draw => when(is_stroke(&value["data"]), "this is no stroke"),
        Happening::Key => {
            let key = value.get("key").unwrap_or(value);
            when(shown.list(Prop::Allowed).contains(key), "this key is not allowed")
        }
        Happening::Load => when(is_file(&value["data"]), "this is no file"),
        Happening::Change if shown.kind == Kind::Audio => when(value.is_boolean(), "a sound plays or does not"),
        Happening::Submit if value.is_null() => Ok(()),
        Happening::Input | Happening::Change | Happening::Submit => {
            when(render::fits(shown, value), "this value does not fit")
        }
        Happening::Done | Happening::Close => Ok(()),
    }
}

const fn when(holds: bool, why: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(why) }
}

fn click(shown: &Shown, value: &Value) -> Checked {
    let at = value.get("value").unwrap_or(value);
    match shown.kind {
        Kind::Tiles => {
            let tile = item(shown.list(Prop::Items), at).ok_or("there is no such cell")?;
            when(tile["disabled"] != Value::Bool(true), "this cell can't be chosen")
        }
        Kind::Table => item(shown.list(Prop::Data), at).map(|_| ()).ok_or("there is no such row"),
        Kind::Calendar => {
            let id = &value["id"];
            when(is_day(at) && (id.is_null() || has_id(shown.list(Prop::Events), id)), "there is no such day or event")
        }
        Kind::Board => when(has_id(shown.list(Prop::Cards), &value["id"]), "there is no such card"),
        _ => Ok(()),
    }
}

fn moved(shown: &Shown, value: &Value) -> Checked {
    let (id, to) = (&value["id"], &value["to"]);
    let fits = match shown.kind {
        Kind::Calendar => has_id(shown.list(Prop::Events), id) && is_day(&value["from"]) && is_day(to),
        Kind::Board => {
            let is_lane = |lane: &Value| lane == to || lane.get("id") == Some(to);
            has_id(shown.list(Prop::Cards), id)
                && shown.list(Prop::Lanes).iter().any(is_lane)
                && value["index"].as_u64().is_some()
        }
        _ => [&value["from"], to].into_iter().all(|at| number(at).is_some_and(|at| at < shown.children.len())),
    };
    when(fits, "nothing can be moved like that")
}

fn number(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|number| usize::try_from(number).ok())
}

fn item<'a>(items: &'a [Value], at: &Value) -> Option<&'a Value> {
    items.get(number(at)?)
}

fn has_id(items: &[Value], id: &Value) -> bool {
    !id.is_null() && items.iter().any(|item| item.get("id") == Some(id))
}

fn is_day(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 10 && text.parse::<Date>().is_ok())
}

fn is_stroke(value: &Value) -> bool {
    let is_near = |number: &Value| number.as_f64().is_some_and(|number| number.abs() <= POINT_MAX);
    let is_point =
        |point: &Value| matches!(point.as_array().map(Vec::as_slice), Some([x, y]) if is_near(x) && is_near(y));
    value.as_array().is_some_and(|points| (1..=POINTS_MAX).contains(&points.len()) && points.iter().all(is_point))
}

fn is_file(value: &Value) -> bool {
    let text = |name: &str| value[name].as_str();
    text("name").is_some() && text("type").is_some() && text("text").is_some_and(|text| text.len() <= TEXT_BYTES_MAX)
}
