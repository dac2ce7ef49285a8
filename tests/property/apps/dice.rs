//! Choices that follow from one number, so that a sequence that fails can be made shorter.

use serde_json::{Value, json};

/// What people type, and what they type by mistake.
const TEXTS: [&str; 30] = [
    "",
    " ",
    "Milk",
    "Call Anna tomorrow !",
    "! !",
    "today",
    "09:30 Stand-up",
    "9:99 x",
    ":",
    "2026-02-28",
    "2026-01-05",
    "23:59",
    "1/0",
    "((",
    "sin(30)+2!^3%",
    "2pi(3)ans",
    "))",
    "-2^-2",
    "1e308*10",
    "171!",
    "1.5.2",
    "12",
    "1:30",
    "45s",
    "1e400",
    "nan",
    "# Title\n\n```\n# no\n",
    "é🍎\u{202e}<b>&\"",
    "Paris",
    "https://x.example/?a=b",
];

/// What nobody sends who means well.
fn odd_values() -> [Value; 12] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(9_007_199_254_740_993_i64),
        json!(0.5),
        json!([]),
        json!({}),
        json!({ "value": -1, "id": "nobody", "from": 99, "to": 99, "index": -3 }),
        json!({ "data": [[0, "x"]] }),
        json!({ "data": { "name": "a", "type": "", "text": 5 } }),
        json!("x".repeat(70_000)),
        json!(["a", ["b"]]),
    ]
}

/// Draws choices.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let drawn = self.0 % u64::try_from(count.max(1)).unwrap();
        self.0 = (self.0 ^ (self.0 >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(17);
        usize::try_from(drawn).unwrap()
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// Whether something happens that does so once in `count` times.
    pub fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    pub fn text(&mut self) -> Value {
        json!(TEXTS[self.below(TEXTS.len())])
    }

    pub fn day(&mut self) -> String {
        format!("20{:02}-{:02}-{:02}", self.below(40), 1 + self.below(12), 1 + self.below(28))
    }

    pub fn odd(&mut self) -> Value {
        odd_values()[self.below(12)].clone()
    }
}
