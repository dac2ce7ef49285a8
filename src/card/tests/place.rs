//! Where cards lie.

use super::*;

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { place: Place { x, y }, width, height }
}

/// The free place for a card of 380 × 200 among `taken`.
fn check(taken: &[Rect], expected: (f64, f64)) {
    let place = free_place(taken, 380.0, 200.0);
    assert_eq!((place.x, place.y), expected);
}

#[test]
fn places_are_finite_and_on_the_canvas() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Place::new(bad, 0.0), None);
        assert_eq!(Place::new(0.0, bad), None);
    }
    let far = Place::new(1e300, -1e300).unwrap();
    assert_eq!((far.x, far.y), (100_000.0, -100_000.0));
}

#[test]
fn cards_fill_rows_in_reading_order() {
    check(&[], (24.0, 24.0));
    check(&[rect(24.0, 24.0, 380.0, 200.0)], (424.0, 24.0));
    check(&[rect(24.0, 24.0, 380.0, 200.0), rect(424.0, 24.0, 380.0, 200.0)], (824.0, 24.0));
    let row = [24.0, 424.0, 824.0].map(|x| rect(x, 24.0, 380.0, 200.0));
    check(&row, (24.0, 240.0));
}

#[test]
fn a_gap_is_used_when_it_is_wide_enough() {
    check(&[rect(500.0, 24.0, 380.0, 200.0)], (24.0, 24.0));
    check(&[rect(410.0, 24.0, 380.0, 200.0)], (808.0, 24.0));
}

#[test]
fn a_card_wider_than_the_row_goes_to_its_start() {
    let place = free_place(&[rect(24.0, 24.0, 380.0, 200.0)], 4_000.0, 200.0);
    assert_eq!((place.x, place.y), (24.0, 240.0));
}

#[test]
fn cards_outside_the_rows_are_not_in_the_way() {
    check(&[rect(-5_000.0, -5_000.0, 380.0, 200.0)], (24.0, 24.0));
    check(&[rect(2_000.0, 24.0, 380.0, 200.0)], (24.0, 24.0));
}

#[test]
fn a_card_at_the_edge_of_the_canvas_does_not_draw_others_onto_it() {
    let edge = rect(24.0, 100_000.0, 380.0, 200.0);
    check(&[edge], (24.0, 24.0));
    // Too many for the search.
    let mut crowd: Vec<Rect> = (0..300).map(|row| rect(24.0, 24.0 + 216.0 * f64::from(row), 380.0, 200.0)).collect();
    check(&crowd, (24.0, 64_824.0));
    crowd.push(edge);
    check(&crowd, (424.0, 24.0));
}

#[test]
fn a_card_that_the_server_places_leaves_room_for_titles() {
    let world = World::new();
    let first = world.create(NewCard { size: Size::Full, ..world.new_card("a title above its text") });
    let second = world.create(NewCard { size: Size::Full, ..world.new_card("below") });
    let body = f64::from(block::extent_px(&text_blocks("hello"), Size::Full.width_px()));
    assert!(second.place.y >= first.place.y + body + 48.0, "{:?}", second.place);
}

#[test]
fn a_card_that_is_placed_again_is_not_in_its_own_way() {
    let world = World::new();
    let card = world.card("alone");
    assert_eq!(world.run(|tx, now| move_to(tx, card.id, nowhere(None), By::User, now)).unwrap(), None);
}

#[test]
fn archived_cards_are_not_in_the_way() {
    let world = World::new();
    let card = world.card("away");
    world.archive(card.id);
    assert_eq!(world.card("here").place, card.place);
}

#[test]
fn words_are_read_back_as_they_were_written() {
    for size in Size::ALL {
        assert_eq!(Size::from_word(size.as_str()), Some(size));
        assert_eq!(serde_json::to_value(size).unwrap(), size.as_str());
    }
    for by in [ArchivedBy::Itself, ArchivedBy::Stack] {
        assert_eq!(ArchivedBy::from_word(by.as_str()), Some(by));
    }
}
