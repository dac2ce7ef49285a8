use serde_json::Value;

use super::{FrameEncoder, PLAIN};
use crate::{
    activity::{By, Seq},
    card::{Card, Place, Shape, Title},
    desk::{Change, Snapshot},
    kit::{Ambient, Timestamp},
    sprite::{DeskState, Encoder, Event, ReplyTo, View},
    stack::Status,
};

fn card(ambient: &Ambient, text_bytes: usize) -> Card {
    Card {
        id: ambient.id(),
        stack: ambient.id(),
        title: Title::lossy("Card", "Card"),
        blocks_json: format!("[{{\"id\":\"b1\",\"type\":\"text\",\"content\":\"{}\"}}]", "x".repeat(text_bytes)),
        shape: Shape::default(),
        color: None,
        place: Place { x: 8.0, y: 16.0 },
        z: 1,
        status: Status::Active,
        archived_at: None,
        archived_by: None,
        version: 1,
        by: By::User,
        created_at: Timestamp(1),
        updated_at: Timestamp(1),
        seq: Seq(1),
    }
}

fn state(ambient: &Ambient, cards: Vec<Card>) -> DeskState {
    let snapshot = Snapshot {
        epoch: ambient.id(),
        seq: Seq(7),
        full: true,
        stacks: Vec::new(),
        active_stack: None,
        cards,
        more: None,
        messages: Vec::new(),
    };
    DeskState { snapshot, turns: Vec::new() }
}

#[test]
fn a_desk_is_cut_into_frames_that_hold_every_card_once() {
    let ambient = Ambient::system();
    let encoder = FrameEncoder::new(ambient.clone());
    let state = state(&ambient, (0..100).map(|number| card(&ambient, number * 500)).collect());
    for view in [PLAIN, View(1), View(2)] {
        let frames: Vec<Value> = encoder
            .sync(&ReplyTo::default(), &state, view, 0)
            .iter()
            .map(|frame| serde_json::from_str(frame).unwrap())
            .collect();
        assert!(frames.len() > 1);
        let ids: Vec<&str> = frames
            .iter()
            .flat_map(|frame| frame["payload"]["cards"].as_array().unwrap())
            .map(|card| card["card_id"].as_str().unwrap())
            .collect();
        let expected: Vec<String> = state.snapshot.cards.iter().map(|card| card.id.to_string()).collect();
        assert_eq!(ids, expected);
        assert!(frames.iter().all(|frame| frame["payload"]["parts"] == frames.len()));
    }
}

#[test]
fn an_empty_desk_is_one_frame() {
    let ambient = Ambient::system();
    let encoder = FrameEncoder::new(ambient.clone());
    assert_eq!(encoder.sync(&ReplyTo::default(), &state(&ambient, Vec::new()), PLAIN, 0).len(), 1);
}

#[test]
fn only_a_tab_that_asked_for_it_gets_html_and_absent_keys_are_left_out() {
    let ambient = Ambient::system();
    let encoder = FrameEncoder::new(ambient.clone());
    let card = card(&ambient, 1);
    let change = crate::card::Change { seq: Seq(1), what: crate::card::What::Created, by: By::User, card };
    let event = Event::Change(Change::Card(change));
    let frame = |view| -> Value { serde_json::from_str(&encoder.event(&event, view).unwrap()).unwrap() };
    assert!(frame(PLAIN)["payload"].get("html").is_none());
    assert!(frame(View(1))["payload"]["html"].as_str().unwrap().contains("<article"));
    assert!(!encoder.event(&event, PLAIN).unwrap().contains("null"));
}
