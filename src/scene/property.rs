//! What can be said of a scene and of the things in it: every property, what it holds, and which kind has it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Properties;

/// What a thing in a scene is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Ellipse,
    /// Holds others, which move with it.
    Group,
    Line,
    Polygon,
    Rectangle,
    /// An image of the branch.
    Image,
    Text,
}

/// One thing that can be said. They are written in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    Name,
    /// The group that it stands in.
    Parent,
    /// Its place from back to front among those with the same parent: compared as text.
    Order,
    /// Where its middle is, from the middle of its parent, or from the top left of the scene.
    At,
    Size,
    /// Corners, from its middle.
    Points,
    /// In degrees, clockwise.
    Rotation,
    Scale,
    Fill,
    Stroke,
    StrokeWidth,
    Opacity,
    Visible,
    Locked,
    /// The path of a file in the branch.
    Image,
    Text,
    /// The height of its letters.
    TextSize,
    /// What its maker says of it beside all that.
    Custom,
    Background,
    /// The distance of the lines of the grid.
    Grid,
    Snap,
}

/// What a property holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Holds {
    /// One line of so many characters at most.
    Line(usize),
    /// Several lines.
    Text(usize),
    Path,
    /// `none`, or `#rrggbb`, or `#rrggbbaa`.
    Colour,
    Number(f64, f64),
    /// Two numbers.
    Pair(f64, f64),
    Points,
    Truth,
    /// An id, or null.
    Id,
    /// A text of digits and small letters that does not end in 0, so that there is always one between two.
    OrderKey,
    Custom,
}

/// The farthest that anything is, and the largest: beyond it browsers no longer draw exactly.
pub const FAR: f64 = 1e6;

/// The smallest that something is stretched to; nothing can be drawn without any width.
pub const SMALL: f64 = 0.001;

/// What is said of a scene as a whole.
pub const CANVAS: &[Property] = &[Property::Size, Property::Background, Property::Grid, Property::Snap];

/// What every thing has before all else.
macro_rules! entity {
    ($($own:ident),*) => {
        &[Property::Name, Property::Parent, Property::Order, Property::At, Property::Rotation, Property::Scale,
          Property::Opacity, Property::Visible, Property::Locked, Property::Custom, $(Property::$own),*]
    };
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Ellipse, Self::Group, Self::Line, Self::Polygon, Self::Rectangle, Self::Image, Self::Text];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ellipse => "ellipse",
            Self::Group => "group",
            Self::Line => "line",
            Self::Polygon => "polygon",
            Self::Rectangle => "rectangle",
            Self::Image => "image",
            Self::Text => "text",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What such a thing has.
    #[must_use]
    pub const fn properties(self) -> &'static [Property] {
        match self {
            Self::Group => entity!(),
            Self::Image => entity!(Size, Image),
            Self::Rectangle | Self::Ellipse => entity!(Size, Fill, Stroke, StrokeWidth),
            Self::Polygon => entity!(Points, Fill, Stroke, StrokeWidth),
            Self::Line => entity!(Points, Stroke, StrokeWidth),
            Self::Text => entity!(Fill, Text, TextSize),
        }
    }
}

impl Property {
    pub const ALL: [Self; 21] = [
        Self::Name,
        Self::Parent,
        Self::Order,
        Self::At,
        Self::Size,
        Self::Points,
        Self::Rotation,
        Self::Scale,
        Self::Fill,
        Self::Stroke,
        Self::StrokeWidth,
        Self::Opacity,
        Self::Visible,
        Self::Locked,
        Self::Image,
        Self::Text,
        Self::TextSize,
        Self::Custom,
        Self::Background,
        Self::Grid,
        Self::Snap,
    ];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Parent => "parent",
            Self::Order => "order",
            Self::At => "at",
            Self::Size => "size",
            Self::Points => "points",
            Self::Rotation => "rotation",
            Self::Scale => "scale",
            Self::Fill => "fill",
            Self::Stroke => "stroke",
            Self::StrokeWidth => "stroke_width",
            Self::Opacity => "opacity",
            Self::Visible => "visible",
            Self::Locked => "locked",
            Self::Image => "image",
            Self::Text => "text",
            Self::TextSize => "text_size",
            Self::Custom => "custom",
            Self::Background => "background",
            Self::Grid => "grid",
            Self::Snap => "snap",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.as_str() == word)
    }

    /// What it holds, the same wherever it stands.
    #[must_use]
    pub const fn holds(self) -> Holds {
        match self {
            Self::Name => Holds::Line(200),
            Self::Parent => Holds::Id,
            Self::Order => Holds::OrderKey,
            Self::At => Holds::Pair(-FAR, FAR),
            Self::Size => Holds::Pair(SMALL, FAR),
            Self::Points => Holds::Points,
            Self::Rotation => Holds::Number(-FAR, FAR),
            Self::Scale => Holds::Pair(-1_000.0, 1_000.0),
            Self::Fill | Self::Stroke | Self::Background => Holds::Colour,
            Self::StrokeWidth => Holds::Number(0.0, 1_000.0),
            Self::Opacity => Holds::Number(0.0, 1.0),
            Self::Visible | Self::Locked | Self::Snap => Holds::Truth,
            Self::Image => Holds::Path,
            Self::Text => Holds::Text(2_000),
            Self::TextSize => Holds::Number(1.0, 2_000.0),
            Self::Custom => Holds::Custom,
            Self::Grid => Holds::Number(1.0, 1_000.0),
        }
    }

    /// What it is when nothing is said.
    #[must_use]
    pub fn default(self) -> Value {
        match self {
            Self::Name | Self::Image | Self::Text => json!(""),
            Self::Parent => Value::Null,
            Self::Order => json!("i"),
            Self::At => json!([0, 0]),
            Self::Size => json!([100, 100]),
            Self::Points => json!([[-50, 0], [50, 0]]),
            Self::Rotation => json!(0),
            Self::Scale => json!([1, 1]),
            Self::Fill => json!("#6366f1"),
            Self::Stroke => json!("#1b1b1f"),
            Self::StrokeWidth => json!(2),
            Self::Opacity => json!(1),
            Self::Visible | Self::Snap => json!(true),
            Self::Locked => json!(false),
            Self::TextSize => json!(32),
            Self::Custom => json!({}),
            Self::Background => json!("#ffffff"),
            Self::Grid => json!(16),
        }
    }
}

/// These properties with what they are when nothing is said.
#[must_use]
pub(super) fn defaults(of: &[Property]) -> Properties {
    let canvas = of.contains(&Property::Background);
    // A scene is as wide as most screens are.
    let value = |property: Property| match property {
        Property::Size if canvas => json!([1280, 720]),
        other => other.default(),
    };
    of.iter().map(|property| (*property, value(*property))).collect()
}
