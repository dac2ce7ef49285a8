//! The table: ours, the floor, how they compare, and what is to be reached.

/// One line of the table.
pub struct Row {
    pub what: String,
    pub unit: Unit,
    pub ours: f64,
    pub floor: Option<f64>,
    pub ratio: Option<f64>,
    pub reach: Reach,
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    PerSecond,
    Milliseconds,
    Microseconds,
    Kibibytes,
}

/// What is to be reached.
#[derive(Clone, Copy, PartialEq)]
pub enum Reach {
    /// Nothing: the line explains another one.
    Nothing,
    /// At least so many times the floor.
    TimesAtLeast(f64),
    /// At most so many times the floor.
    TimesAtMost(f64),
    /// At most so many times the floor, and something on top.
    TimesAndMore(f64, f64),
    AtMost(f64),
    /// At most so much, and at most so many times the floor.
    AtMostAndTimes(f64, f64),
}

/// Prints the table as it grows, and keeps it.
#[derive(Default)]
pub struct Table {
    /// Each line with the name that measures it.
    pub rows: Vec<(&'static str, Row)>,
}

impl Table {
    pub fn head() {
        println!("{:<66} {:>10} {:>10} {:<5} {:>6}  reach", "", "ours", "floor", "", "ratio");
    }

    pub fn add(&mut self, name: &'static str, row: Row) {
        let [what, ours, floor, unit, ratio, reach, met] = row.cells();
        println!("{what:<66} {ours:>10} {floor:>10} {unit:<5} {ratio:>6}  {reach} {met}");
        self.rows.push((name, row));
    }
}

impl Row {
    /// The line in words: what, ours, floor, unit, ratio, reach, whether it is met.
    pub fn cells(&self) -> [String; 7] {
        let written = |figure: Option<f64>| figure.map_or_else(|| "–".to_owned(), |figure| self.unit.write(figure));
        let ratio = self.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = match self.is_met() {
            None => "",
            Some(true) => "met",
            Some(false) => "**not met**",
        };
        let (what, unit) = (self.what.clone(), self.unit.word().to_owned());
        let reach = self.reach.words(self.unit);
        [what, written(Some(self.ours)), written(self.floor), unit, ratio, reach, met.to_owned()]
    }

    fn is_met(&self) -> Option<bool> {
        let times = |times| self.ratio.is_some_and(|ratio| ratio <= times);
        match self.reach {
            Reach::Nothing => None,
            Reach::TimesAtLeast(least) => Some(self.ratio.is_some_and(|ratio| ratio >= least)),
            Reach::TimesAtMost(most) => Some(times(most)),
            Reach::TimesAndMore(most, more) => Some(self.floor.is_some_and(|floor| self.ours <= floor * most + more)),
            Reach::AtMost(most) => Some(self.ours <= most),
            Reach::AtMostAndTimes(most, at_most_times) => Some(self.ours <= most && times(at_most_times)),
        }
    }
}

impl Unit {
    const fn word(self) -> &'static str {
        match self {
            Self::PerSecond => "/s",
            Self::Milliseconds => "ms",
            Self::Microseconds => "µs",
            Self::Kibibytes => "KiB",
        }
    }

    fn write(self, figure: f64) -> String {
        match self {
            Self::PerSecond => format!("{figure:.0}"),
            Self::Milliseconds => format!("{figure:.2}"),
            Self::Microseconds | Self::Kibibytes => format!("{figure:.1}"),
        }
    }
}

impl Reach {
    fn words(self, unit: Unit) -> String {
        let unit = unit.word();
        match self {
            Self::Nothing => "–".to_owned(),
            Self::TimesAtLeast(least) => format!("≥ {least} ×"),
            Self::TimesAtMost(most) => format!("≤ {most} ×"),
            Self::TimesAndMore(most, more) => format!("≤ {most} × + {more} {unit}"),
            Self::AtMost(most) => format!("≤ {most} {unit}"),
            Self::AtMostAndTimes(most, times) => format!("≤ {most} {unit}, ≤ {times} ×"),
        }
    }
}
