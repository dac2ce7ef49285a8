use std::sync::Arc;

use super::{LIFE_MS, PASSES_MAX, Pass, Passes};
use crate::kit::{
    Ambient, Timestamp,
    simulated::{ManualClock, SeededChance},
};

fn ambient() -> (Ambient, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    (Ambient::new(clock.clone(), Arc::new(SeededChance::new(1))), clock)
}

fn pass(ambient: &Ambient) -> Pass {
    Pass { user: ambient.id(), sign_in: ambient.id(), repository: ambient.id(), branch: "main".parse().unwrap() }
}

#[test]
fn a_pass_is_given_once_and_ends() {
    let (ambient, clock) = ambient();
    let (passes, own) = (Passes::default(), pass(&ambient));
    let secret = passes.give(own.clone(), &ambient);
    assert_eq!(secret.len(), 64);
    assert_eq!(passes.give(own.clone(), &ambient), secret);
    assert_eq!(passes.find(&secret, ambient.now()), Some(own.clone()));
    assert_eq!(passes.find(&"0".repeat(64), ambient.now()), None);
    let other = Pass { branch: "other".parse().unwrap(), ..own.clone() };
    assert_ne!(passes.give(other, &ambient), secret);

    clock.advance_ms(LIFE_MS / 2);
    let next = passes.give(own.clone(), &ambient);
    assert_ne!(next, secret, "one that ends soon is replaced");
    assert_eq!(passes.find(&secret, ambient.now()), Some(own));
    clock.advance_ms(LIFE_MS / 2);
    assert_eq!(passes.find(&secret, ambient.now()), None);
}

#[test]
fn passes_are_bounded() {
    let (ambient, clock) = ambient();
    let passes = Passes::default();
    let first = passes.give(pass(&ambient), &ambient);
    clock.advance_ms(1);
    for _ in 0..20 {
        // Filled by hand: giving each looks through all.
        passes
            .0
            .lock()
            .unwrap()
            .extend((0..PASSES_MAX / 20).map(|_| (ambient.secret(), (pass(&ambient), ambient.now().plus_ms(LIFE_MS)))));
    }
    let last = passes.give(pass(&ambient), &ambient);
    assert!(passes.find(&first, ambient.now()).is_none());
    assert!(passes.find(&last, ambient.now()).is_some());
}
