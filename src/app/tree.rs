//! A view as it is shown: every component with its props filled in, its address, and a hash of all below it.
//!
//! The runtime makes trees, the doors make HTML of them. Two trees of one instance differ in some subtrees only;
//! [`Tree::changed_from`] names the smallest ones that have to be shown anew.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use serde_json::Value;

use super::component::{Happening, Kind, Prop};

/// Where a component stands: the id of its node in the package, and the keys of the loops around it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address {
    pub node: String,
    /// The keys of the loops around it, the outermost first, with `/` between them. Empty outside of loops.
    pub key: String,
}

/// A component with all that is shown of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    pub address: Address,
    pub kind: Kind,
    /// Texts, numbers, truth values and lists as [`Prop::holds`] says; what was not given is not there.
    pub props: BTreeMap<Prop, Value>,
    /// What the bound path holds.
    pub value: Option<Value>,
    /// What it tells; a bound component tells its changes, too.
    pub tells: Vec<Happening>,
    pub children: Vec<Arc<Shown>>,
    /// The variables of the loops around it, for its handlers.
    pub scope: Arc<Scope>,
    /// Of this component without its children.
    own: u64,
    /// Of this component and all below it.
    whole: u64,
}

/// The variables of the loops around a component.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scope(pub Vec<Variable>);

/// A variable of a loop: one item of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Variable {
    pub name: String,
    pub value: Value,
    /// The list in the state that the item stands in, when the loop goes over one, and the item's number there.
    pub place: Option<(Vec<String>, usize)>,
}

/// The view of one instance at one moment. Its root is a `col` with the address `root`.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    pub root: Arc<Shown>,
}

/// The address of the root of every tree.
pub const ROOT: &str = "root";

impl Shown {
    #[must_use]
    pub fn new(
        address: Address,
        kind: Kind,
        props: BTreeMap<Prop, Value>,
        value: Option<Value>,
        tells: Vec<Happening>,
        children: Vec<Arc<Self>>,
        scope: Arc<Scope>,
    ) -> Self {
        let own = hash(|hasher| {
            address.hash(hasher);
            kind.hash(hasher);
            tells.hash(hasher);
            for (prop, value) in &props {
                prop.hash(hasher);
                hash_value(value, hasher);
            }
            if let Some(value) = &value {
                hash_value(value, hasher);
            }
        });
        let whole = hash(|hasher| {
            own.hash(hasher);
            for child in &children {
                child.whole.hash(hasher);
            }
        });
        Self { address, kind, props, value, tells, children, scope, own, whole }
    }

    /// A prop that holds text.
    #[must_use]
    pub fn text(&self, prop: Prop) -> Option<&str> {
        self.props.get(&prop).and_then(Value::as_str)
    }

    /// A prop as a number, also when it holds text: `value` holds either.
    #[must_use]
    pub fn number(&self, prop: Prop) -> Option<f64> {
        let value = self.props.get(&prop)?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// Whether a prop is given and true.
    #[must_use]
    pub fn is(&self, prop: Prop) -> bool {
        self.props.get(&prop).and_then(Value::as_bool).unwrap_or(false)
    }

    #[must_use]
    pub fn list(&self, prop: Prop) -> &[Value] {
        self.props.get(&prop).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The component and all below it, in reading order.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        for child in &self.children {
            child.walk(visit);
        }
    }

    fn differences(self: &Arc<Self>, old: &Self, found: &mut Vec<Arc<Self>>) {
        if self.whole == old.whole {
            return;
        }
        let are_same_children = self.children.len() == old.children.len()
            && self.children.iter().zip(&old.children).all(|(new, old)| new.address == old.address);
        if self.own != old.own || !are_same_children {
            found.push(Arc::clone(self));
            return;
        }
        for (new, old) in self.children.iter().zip(&old.children) {
            new.differences(old, found);
        }
    }
}

impl Tree {
    /// The component at an address.
    #[must_use]
    pub fn find(&self, node: &str, key: &str) -> Option<Arc<Shown>> {
        fn within(shown: &Arc<Shown>, node: &str, key: &str) -> Option<Arc<Shown>> {
            if shown.address.node == node && shown.address.key == key {
                return Some(Arc::clone(shown));
            }
            shown.children.iter().find_map(|child| within(child, node, key))
        }
        within(&self.root, node, key)
    }

    /// The subtrees that have to be shown anew after `old`, none of them within another. Everything else is as it was.
    #[must_use]
    pub fn changed_from(&self, old: &Self) -> Vec<Arc<Shown>> {
        let mut found = Vec::new();
        self.root.differences(&old.root, &mut found);
        found
    }

    /// The components, counted.
    #[must_use]
    pub fn size(&self) -> usize {
        let mut count = 0;
        self.root.walk(&mut |_| count += 1);
        count
    }
}

fn hash(feed: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(&mut hasher);
    hasher.finish()
}

fn hash_value(value: &Value, hasher: &mut DefaultHasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(truth) => truth.hash(hasher),
        Value::Number(number) => number.to_string().hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(items) => {
            items.len().hash(hasher);
            for item in items {
                hash_value(item, hasher);
            }
        }
        Value::Object(fields) => {
            fields.len().hash(hasher);
            for (name, value) in fields {
                name.hash(hasher);
                hash_value(value, hasher);
            }
        }
    }
}
