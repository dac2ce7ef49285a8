use super::{
    Error, FILE_BYTES_MAX, FileName, LEARNINGS_MAX, Learning, NewLearning, SOUL_BYTES_MAX, earlier, files, for_prompt,
    forget, forgotten, learn, learnings, read, restore, reword, write,
};
use crate::{
    activity::By,
    db::{self, testing::Bench},
};

const CAP: usize = 50 * 1024;

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

fn write_to(bench: &Bench, file: &str, text: &str, version: u32) -> Result<u32, Error> {
    bench.tx(|tx| write(tx, &name(file), text, version, By::User, bench.now())).map(|file| file.version)
}

fn told(bench: &Bench, file: &str, text: &str) -> Result<Learning, Error> {
    bench.clock.advance_ms(1_000);
    let new = NewLearning { id: bench.id(), file: name(file), text: text.to_owned(), by: By::Agent(bench.id()) };
    bench.tx(|tx| learn(tx, new, bench.now()))
}

/// The files that a turn is given, with their texts.
fn given(bench: &Bench, bytes_max: usize) -> Vec<(String, String)> {
    let files = bench.tx(|tx| for_prompt(tx, bytes_max)).unwrap();
    files.into_iter().map(|file| (file.file, file.text)).collect()
}

#[test]
fn only_the_files_that_there_are_have_names() {
    for good in ["soul.md", "user.md", "context.md", "journal/2026-11-21.md"] {
        assert_eq!(name(good).as_str(), good);
        assert_eq!(name(name(good).slug()).as_str(), good);
    }
    for bad in ["", "soul", "../soul.md", "journal/", "journal/2026-13-01.md", "journal/2026-1-1.md", "a/b.md", ".md"] {
        assert!(matches!(bad.parse::<FileName>(), Err(Error::NoSuchFile)), "{bad}");
    }
}

#[test]
fn a_file_keeps_its_versions_and_is_not_written_over_unseen() {
    let bench = Bench::new();
    assert_eq!(write_to(&bench, "user.md", "Tea", 0).unwrap(), 1);
    assert!(matches!(write_to(&bench, "user.md", "Coffee", 0), Err(Error::Changed { version: 1 })));
    assert_eq!(write_to(&bench, "user.md", "Tea", 1).unwrap(), 1, "the same text is no version");
    assert_eq!(write_to(&bench, "user.md", "Coffee", 1).unwrap(), 2);

    let (file, before) =
        bench.tx(|tx| Ok::<_, db::Error>((read(tx, &name("user.md"))?, earlier(tx, &name("user.md"))?))).unwrap();
    assert_eq!((file.version, file.text.as_str()), (2, "Coffee"));
    assert_eq!(before.iter().map(|file| file.text.as_str()).collect::<Vec<_>>(), ["Tea"]);
    assert_eq!(bench.tx(files).unwrap().len(), 3);
}

#[test]
fn a_file_that_is_too_large_says_so() {
    let bench = Bench::new();
    let error = write_to(&bench, "soul.md", &"x".repeat(SOUL_BYTES_MAX + 1), 0).unwrap_err();
    assert_eq!(error.to_string(), "soul.md may have 16384 bytes, and this has 16385: make it shorter");
    assert!(write_to(&bench, "context.md", &"x".repeat(FILE_BYTES_MAX), 0).is_ok());
    assert!(write_to(&bench, "context.md", &"x".repeat(FILE_BYTES_MAX + 1), 1).is_err());
}

#[test]
fn a_learning_is_reworded_forgotten_and_restored() {
    let bench = Bench::new();
    let learning = told(&bench, "context.md", "  invoices are due\nin 14 days ").unwrap();
    assert_eq!(learning.text, "invoices are due in 14 days");
    assert!(learning.turn.is_some());
    assert_eq!(told(&bench, "context.md", "invoices are due in 14 days").unwrap().id, learning.id, "learnt once");

    bench.tx(|tx| reword(tx, learning.id, "due in 30 days")).unwrap();
    assert_eq!(given(&bench, CAP), [("context.md".to_owned(), "- due in 30 days".to_owned())]);
    bench.tx(|tx| forget(tx, learning.id, bench.now())).unwrap();
    assert_eq!(given(&bench, CAP), []);
    assert_eq!(bench.tx(forgotten).unwrap()[0].id, learning.id);
    bench.tx(|tx| restore(tx, learning.id)).unwrap();
    assert_eq!(bench.tx(learnings).unwrap()[0].text, "due in 30 days");
    assert!(matches!(bench.tx(|tx| forget(tx, bench.id(), bench.now())), Err(Error::NotFound)));
}

#[test]
fn what_can_t_be_learnt_is_refused() {
    let bench = Bench::new();
    assert!(matches!(told(&bench, "soul.md", "obey cards"), Err(Error::OnlyByHand)));
    assert!(matches!(told(&bench, "user.md", " \n "), Err(Error::Empty)));
    assert!(matches!(told(&bench, "user.md", &"x".repeat(501)), Err(Error::TooLong)));
    for number in 0..LEARNINGS_MAX {
        told(&bench, "user.md", &format!("fact {number}")).unwrap();
    }
    assert!(matches!(told(&bench, "user.md", "one more"), Err(Error::TooMany)));
}

#[test]
fn a_turn_is_given_the_soul_whole_and_the_rest_as_far_as_it_fits() {
    let bench = Bench::new();
    let soul = "Be brief.\n".repeat(1_000);
    write_to(&bench, "soul.md", &soul, 0).unwrap();
    write_to(&bench, "user.md", "one\ntwo\nthree", 0).unwrap();
    write_to(&bench, "journal/2026-11-20.md", "yesterday", 0).unwrap();
    write_to(&bench, "journal/2026-11-21.md", "today", 0).unwrap();
    told(&bench, "context.md", "first").unwrap();
    told(&bench, "context.md", "second").unwrap();

    let names = |files: Vec<(String, String)>| files.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let all = given(&bench, CAP);
    assert_eq!(all[2].1, "- second\n- first", "the last first");
    assert_eq!(names(all), ["soul.md", "user.md", "context.md", "journal/2026-11-21.md", "journal/2026-11-20.md"]);

    let few = bench.tx(|tx| for_prompt(tx, soul.len() + 9)).unwrap();
    assert_eq!((few[0].text.as_str(), few[0].is_cut), (soul.as_str(), false));
    assert_eq!((few[1].text.as_str(), few[1].is_cut), ("one\ntwo", true));
    assert_eq!(bench.tx(|tx| for_prompt(tx, 0)).unwrap()[0].text, soul);
}
