use super::{EXAMPLE, long, short};
use crate::app::{check, trial};

#[test]
fn the_example_is_a_package_whose_tests_pass() {
    let program = check::read(EXAMPLE).unwrap();
    let verdicts = trial::run(&program);
    assert!(!verdicts.is_empty());
    assert!(verdicts.iter().all(|verdict| verdict.failure.is_none()), "{verdicts:?}");
}

#[test]
fn the_guide_names_every_component_and_fits_into_a_turn() {
    for kind in &crate::app::component::KINDS {
        assert!(short().contains(kind.kind.as_str()), "{}", kind.kind.as_str());
        assert!(long().contains(kind.about));
    }
    assert!(short().len() < 8_000, "an answer of a tool is this long: {} bytes", short().len());
}
