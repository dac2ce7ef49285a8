//! The components that a view is made of: which props each takes, what it tells, what it may hold.
//!
//! One table, [`KINDS`], says it all; the checker, the runtime and the reference for authors read it. How a component
//! looks is no business of this room's.

use serde::{Deserialize, Serialize};

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
        WORDS[self as usize]
    }
}

impl Component {
    #[must_use]
    pub fn takes(&self, prop: Prop) -> bool {
        COMMON.contains(&prop) || self.props.contains(&prop)
    }
}

const fn component(
    kind: Kind,
    props: &'static [Prop],
    tells: &'static [Happening],
    binds: Option<Binds>,
    holds_children: bool,
    about: &'static str,
) -> Component {
    Component { kind, props, tells, binds, holds_children, about }
}

const WORDS: [&str; 38] = [
    "row", "col", "grid", "split", "card", "list", "divider", "spacer", "tabs", "modal", "text", "markdown", "code",
    "badge", "stat", "icon", "progress", "image", "table", "chart", "calendar", "tiles", "board", "button", "form",
    "copy", "file", "input", "textarea", "select", "radio", "checkbox", "switch", "slider", "canvas", "audio", "clock",
    "keys",
];

use Happening::{Change, Click, Close, Done, Draw, Input, Key, Load, Move, Submit};

