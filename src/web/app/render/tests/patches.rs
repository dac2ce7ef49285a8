//! A part that is rendered alone is the part that stands in the whole: patching comes to the same as rendering anew.

use proptest::prelude::*;

use super::*;
use crate::app::tree::Tree;

/// What a tree is grown from: a kind, some choices for its props, children, and whether it stands in a loop.
#[derive(Clone, Debug)]
struct Seed {
    kind: usize,
    choice: usize,
    text: String,
    is_item: bool,
    children: Vec<Self>,
}

fn seeds() -> impl Strategy<Value = Seed> {
    let texts = || prop::sample::select(vec!["", "a", "b", "<b>", "\"", "${x}", "2026-11"]).prop_map(str::to_owned);
    let leaf = (0..KINDS.len(), 0..6usize, texts(), any::<bool>()).prop_map(|(kind, choice, text, is_item)| Seed {
        kind,
        choice,
        text,
        is_item,
        children: Vec::new(),
    });
    leaf.prop_recursive(4, 40, 5, move |inner| {
        (0..KINDS.len(), 0..6usize, texts(), any::<bool>(), prop::collection::vec(inner, 0..5))
            .prop_map(|(kind, choice, text, is_item, children)| Seed { kind, choice, text, is_item, children })
    })
}

/// Grows the component at `path`: the same place has the same address in every tree.
fn grow(seed: &Seed, path: &str, key: &str) -> Arc<Shown> {
    let component = &KINDS[seed.kind];
    let key = if seed.is_item { format!("{key}/{path}").trim_start_matches('/').to_owned() } else { key.to_owned() };
    let children = if component.holds_children { seed.children.as_slice() } else { &[] };
    let children = children.iter().enumerate().map(|(at, child)| grow(child, &format!("{path}-{at}"), &key)).collect();
    let props = crate::app::component::COMMON.iter().chain(component.props).enumerate();
    let props = props.filter(|(at, _)| !(at + seed.choice).is_multiple_of(3));
    let props = props.map(|(at, prop)| (*prop, value_of(*prop, &seed.text, seed.choice + at))).collect();
    let value = component.binds.map(|_| seed.text.clone().into());
    let address = Address { node: path.to_owned(), key };
    Arc::new(Shown::new(address, component.kind, props, value, component.tells.to_vec(), children, Arc::default()))
}

fn tree(seed: &Seed) -> Tree {
    let root = Seed { kind: 1, choice: 0, text: String::new(), is_item: false, children: vec![seed.clone()] };
    Tree { root: grow(&root, ROOT, "") }
}

fn render(shown: &Shown) -> String {
    subtree(shown, instance(), Words::new(Lang::En))
}

/// The tree as it was, with one seed of it changed: texts, props and children alike.
fn changed(seed: &Seed, at: usize, other: &Seed) -> Seed {
    fn put(seed: &Seed, left: &mut usize, other: &Seed) -> Seed {
        if *left == 0 {
            *left = usize::MAX;
            return other.clone();
        }
        *left -= 1;
        let children = seed.children.iter().map(|child| put(child, left, other)).collect();
        Seed { children, ..seed.clone() }
    }
    put(seed, &mut at.clone(), other)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn patching_comes_to_the_same_as_rendering(before in seeds(), at in 0..12usize, other in seeds()) {
        let (old, new) = (tree(&before), tree(&changed(&before, at, &other)));
        let mut patched = render(&old.root);
        for part in new.changed_from(&old) {
            let was = old.find(&part.address.node, &part.address.key).expect("the smallest changed part was there");
            let was = render(&was);
            prop_assert_eq!(patched.matches(&was).count(), 1, "{} in {}", was, patched);
            patched = patched.replacen(&was, &render(&part), 1);
        }
        prop_assert_eq!(patched, render(&new.root));
    }
}
