//! Where a card lies, and how a free place is found for a new one.

use serde::{Deserialize, Serialize};

/// A card's upper left corner, in CSS pixels of the unscaled canvas. Always finite and on the canvas.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Place {
    pub x: f64,
    pub y: f64,
}

/// How far the canvas reaches from its origin on every side, in CSS pixels.
const CANVAS_PX: f64 = 100_000.0;

/// Cards are placed on this grid, in CSS pixels.
const GRID_PX: f64 = 8.0;

/// Room left between cards that the server places.
const GAP_PX: f64 = 16.0;

/// Cards are placed in rows of this width, which a laptop shows without scrolling sideways.
const ROW_PX: f64 = 1_240.0;

/// The first place of an empty stack.
const ORIGIN: Place = Place { x: 24.0, y: 24.0 };

/// Above this many cards the search for a gap would cost more than the gap is worth: the card goes below all.
const SEARCH_MAX: usize = 200;

/// Columns that are tried when cards lie at the lower edge of the canvas. Behind them all, cards may overlap.
const COLUMNS_MAX: u32 = 64;

impl Place {
    /// The place at (`x`, `y`), clamped to the canvas. `None` when one of them is not a finite number.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Option<Self> {
        let on_canvas = |px: f64| px.is_finite().then(|| px.clamp(-CANVAS_PX, CANVAS_PX));
        Some(Self { x: on_canvas(x)?, y: on_canvas(y)? })
    }
}

/// What a card covers, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    pub place: Place,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    fn right(&self) -> f64 {
        self.place.x + self.width
    }

    fn bottom(&self) -> f64 {
        self.place.y + self.height
    }

    /// Whether the two come nearer than the gap between placed cards.
    fn crowds(&self, other: &Self) -> bool {
        self.place.x < other.right() + GAP_PX
            && other.place.x < self.right() + GAP_PX
            && self.place.y < other.bottom() + GAP_PX
            && other.place.y < self.bottom() + GAP_PX
    }
}

/// The first place in reading order where a card of `width` × `height` covers none of `taken`.
#[must_use]
pub fn free_place(taken: &[Rect], width: f64, height: f64) -> Place {
    let gap = if taken.len() > SEARCH_MAX { None } else { gap_among(taken, width, height) };
    gap.or_else(|| below_all(taken, width)).unwrap_or(ORIGIN)
}

/// The first gap within the rows; `None` when something lies so low that there is none on the canvas.
fn gap_among(taken: &[Rect], width: f64, height: f64) -> Option<Place> {
    let columns = candidates(ORIGIN.x, taken.iter().map(Rect::right));
    for y in candidates(ORIGIN.y, taken.iter().map(Rect::bottom)) {
        for &x in &columns {
            let rect = Rect { place: Place { x, y }, width, height };
            let fits = x + width <= ROW_PX || x <= ORIGIN.x;
            if fits && !taken.iter().any(|other| rect.crowds(other)) {
                return Some(rect.place);
            }
        }
    }
    None
}

/// The place below everything in the first column of the card's width where that is still on the canvas.
fn below_all(taken: &[Rect], width: f64) -> Option<Place> {
    let step = snap_up(width + GAP_PX);
    let columns = (0..COLUMNS_MAX).map(|number| ORIGIN.x + f64::from(number) * step);
    columns.take_while(|x| *x < CANVAS_PX).find_map(|x| {
        let in_the_way = taken.iter().filter(|other| x < other.right() + GAP_PX && other.place.x < x + width + GAP_PX);
        let lowest = in_the_way.map(Rect::bottom).fold(ORIGIN.y - GAP_PX, f64::max);
        let y = snap_up(lowest + GAP_PX);
        (y < CANVAS_PX).then_some(Place { x, y })
    })
}

/// The edges after which a card could start, ascending: the origin, and behind everything that lies there.
fn candidates(origin: f64, ends: impl Iterator<Item = f64>) -> Vec<f64> {
    let behind = ends.map(|end| snap_up(end + GAP_PX)).filter(|edge| *edge >= origin && *edge < CANVAS_PX);
    let mut edges: Vec<f64> = std::iter::once(origin).chain(behind).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

fn snap_up(px: f64) -> f64 {
    (px / GRID_PX).ceil() * GRID_PX
}
