//! Cards that the server places cover nobody.

use proptest::prelude::*;
use stackhouse::card::{Place, Rect, free_place};

fn px() -> impl Strategy<Value = f64> {
    96.0..4_000.0_f64
}

/// A card anywhere: mostly where people work, sometimes at the edge of the canvas.
fn card() -> impl Strategy<Value = Rect> {
    let number = || prop_oneof![8 => -500.0..3_000.0_f64, 1 => -200_000.0..200_000.0_f64];
    (number(), number(), px(), px()).prop_map(|(x, y, width, height)| {
        let place = Place::new(x, y).expect("these are finite");
        Rect { place, width, height }
    })
}

fn covers(one: &Rect, other: &Rect) -> bool {
    let apart = |from: f64, length: f64, to: f64| from + length <= to;
    !(apart(one.place.x, one.width, other.place.x)
        || apart(other.place.x, other.width, one.place.x)
        || apart(one.place.y, one.height, other.place.y)
        || apart(other.place.y, other.height, one.place.y))
}

fn check(taken: &[Rect], width: f64, height: f64) -> Result<Rect, TestCaseError> {
    let place = free_place(taken, width, height);
    let placed = Rect { place, width, height };
    prop_assert!(taken.iter().all(|other| !covers(&placed, other)), "{:?} covers another", placed);
    prop_assert!(place.x % 8.0 == 0.0 && place.y % 8.0 == 0.0, "{:?} is not on the grid", place);
    prop_assert!(Place::new(place.x, place.y) == Some(place), "{:?} is not on the canvas", place);
    Ok(placed)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_card_is_placed_where_nobody_lies(
        taken in prop::collection::vec(card(), 0..60),
        width in px(),
        height in px(),
    ) {
        check(&taken, width, height)?;
    }

    #[test]
    fn a_crowd_beyond_the_search_is_not_covered_either(
        taken in prop::collection::vec(card(), 201..260),
        width in px(),
        height in px(),
    ) {
        check(&taken, width, height)?;
    }

    #[test]
    fn many_cards_placed_one_after_the_other_fill_the_desk(sizes in prop::collection::vec((px(), px()), 1..50)) {
        let mut taken = Vec::new();
        for (width, height) in sizes {
            let placed = check(&taken, width, height)?;
            prop_assert!(placed.place.x >= 0.0 && placed.place.y >= 0.0);
            taken.push(placed);
        }
    }
}
