use super::registry::{package, save};
use crate::{
    activity::By,
    app::{App, Error, Launched, Package, current, instance, launch},
    card,
    db::testing::Bench,
    desk::{self, Command, Context, Done},
    kit::Line,
    stack::{Allowance, NewStack, StackId},
};

struct Kit {
    bench: Bench,
    app: App,
}

impl Kit {
    fn new(instances: &str) -> Self {
        let bench = Bench::new();
        bench.tx(|tx| desk::found(tx, bench.id(), &bench.ambient)).unwrap();
        let text = package("tasks", "1.0.0", "me", &[]).replacen(
            r#""aiapp":1"#,
            &format!(r#""aiapp":1,"instances":"{instances}","window":{{"w":500,"h":600}}"#),
            1,
        );
        let app = save(&bench, &text, None).unwrap();
        Self { bench, app }
    }

    fn context<'a>(&'a self, allowance: &'a Allowance) -> Context<'a> {
        Context { by: By::User, now: self.bench.now(), allowance, ambient: &self.bench.ambient }
    }

    fn launch(&self, stack: Option<StackId>) -> Result<Launched, Error> {
        let allowance = Allowance::default();
        self.bench.tx(|tx| {
            let package: Package = serde_json::from_str(&current(tx, self.app.id)?).unwrap();
            launch(tx, self.app.id, &package, stack, &self.context(&allowance))
        })
    }

    fn run(&self, command: Command) -> Done {
        let allowance = Allowance::default();
        self.bench.tx(|tx| desk::run(tx, command, &self.context(&allowance))).unwrap()
    }

    fn stack(&self, name: &str) -> StackId {
        let new = NewStack { id: self.bench.id(), name: Line::new(name).unwrap(), color: None };
        self.run(Command::CreateStack(new)).receipt.stack_id.unwrap()
    }
}

#[test]
fn an_app_opens_on_a_card_of_its_own_size() {
    let kit = Kit::new("multi");
    let one = kit.launch(None).unwrap();
    let card = kit.bench.tx(|tx| card::find(tx, one.card)).unwrap();
    assert_eq!((card.title.as_str(), card.shape.width, card.shape.height), ("Tasks", Some(500), Some(600)));
    assert!(card.blocks_json.contains(&one.instance.to_string()));
    assert_eq!(kit.bench.tx(|tx| instance::on_card(tx, card.id)).unwrap().unwrap().id, one.instance);
    assert_eq!(one.done.changes.len(), 1);
    let other = kit.launch(None).unwrap();
    assert!(one.is_new && other.is_new && one.instance != other.instance);
}

#[test]
fn an_app_of_one_window_is_found_where_it_is() {
    let kit = Kit::new("single");
    let work = kit.stack("Work");
    let first = kit.launch(Some(work)).unwrap();
    let again = kit.launch(None).unwrap();
    assert_eq!((again.instance, again.card, again.stack, again.is_new), (first.instance, first.card, work, false));
    assert!(again.done.changes.is_empty());

    kit.run(Command::ArchiveCard { card: first.card });
    let play = kit.stack("Play");
    let back = kit.launch(Some(play)).unwrap();
    assert_eq!((back.instance, back.stack, back.done.changes.len()), (first.instance, play, 2));

    kit.run(Command::ArchiveStack { stack: play });
    let anew = kit.launch(Some(work)).unwrap();
    assert!(anew.is_new, "what went with its stack stays with it");
    assert_eq!(kit.launch(None).unwrap().instance, anew.instance);
}

#[test]
fn nothing_opens_where_there_is_no_stack_or_no_app() {
    let kit = Kit::new("single");
    assert_eq!(kit.launch(Some(kit.bench.id())).unwrap_err().code(), "stack_not_found");
    kit.bench
        .tx(|tx| crate::app::registry::archive(tx, kit.app.id, crate::app::registry::Data::Keep, kit.bench.now()))
        .unwrap();
    assert_eq!(kit.launch(None).unwrap_err().code(), "app_archived");
}