/// All components, in the order of [`Kind`].
pub const KINDS: [Component; 38] = [
    component(Kind::Row, &[], &[Click], None, true, "Children beside each other; they wrap."),
    component(Kind::Col, &[], &[Click], None, true, "Children below each other."),
    component(Kind::Grid, &[Prop::Columns], &[], None, true, "Children in `columns` equal columns (1 to 12)."),
    component(Kind::Split, &[], &[], None, true, "Two children side by side, the first a third; stacked when narrow."),
    component(Kind::Card, &[Prop::Title, Prop::Color], &[Click], None, true, "A framed group with a `title`."),
    component(
        Kind::List,
        &[Prop::Sortable],
        &[Move],
        None,
        true,
        "A list; each child is an item. With `sortable`, items that have a `key` can be dragged.",
    ),
    component(Kind::Divider, &[], &[], None, false, "A line."),
    component(Kind::Spacer, &[], &[], None, false, "Takes up the free room."),
    component(
        Kind::Tabs,
        &[Prop::Items],
        &[Change],
        Some(Binds::Choice),
        true,
        "One tab for each of `items` {id, label}; `bind` holds the id that is shown. Children are the panel.",
    ),
    component(
        Kind::Modal,
        &[Prop::Title, Prop::Open],
        &[Close],
        None,
        true,
        "A dialog over the app while `open` is true.",
    ),
    component(Kind::Text, &[Prop::Value, Prop::Color], &[], None, false, "A line or a paragraph of plain text."),
    component(Kind::Markdown, &[Prop::Content], &[], None, false, "Formatted text."),
    component(Kind::Code, &[Prop::Content, Prop::Lang], &[], None, false, "Text in a fixed-width face."),
    component(Kind::Badge, &[Prop::Text], &[], None, false, "A small label; `tone` colours it."),
    component(
        Kind::Stat,
        &[Prop::Value, Prop::Trend],
        &[],
        None,
        false,
        "A large value over its `label`, with a `trend`.",
    ),
    component(Kind::Icon, &[Prop::Name], &[], None, false, "One emoji or character, `name`; `label` is read out."),
    component(Kind::Progress, &[Prop::Value, Prop::Max], &[], None, false, "How far something is: `value` of `max`."),
    component(
        Kind::Image,
        &[Prop::Src, Prop::Alt],
        &[],
        None,
        false,
        "A picture of yours: `src` is the id of a document. Pictures of other sites are not shown.",
    ),
    component(
        Kind::Table,
        &[Prop::Items, Prop::Data],
        &[Click],
        None,
        false,
        "`items` are the columns {key, label, align}, `data` a list of records; a click tells `ev.value`, the number of \
         the row from 0.",
    ),
    component(
        Kind::Chart,
        &[Prop::Kind, Prop::Data, Prop::X, Prop::Y, Prop::Title],
        &[],
        None,
        false,
        "`data` is a list of records; `x` names the key of the labels and `y` those of the series.",
    ),
    component(
        Kind::Calendar,
        &[Prop::Month, Prop::Events, Prop::Selected],
        &[Click, Move],
        None,
        false,
        "A `month` (2026-11) with `events` {id, date, title, color}; a click tells `ev.value`, the day, and `ev.id`, the \
         event; a dragged event tells `ev.id` and `ev.to`, its new day.",
    ),
    component(
        Kind::Tiles,
        &[Prop::Items, Prop::Columns],
        &[Click],
        None,
        false,
        "Up to 2,500 cells in `columns`: each of `items` is a text or {text, tone, color, label, disabled}; a click tells \
         `ev.value`, the number of the cell from 0. Without `on.click` it only shows.",
    ),
    component(
        Kind::Board,
        &[Prop::Lanes, Prop::Cards],
        &[Click, Move],
        None,
        false,
        "`lanes` {id, title} with `cards` {id, lane, title, text, color}; a click tells `ev.id`, a drag `ev.id`, \
         `ev.from`, `ev.to` (lanes) and `ev.index`.",
    ),
    component(Kind::Button, &[Prop::Text, Prop::Icon], &[Click], None, false, "Does something."),
    component(Kind::Form, &[Prop::Action], &[Submit], None, true, "Fields with one button, whose text is `action`."),
    component(
        Kind::Copy,
        &[Prop::Text, Prop::Value],
        &[Click],
        None,
        false,
        "A button that copies `value`; needs clipboard.write.",
    ),
    component(
        Kind::File,
        &[Prop::Text, Prop::Accept],
        &[Load],
        None,
        false,
        "Takes a text file of up to 64 KiB from the person; `ev.data` is {name, type, text}.",
    ),
    component(
        Kind::Input,
        &[
            Prop::Value,
            Prop::Placeholder,
            Prop::Type,
            Prop::Maxlength,
            Prop::Min,
            Prop::Max,
            Prop::Step,
            Prop::Autofocus,
        ],
        &[Input, Change, Submit],
        Some(Binds::Text),
        false,
        "One line of text, or what `type` says: number, date, time, password, email, url, search, color.",
    ),
    component(
        Kind::Textarea,
        &[Prop::Value, Prop::Placeholder, Prop::Rows, Prop::Maxlength, Prop::Autofocus],
        &[Input, Change],
        Some(Binds::Text),
        false,
        "Several lines of text.",
    ),
    component(
        Kind::Select,
        &[Prop::Options, Prop::Value],
        &[Change],
        Some(Binds::Choice),
        false,
        "One of `options`: texts, or {value, label}.",
    ),
    component(
        Kind::Radio,
        &[Prop::Options, Prop::Value],
        &[Change],
        Some(Binds::Choice),
        false,
        "The same, all shown.",
    ),
    component(Kind::Checkbox, &[Prop::Value], &[Change], Some(Binds::Truth), false, "Yes or no, beside its `label`."),
    component(Kind::Switch, &[Prop::Value], &[Change], Some(Binds::Truth), false, "On or off, beside its `label`."),
    component(
        Kind::Slider,
        &[Prop::Value, Prop::Min, Prop::Max, Prop::Step],
        &[Input, Change],
        Some(Binds::Number),
        false,
        "A number between `min` and `max`.",
    ),
    component(
        Kind::Canvas,
        &[Prop::Strokes, Prop::Width, Prop::Height, Prop::Color, Prop::Step, Prop::Background],
        &[Draw],
        None,
        false,
        "A drawing of `strokes` {points: [[x, y], …], color, width} on `width` × `height`; a drawn stroke tells \
         `ev.data`, its points. `color` and `step` are the pen's colour and width.",
    ),
    component(
        Kind::Audio,
        &[Prop::Src, Prop::Playing, Prop::Loop, Prop::Volume, Prop::Title],
        &[Done, Change],
        None,
        false,
        "Plays a sound: `src` is the id of a document of yours, or `tone:440:200` for a beep of 200 ms; `playing` starts \
         and stops it.",
    ),
    component(
        Kind::Clock,
        &[Prop::Mode, Prop::Deadline, Prop::Running, Prop::Value, Prop::Format],
        &[Done],
        None,
        false,
        "Counts by itself: `down` to `deadline` (ms since 1970) or `up` from it while `running`; stands at `value` ms \
         otherwise. `time` shows the time of day.",
    ),
    component(
        Kind::Keys,
        &[Prop::Allowed, Prop::Active],
        &[Key],
        None,
        true,
        "Takes the `allowed` keys (such as ArrowUp, Enter, a) while it has the focus; tells `ev.key`.",
    ),
];
