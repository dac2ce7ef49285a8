//! Views, compared and patched as a page does it.

use std::{collections::BTreeMap, sync::Arc};

use stackhouse::app::tree::{Address, Shown, Tree};

/// What a page has that had `old` and was sent what changed.
pub fn patched(old: &Tree, new: &Tree) -> Tree {
    let parts = new.changed_from(old).into_iter().map(|part| (part.address.clone(), part)).collect();
    Tree { root: with(&old.root, &parts) }
}

fn with(shown: &Arc<Shown>, parts: &BTreeMap<Address, Arc<Shown>>) -> Arc<Shown> {
    if let Some(part) = parts.get(&shown.address) {
        return Arc::clone(part);
    }
    let children = shown.children.iter().map(|child| with(child, parts)).collect();
    let Shown { address, kind, props, value, tells, scope, .. } = shown.as_ref();
    let (address, props, scope) = (address.clone(), props.clone(), Arc::clone(scope));
    Arc::new(Shown::new(address, *kind, props, value.clone(), tells.clone(), children, scope))
}

/// Where two views differ in what is seen of them.
pub fn difference(a: &Shown, b: &Shown) -> Option<Address> {
    let are_same = a.address == b.address
        && a.kind == b.kind
        && a.props == b.props
        && a.value == b.value
        && a.tells == b.tells
        && a.children.len() == b.children.len();
    if !are_same {
        return Some(a.address.clone());
    }
    a.children.iter().zip(&b.children).find_map(|(a, b)| difference(a, b))
}

/// An address that two components have.
pub fn doubled(tree: &Tree) -> Option<Address> {
    let mut seen = std::collections::BTreeSet::new();
    let mut doubled = None;
    tree.root.walk(&mut |shown| {
        if !seen.insert(shown.address.clone()) {
            doubled = Some(shown.address.clone());
        }
    });
    doubled
}
