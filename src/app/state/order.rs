//! Places for the items of a list, so that as few as possible of those that have one get another.

use std::collections::BTreeMap;

use super::Place;

/// What lies between two items that are put beside each other: room for twenty more to be put between them, each in
/// the middle of what is left.
const GAP: Place = 1 << 20;

/// A place for each of `ids`, in rising order. `placed` are the places that some of them have.
pub(super) fn places(ids: &[&str], placed: &BTreeMap<String, Place>) -> Vec<Place> {
    let had: Vec<Option<Place>> = ids.iter().map(|id| placed.get(*id).copied()).collect();
    let kept = rising(&had);
    fill(&kept).unwrap_or_else(|| (1..).map(|at| at * GAP).take(ids.len()).collect())
}

/// Gives every item without a place one between its neighbours; `None` when there is no room somewhere.
fn fill(kept: &[Option<Place>]) -> Option<Vec<Place>> {
    let mut places: Vec<Place> = Vec::with_capacity(kept.len());
    let mut at = 0;
    while at < kept.len() {
        if let Some(place) = kept[at] {
            places.push(place);
            at += 1;
            continue;
        }
        let run = kept[at..].iter().take_while(|place| place.is_none()).count();
        let count = Place::try_from(run).ok()?;
        let before = places.last().copied();
        let after = kept.get(at + run).copied().flatten();
        let (start, step) = match (before, after) {
            (None, None) => (0, GAP),
            (Some(before), None) => (before, GAP),
            (None, Some(after)) => (after.checked_sub(GAP.checked_mul(count + 1)?)?, GAP),
            (Some(before), Some(after)) => (before, after.checked_sub(before)? / (count + 1)),
        };
        if step == 0 {
            return None;
        }
        for number in 1..=count {
            places.push(start.checked_add(step.checked_mul(number)?)?);
        }
        at += run;
    }
    Some(places)
}

/// The places of the longest part that is in order already; the others are taken away.
fn rising(had: &[Option<Place>]) -> Vec<Option<Place>> {
    // The ends of rising runs by their length, and what stands before each item in its run.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; had.len()];
    for (at, place) in had.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = ends.partition_point(|end| had[*end].is_some_and(|other| other < *place));
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut kept = vec![None; had.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        kept[at] = had[at];
        next = before[at];
    }
    kept
}
