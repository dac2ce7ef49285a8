//! Paths such as `draft`, `t.done` and `settings.days[0].name`, and what stands behind `for`.

/// A way to one value: a name, and steps from there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    pub root: String,
    pub steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Field(String),
    Index(usize),
}

/// `item in expression`, or `item, number in expression`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Each<'a> {
    pub item: &'a str,
    pub number: Option<&'a str>,
    pub list: &'a str,
    /// The byte at which `list` begins.
    pub offset: usize,
}

impl Path {
    /// The path that `text` spells, if it is one. `this.` before it means nothing.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut rest = text.strip_prefix("this.").unwrap_or(text);
        let root = name(rest)?;
        rest = &rest[root.len()..];
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(field) = rest.strip_prefix('.') {
                let field = name(field)?;
                steps.push(Step::Field(field.to_owned()));
                rest = &rest[1 + field.len()..];
            } else {
                let end = rest.find(']')?;
                steps.push(Step::Index(rest.strip_prefix('[')?[..end - 1].parse().ok()?));
                rest = &rest[end + 1..];
            }
        }
        Some(Self { root: root.to_owned(), steps })
    }
}

impl<'a> Each<'a> {
    /// What `text` says, if it is of this form.
    #[must_use]
    pub fn new(text: &'a str) -> Option<Self> {
        let (names, list) = text.split_once(" in ")?;
        let (item, number) = match names.split_once(',') {
            Some((item, number)) => (item.trim(), Some(number.trim())),
            None => (names.trim(), None),
        };
        let is_name = |text: &str| name(text) == Some(text) && !matches!(text, "this" | "ev");
        let are_names = is_name(item) && number.is_none_or(|number| is_name(number) && number != item);
        let offset = text.len() - list.len();
        (are_names && !list.trim().is_empty()).then_some(Self { item, number, list, offset })
    }

    /// The name in the state whose items the list holds, perhaps filtered or sorted: `todos` of
    /// `this.todos.filter(…)`.
    #[must_use]
    pub fn source(&self) -> Option<&'a str> {
        source(self.list)
    }
}

/// The name in the state that an expression begins with: `todos` of `this.todos.filter(…)`.
#[must_use]
pub fn source(list: &str) -> Option<&str> {
    name(list.trim_start().strip_prefix("this.")?)
}

/// The name at the beginning of the text.
pub(super) fn name(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (begins && end > 0).then(|| &text[..end])
}
