//! Lists: sums, orders and the like, always of a copy.

use std::cmp::Ordering;

use rhai::{Array, Dynamic, Engine, FLOAT, INT, ImmutableString, Map};

use super::{
    Made,
    numbers::{float, whole},
    wrong,
};

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("sum", |list: &mut Array| sum(list))
        .register_fn("average", |list: &mut Array| average(list))
        .register_fn("smallest", |list: &mut Array| list.iter().min_by(|a, b| order(a, b)).cloned().unwrap_or_default())
        .register_fn("greatest", |list: &mut Array| list.iter().max_by(|a, b| order(a, b)).cloned().unwrap_or_default())
        .register_fn("sorted", |list: &mut Array| sorted(list, order))
        .register_fn("sorted_by", |list: &mut Array, field: &str| sorted(list, |a, b| by(field, a, b)))
        .register_fn("sorted_down_by", |list: &mut Array, field: &str| sorted(list, |a, b| by(field, b, a)))
        .register_fn("reversed", |list: &mut Array| list.iter().rev().cloned().collect::<Array>())
        .register_fn("first", |list: &mut Array| list.first().cloned().unwrap_or_default())
        .register_fn("last", |list: &mut Array| list.last().cloned().unwrap_or_default())
        .register_fn("first", |list: &mut Array, count: INT| list.iter().take(size(count)).cloned().collect::<Array>())
        .register_fn("last", |list: &mut Array, count: INT| {
            list.iter().skip(list.len().saturating_sub(size(count))).cloned().collect::<Array>()
        })
        .register_fn("count_of", |list: &mut Array, field: &str, value: Dynamic| {
            INT::try_from(list.iter().filter(|item| is_equal(&field_of(item, field), &value)).count())
                .unwrap_or(INT::MAX)
        })
        .register_fn("find_by", |list: &mut Array, field: &str, value: Dynamic| {
            list.iter().find(|item| is_equal(&field_of(item, field), &value)).cloned().unwrap_or_default()
        })
        .register_fn("place_of", |list: &mut Array, field: &str, value: Dynamic| {
            let place = list.iter().position(|item| is_equal(&field_of(item, field), &value));
            place.and_then(|place| INT::try_from(place).ok()).unwrap_or(-1)
        })
        .register_fn("without", |list: &mut Array, field: &str, value: Dynamic| {
            list.iter().filter(|item| !is_equal(&field_of(item, field), &value)).cloned().collect::<Array>()
        })
        .register_fn("moved", |list: &mut Array, from: INT, to: INT| moved(list, from, to))
        .register_fn("numbers", |from: INT, to: INT| numbers(from, to))
        .register_fn("filled", |value: Dynamic, count: INT| filled(&value, count))
        .register_fn("value_at", |value: Dynamic, path: &str| value_at(&value, path));
}

fn size(count: INT) -> usize {
    usize::try_from(count).unwrap_or_default()
}

fn as_float(value: &Dynamic) -> Option<FLOAT> {
    value.as_float().ok().or_else(|| value.as_int().ok().map(float))
}

fn sum(list: &Array) -> Made<Dynamic> {
    let mut total = 0.0;
    for item in list {
        let Some(number) = as_float(item) else { return wrong("only numbers can be added up") };
        total += number;
    }
    Ok(whole(total))
}

fn average(list: &Array) -> Made<Dynamic> {
    let total = sum(list)?;
    let count = INT::try_from(list.len()).unwrap_or(INT::MAX);
    Ok(if count == 0 { 0.into() } else { whole(as_float(&total).unwrap_or_default() / float(count)) })
}

/// Numbers before texts, each in their own order; texts without regard to capitals.
fn order(a: &Dynamic, b: &Dynamic) -> Ordering {
    match (as_float(a), as_float(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => {
            let text = |value: &Dynamic| match value.as_bool() {
                Ok(truth) => u8::from(truth).to_string(),
                Err(_) => value.read_lock::<ImmutableString>().map(|text| text.to_lowercase()).unwrap_or_default(),
            };
            text(a).cmp(&text(b))
        }
    }
}

fn field_of(item: &Dynamic, field: &str) -> Dynamic {
    item.read_lock::<Map>().and_then(|fields| fields.get(field).cloned()).unwrap_or_default()
}

fn by(field: &str, a: &Dynamic, b: &Dynamic) -> Ordering {
    order(&field_of(a, field), &field_of(b, field))
}

fn is_equal(a: &Dynamic, b: &Dynamic) -> bool {
    a.is_unit() == b.is_unit()
        && (a.is_unit() || (a.is_string() == b.is_string() && order(a, b).is_eq() && exact(a, b)))
}

/// Texts are the same only with the same capitals.
fn exact(a: &Dynamic, b: &Dynamic) -> bool {
    match (a.read_lock::<ImmutableString>(), b.read_lock::<ImmutableString>()) {
        (Some(a), Some(b)) => *a == *b,
        _ => true,
    }
}

fn sorted(list: &Array, compare: impl Fn(&Dynamic, &Dynamic) -> Ordering) -> Array {
    let mut list = list.clone();
    list.sort_by(|a, b| compare(a, b));
    list
}

/// The list with one item at another place.
fn moved(list: &Array, from: INT, to: INT) -> Array {
    let mut list = list.clone();
    if size(from) < list.len() && from >= 0 {
        let item = list.remove(size(from));
        let to = size(to).min(list.len());
        list.insert(to, item);
    }
    list
}

fn numbers(from: INT, to: INT) -> Made<Array> {
    if to.saturating_sub(from) > 10_000 {
        return wrong("a list has at most 10,000 items");
    }
    Ok((from..to).map(Dynamic::from).collect())
}

fn filled(value: &Dynamic, count: INT) -> Made<Array> {
    if count > 10_000 {
        return wrong("a list has at most 10,000 items");
    }
    Ok(vec![value.clone(); size(count)])
}

/// What a path such as `daily.time.0` leads to; nothing when something on the way is missing.
fn value_at(value: &Dynamic, path: &str) -> Dynamic {
    let mut found = value.clone();
    for step in path.split('.') {
        let next = match found.read_lock::<Array>() {
            Some(items) => step.parse::<usize>().ok().and_then(|at| items.get(at).cloned()),
            None => found.read_lock::<Map>().and_then(|fields| fields.get(step).cloned()),
        };
        found = next.unwrap_or_default();
    }
    found
}
