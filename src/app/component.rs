//! The components that a view is made of: which props each takes, what it tells, what it may hold.
//!
//! One table, [`KINDS`], says it all; the checker, the runtime and the reference for authors read it. How a component
//! looks is no business of this room's.

mod kinds;

use serde::{Deserialize, Serialize};

pub use kinds::KINDS;

/// A component by its word in a package.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Row,
    Col,
    Grid,
    Split,
    Card,
    List,
    Divider,
    Spacer,
    Tabs,
    Modal,
    Text,
    Markdown,
    Code,
    Badge,
    Stat,
    Icon,
    Progress,
    Image,
    Table,
    Chart,
    Calendar,
    Tiles,
    Board,
    Button,
    Form,
    Copy,
    File,
    Input,
    Textarea,
    Select,
    Radio,
    Checkbox,
    Switch,
    Slider,
    Canvas,
    Audio,
    Clock,
    Keys,
}

/// A property of a component by its word in a package.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Prop {
    // Common to all.
    Tone,
    Size,
    Gap,
    Grow,
    W,
    H,
    Hidden,
    Disabled,
    Tip,
    Label,
    Align,
    // Of some.
    Active,
    Action,
    Accept,
    Allowed,
    Alt,
    Autofocus,
    Background,
    Cards,
    Color,
    Columns,
    Content,
    Data,
    Deadline,
    Events,
    Filename,
    Format,
    Icon,
    Items,
    Kind,
    Lang,
    Lanes,
    Loop,
    Max,
    Maxlength,
    Min,
    Mode,
    Month,
    Multiple,
    Name,
    Open,
    Options,
    Placeholder,
    Playing,
    Position,
    Rows,
    Running,
    Selected,
    Sortable,
    Src,
    Step,
    Strokes,
    Text,
    Title,
    Trend,
    Type,
    Value,
    Volume,
    Width,
    Height,
    X,
    Y,
}

/// What a prop holds once its `${…}` are filled in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// Shown as text; a number or a truth value is written out.
    Text,
    Number,
    Truth,
    List,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// Something that a component tells, by its word in a package.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Happening {
    /// A button, a tile, a row, a day or anything else that can be chosen was chosen.
    Click,
    /// Enter in a field, or a form's button.
    Submit,
    /// The value of a field as it is typed; comes coalesced.
    Input,
    /// The value of a field that is done with.
    Change,
    /// Something was dragged, or moved by keys: `ev.id`, `ev.from`, `ev.to`, `ev.index`.
    Move,
    /// A stroke was drawn: `ev.data` is a list of `[x, y]`.
    Draw,
    /// An allowed key was pressed: `ev.key`.
    Key,
    /// A clock has reached its deadline, or a sound its end.
    Done,
    /// A dialog was closed.
    Close,
    /// A file was chosen: `ev.data` is `{name, type, text}`.
    Load,
}

/// What a bound value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binds {
    Text,
    Number,
    Truth,
    /// One of the options: a text or a number.
    Choice,
    /// A list of strokes.
    List,
}

/// What there is to know of a component.
pub struct Component {
    pub kind: Kind,
    /// Its props beside the common ones.
    pub props: &'static [Prop],
    pub tells: &'static [Happening],
    pub binds: Option<Binds>,
    pub holds_children: bool,
    /// For authors.
    pub about: &'static str,
}

/// The props that every component takes.
pub const COMMON: [Prop; 11] = [
    Prop::Tone,
    Prop::Size,
    Prop::Gap,
    Prop::Grow,
    Prop::W,
    Prop::H,
    Prop::Hidden,
    Prop::Disabled,
    Prop::Tip,
    Prop::Label,
    Prop::Align,
];

pub const TONES: &[&str] = &["default", "primary", "quiet", "ok", "warn", "danger"];
pub const SIZES: &[&str] = &["small", "medium", "large", "huge"];
pub const GAPS: &[&str] = &["none", "small", "medium", "large"];
pub const ALIGNS: &[&str] = &["start", "center", "end", "stretch", "between"];
/// The nine of the palette of cards, and none.
pub const COLORS: &[&str] =
    &["none", "red", "orange", "yellow", "green", "teal", "blue", "indigo", "purple", "pink", "gray"];
const INPUT_TYPES: &[&str] = &["text", "number", "date", "time", "password", "email", "url", "search", "color"];
const CHART_KINDS: &[&str] = &["line", "bar", "area", "pie"];
const CLOCK_MODES: &[&str] = &["down", "up", "time"];
const CLOCK_FORMATS: &[&str] = &["hms", "ms", "tenths"];

impl Prop {
    /// What the prop holds, the same in every component.
    #[must_use]
    pub const fn holds(self) -> Holds {
        match self {
            Self::Tone => Holds::Word(TONES),
            Self::Size => Holds::Word(SIZES),
            Self::Gap => Holds::Word(GAPS),
            Self::Align => Holds::Word(ALIGNS),
            Self::Color | Self::Background => Holds::Word(COLORS),
            Self::Type => Holds::Word(INPUT_TYPES),
            Self::Kind => Holds::Word(CHART_KINDS),
            Self::Mode => Holds::Word(CLOCK_MODES),
            Self::Format => Holds::Word(CLOCK_FORMATS),
            Self::W
            | Self::H
            | Self::Columns
            | Self::Deadline
            | Self::Max
            | Self::Maxlength
            | Self::Min
            | Self::Rows
            | Self::Step
            | Self::Volume
            | Self::Position
            | Self::Width
            | Self::Height => Holds::Number,
            Self::Grow
            | Self::Hidden
            | Self::Disabled
            | Self::Autofocus
            | Self::Loop
            | Self::Multiple
            | Self::Open
            | Self::Playing
            | Self::Running
            | Self::Sortable
            | Self::Active => Holds::Truth,
            Self::Cards
            | Self::Data
            | Self::Events
            | Self::Items
            | Self::Lanes
            | Self::Options
            | Self::Strokes
            | Self::Allowed
            | Self::Y => Holds::List,
            Self::Tip
            | Self::Label
            | Self::Action
            | Self::Accept
            | Self::Alt
            | Self::Content
            | Self::Filename
            | Self::Icon
            | Self::Lang
            | Self::Month
            | Self::Name
            | Self::Placeholder
            | Self::Selected
            | Self::Src
            | Self::Text
            | Self::Title
            | Self::Trend
            | Self::Value
            | Self::X => Holds::Text,
        }
    }
}

impl Kind {
    /// What there is to know of the component.
    #[must_use]
    pub fn component(self) -> &'static Component {
        // Every kind has its place in the table at its own number; a test says so.
        &KINDS[self as usize]
    }

    /// Its word in a package.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        kinds::WORDS[self as usize]
    }
}

impl Component {
    #[must_use]
    pub fn takes(&self, prop: Prop) -> bool {
        COMMON.contains(&prop) || self.props.contains(&prop)
    }
}
