//! Tests of the runtime: what authors write, and what hostile ones do.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{Blame, Effect, Event, Failure, Input, Moment, Program, State};
use crate::{
    app::{component::Happening, package::FieldScope, read, tree::Tree},
    kit::{Ambient, Clock, SystemChance, SystemClock, Timestamp},
};

/// An app with this state, these functions and this view.
fn program(state: Value, script: &str, view: Value) -> Program {
    let package = json!({
        "aiapp": 1, "id": "sample", "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
        "author": "us", "description": "For tests.",
        "ui_spec": { "state": state, "script": [script], "view": view },
    });
    match read(&package.to_string()) {
        Ok(program) => program,
        Err(problems) => panic!("{problems:#?}"),
    }
}

struct Stage {
    program: Program,
    state: State,
    tree: Tree,
}

/// A clock that stands still: how busy the machine is decides nothing.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(1_800_000_000_000)
    }
}

/// A clock that runs a millisecond whenever it is looked at.
struct Running(AtomicI64);

impl Clock for Running {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

fn moment() -> Moment {
    let ambient = Ambient::new(Arc::new(Still), Arc::new(SystemChance));
    Moment { ambient, zone: TimeZone::UTC, has_high_cpu: false, may_copy: true }
}

impl Stage {
    fn new(program: Program) -> Self {
        let state = program.initial(&[FieldScope::App, FieldScope::Instance, FieldScope::Tab]);
        let tree = program.render(&state, &moment()).unwrap();
        Self { program, state, tree }
    }

    fn event(&mut self, node: &str, key: &str, what: &str, value: Value) -> Result<Vec<Effect>, Failure> {
        let what = serde_json::from_value(what.into()).unwrap();
        let event = Event { node: node.into(), key: key.into(), what, value };
        let outcome = self.program.step(&self.state, &self.tree, &Input::Event(event), &moment())?;
        self.tree = self.program.render(&outcome.state, &moment())?;
        self.state = outcome.state;
        Ok(outcome.effects)
    }

    fn click(&mut self) -> Result<Vec<Effect>, Failure> {
        self.event("go", "", "click", Value::Null)
    }
}

/// What handlers may call.
const HELPERS: &str =
    "fn again() { this.again() } fn ping() { this.pong() } fn pong() { this.ping() } fn endless() { loop {} }";

/// What a handler `this.act()` does to `this.n`, which is 1 at first.
fn go(body: &str) -> Result<Value, Failure> {
    go_at(body, &moment())
}

fn go_at(body: &str, moment: &Moment) -> Result<Value, Failure> {
    let stage = Stage::new(program(
        json!({ "n": { "type": "any", "default": 1 }, "l": { "type": "list", "default": [] } }),
        &format!("fn act() {{ {body} }} {HELPERS}"),
        json!([{ "type": "button", "id": "go", "on": { "click": "this.act()" } }]),
    ));
    let before = stage.state.clone();
    let event = Event { node: "go".into(), key: String::new(), what: Happening::Click, value: Value::Null };
    match stage.program.step(&stage.state, &stage.tree, &Input::Event(event), moment) {
        Ok(outcome) => Ok(outcome.state["n"].clone()),
        Err(failure) => {
            assert_eq!(stage.state, before, "a handler that fails changes nothing");
            Err(failure)
        }
    }
}

#[test]
fn what_authors_write_does_what_they_mean() {
    let check = |body: &str, expected: Value| assert_eq!(go(body).unwrap(), expected, "{body}");
    check("this.n = 10 / 4", json!(2.5));
    check("this.n = 10 / 5", json!(2));
    check("this.n = `${2.0 * 2} of ${10 / 4}`", json!("4 of 2.5"));
    check("this.n = \"a\" + 2.0", json!("a2"));
    check("this.n = round(2.345, 2)", json!(2.35));
    check("this.n = fixed(2, 2)", json!("2.00"));
    check("this.n = [3, 1, 2].sorted().join(\"-\")", json!("1-2-3"));
    check("this.n = [#{a: 2}, #{a: 1}].sorted_by(\"a\").map(|x| x.a)", json!([1, 2]));
    check("this.n = [1, 2.5].sum()", json!(3.5));
    check("this.n = days_between(\"2026-11-21\", \"2026-12-01\")", json!(10));
    check("this.n = date_add(\"2026-12-31\", 1)", json!("2027-01-01"));
    check("this.n = weekday(\"2026-11-21\")", json!(6));
    check("this.n = number(\"2.50\")", json!(2.5));
    check("this.n = \"7\".pad_start(3, \"0\")", json!("007"));
    check("this.n = duration(3723000)", json!("1:02:03"));
    check("this.n = from_json(\"{\\\"a\\\": [1]}\").a[0]", json!(1));
    check("this.l.push(5); this.l[0] += 1; this.n = this.l.filter(|x| x > this.n)", json!([6]));
    check("let m = #{}; m.a = 1; this.n = m.b ?? \"none\"", json!("none"));
    check("for i in 0..3 { this.n += i }", json!(4));
    check("this.n = uid().len()", json!(12));
    check("this.n = [\"1e400\", \"nan\", \"-2.5\", \"x\"].map(|t| is_number(t))", json!([false, false, true, false]));
    check("this.n = url_part(\"Zürich & more\")", json!("Z%C3%BCrich%20%26%20more"));
    check("let x = #{a: [1, #{b: 2}]}; this.n = [x.value_at(\"a.1.b\"), value_at(x, \"a.7.b\")]", json!([2, null]));
    check("let r = rand(1, 6); this.n = r >= 1 && r <= 6", json!(true));
}

#[test]
fn hostile_handlers_end_and_change_nothing() {
    // What a handler does, and what of its failure is told.
    let handlers: Vec<(String, String)> = serde_json::from_str(include_str!("hostile.json")).unwrap();
    let bodies: BTreeSet<&str> = handlers.iter().map(|(body, _)| body.as_str()).collect();
    assert!(bodies.len() >= 40, "each is another one");
    // With a clock that runs: what takes long is stopped for that, however it would have ended.
    let ambient = Ambient::new(Arc::new(SystemClock), Arc::new(SystemChance));
    let moment = Moment { ambient, ..moment() };
    let is_meant = |failure: &Failure, expected: &str| {
        failure.blame == Blame::App && (failure.message.contains(expected) || failure.message.contains("50 ms"))
    };
    let check = |(body, expected): &(String, String)| match go_at(body, &moment) {
        Err(failure) if is_meant(&failure, expected) => None,
        Err(failure) => Some(format!("{body}: {}", failure.message.chars().take(300).collect::<String>())),
        Ok(_) => Some(format!("{body}: it ran to its end")),
    };
    let problems: Vec<String> = handlers.iter().filter_map(check).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn a_failure_is_told_shortly_however_much_was_thrown() {
    let failure = go("throw \"x\".repeat(60000)").unwrap_err();
    assert!(failure.message.len() < 2_000, "{} bytes", failure.message.len());
}

#[test]
fn mistakes_of_authors_are_told_with_what_to_write_instead() {
    let check = |body: &str, expected: &str| {
        let failure = go(body).unwrap_err();
        assert!(failure.message.contains(expected), "{body}: {failure}");
    };
    check("throw \"no\"", "no");
    check("this.missing()", "no function");
    check("missing", "not known");
    check("again()", "this.name");
    check("let x = [1]; x.length", "len()");
    check("Math.floor(1)", "floor");
    check("1 / 0", "zero");
    check("sleep(1)", "no `sleep`");
    check("number(\"x\")", "no number");
    check("date_add(\"x\", 1)", "no day");
    check("moment(\"2026-01-01\", \"25:00\")", "no time");
}

#[test]
fn a_handler_that_takes_too_long_is_stopped() {
    let mut stage = Stage::new(program(
        json!({ "n": { "type": "number" } }),
        "fn act() { for i in 0..9000 { this.n += 1 } }",
        json!([{ "type": "button", "id": "go", "on": { "click": "this.act()" } }]),
    ));
    stage.click().unwrap();
    let ambient = Ambient::new(Arc::new(Running(AtomicI64::new(0))), Arc::new(SystemChance));
    let event = Event { node: "go".into(), key: String::new(), what: Happening::Click, value: Value::Null };
    let slow = Moment { ambient, zone: TimeZone::UTC, has_high_cpu: false, may_copy: true };
    let failure = stage.program.step(&stage.state, &stage.tree, &Input::Event(event), &slow).unwrap_err();
    assert!(failure.message.contains("50 ms"), "{failure}");
}

#[test]
fn code_that_is_none_is_told_with_its_place() {
    let check = |code: &str, expected: &str| {
        let package = json!({
            "aiapp": 1, "id": "sample", "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
            "author": "us", "description": "For tests.",
            "ui_spec": { "view": [{ "type": "button", "on": { "click": code } }] },
        });
        let text = serde_json::to_string_pretty(&package).unwrap();
        let problems = read(&text).err().unwrap_or_else(|| panic!("{code} was taken"));
        assert_eq!(problems[0].pointer, "/ui_spec/view/0/on/click");
        assert!(problems[0].line > 5 && problems[0].message.contains(expected), "{code}: {problems:?}");
    };
    check("this.x = = 1", "column 10");
    check("a === b", "==");
    check("eval(\"1\")", "eval");
    check("import \"x\" as y", "import");
    check("} fn evil() { 1", "script");
    check("l.each(|x| this.n = x)", "copy");
    check("${x}", "");
}

#[test]
fn a_failure_names_its_place_in_the_script() {
    let stage = Stage::new(program(
        json!({ "n": { "type": "number" } }),
        "fn act() {\n  let a = [1];\n  a.filter(|x| this.n == x);\n  a.oops();\n}",
        json!([{ "type": "button", "id": "go", "on": { "click": "this.act()" } }]),
    ));
    let mut stage = stage;
    let failure = stage.click().unwrap_err();
    assert_eq!((failure.pointer.as_str(), failure.line, failure.column), ("/ui_spec/script/0", 4, 5), "{failure}");
}

#[test]
fn functions_of_the_script_hide_none_of_lists_and_may_have_any_name() {
    let mut stage = Stage::new(program(
        json!({ "l": { "type": "list", "default": [{ "id": "a", "n": 1 }, { "id": "b", "n": 2 }] } }),
        "fn remove(id) { this.l.remove(this.l.place_of(\"id\", id)) } fn new(id) { this.remove(id) } fn came(x) { this.new(x) }",
        json!([
            { "type": "button", "id": "go", "on": { "click": "fetch(\"https://a.example\", \"came\"); this.new(\"a\")" } },
        ]),
    ));
    stage.click().unwrap();
    assert_eq!(stage.state["l"], json!([{ "id": "b", "n": 2 }]));
    let came = Input::Result { call: "came".into(), data: json!("b") };
    let outcome = stage.program.step(&stage.state, &stage.tree, &came, &moment()).unwrap();
    assert_eq!(outcome.state["l"], json!([]));
}

#[test]
fn items_of_something_computed_are_changed_where_they_come_from() {
    let package = json!({
        "aiapp": 1, "id": "sample", "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
        "author": "us", "description": "For tests.",
        "ui_spec": {
            "state": { "l": { "type": "list", "default": [{ "id": 1, "on": true }, { "id": 2, "on": false }] } },
            "computed": { "off": "this.l.filter(|x| !x.on)" },
            "view": [{ "type": "checkbox", "id": "on", "for": "x in off", "key": "x.id", "bind": "x.on" }],
        },
    });
    let mut stage = Stage::new(read(&package.to_string()).unwrap_or_else(|problems| panic!("{problems:#?}")));
    stage.event("on", "2", "change", json!(true)).unwrap();
    assert_eq!(stage.state["l"][1]["on"], json!(true));
    assert_eq!(stage.event("on", "2", "change", json!(true)).unwrap_err().blame, Blame::Gone);
}

#[test]
fn what_is_computed_waits_for_what_its_functions_use() {
    let package = json!({
        "aiapp": 1, "id": "sample", "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
        "author": "us", "description": "For tests.",
        "ui_spec": {
            "computed": { "a": "this.twice()", "b": "this.c + 1", "c": "3" },
            "script": ["fn twice() { this.once() * 2 }", "fn once() { this.b }"],
            "view": [{ "type": "text", "id": "t", "props": { "value": "${a}" } }],
        },
    });
    let stage = Stage::new(read(&package.to_string()).unwrap_or_else(|problems| panic!("{problems:#?}")));
    assert_eq!(stage.tree.find("t", "").unwrap().props.values().next(), Some(&json!("8")));
}

#[test]
fn a_function_may_stretch_over_several_texts() {
    let package = json!({
        "aiapp": 1, "id": "sample", "name": "Sample", "icon": "S", "category": "utilities", "version": "1.0.0",
        "author": "us", "description": "For tests.",
        "ui_spec": {
            "state": { "n": { "type": "number" } },
            "script": ["fn one() { 1 }", "fn act() {", "  let a = `{`;", "  this.n += this.one();", "  a.oops();", "}", "fn two() { 2 }"],
            "view": [{ "type": "button", "id": "go", "on": { "click": "this.act()" } }],
        },
    });
    let mut stage = Stage::new(read(&package.to_string()).unwrap_or_else(|problems| panic!("{problems:#?}")));
    let failure = stage.click().unwrap_err();
    assert_eq!((failure.pointer.as_str(), failure.line, failure.column), ("/ui_spec/script/1", 4, 5), "{failure}");
}

#[test]
fn nobody_tells_what_the_view_does_not_offer() {
    let mut stage = Stage::new(program(
        json!({ "n": { "type": "number", "max": 5 }, "name": { "type": "string", "max": 4 }, "pick": { "type": "string", "default": "a" } }),
        "fn act() { this.n += 1 }",
        json!([
            { "type": "button", "id": "go", "on": { "click": "this.act()" } },
            { "type": "button", "id": "off", "props": { "disabled": "${this.n == 0}" }, "on": { "click": "this.act()" } },
            { "type": "input", "id": "name", "bind": "name" },
            { "type": "select", "id": "pick", "bind": "pick", "props": { "options": ["a", { "value": "b", "label": "B" }] } },
            { "type": "slider", "id": "n", "bind": "n", "props": { "min": 0, "max": 5 } },
            { "type": "keys", "id": "keys", "props": { "allowed": ["a"] }, "on": { "key": "this.act()" } },
        ]),
    ));
    let mut blamed = |node: &str, what: &str, value: Value| stage.event(node, "", what, value).unwrap_err().blame;
    assert_eq!(blamed("go", "submit", Value::Null), Blame::Sender);
    assert_eq!(blamed("off", "click", Value::Null), Blame::Sender);
    assert_eq!(blamed("nothing", "click", Value::Null), Blame::Gone);
    assert_eq!(blamed("name", "input", json!(5)), Blame::Sender);
    assert_eq!(blamed("name", "input", json!("too long")), Blame::Sender);
    assert_eq!(blamed("pick", "change", json!("c")), Blame::Sender);
    assert_eq!(blamed("n", "change", json!(6)), Blame::Sender);
    assert_eq!(blamed("n", "change", json!("1")), Blame::Sender);
    assert_eq!(blamed("keys", "key", json!({ "key": "b" })), Blame::Sender);
    stage.event("pick", "", "change", json!("b")).unwrap();
    stage.event("n", "", "change", json!(2.5)).unwrap();
    stage.event("keys", "", "key", json!({ "key": "a" })).unwrap();
    assert_eq!((&stage.state["pick"], &stage.state["n"]), (&json!("b"), &json!(3.5)));
}

#[test]
fn a_component_tells_only_what_it_can() {
    let mut stage = Stage::new(program(
        json!({ "n": { "type": "any" } }),
        "",
        json!([
            { "type": "tiles", "id": "tiles", "props": { "items": ["a", { "text": "b", "disabled": true }] }, "on": { "click": "this.n = ev.value" } },
            { "type": "table", "id": "table", "props": { "data": [{ "a": 1 }] }, "on": { "click": "this.n = ev.value" } },
            { "type": "calendar", "id": "month", "props": { "month": "2026-01", "events": [{ "id": "e", "date": "2026-01-02" }] },
              "on": { "click": "this.n = ev.id", "move": "this.n = ev.to" } },
            { "type": "board", "id": "board", "props": { "lanes": ["a", { "id": "b" }], "cards": [{ "id": "c", "lane": "a" }] },
              "on": { "click": "this.n = ev.id", "move": "this.n = ev.to" } },
            { "type": "list", "id": "list", "props": { "sortable": true }, "on": { "move": "this.n = ev.to" },
              "children": [{ "type": "text" }, { "type": "text" }] },
            { "type": "canvas", "id": "paper", "on": { "draw": "this.n = ev.data" } },
            { "type": "file", "id": "file", "on": { "load": "this.n = ev.data.name" } },
            { "type": "audio", "id": "sound", "on": { "change": "this.n = ev.value" } },
            { "type": "input", "id": "free", "on": { "input": "this.n = ev.value" } },
        ]),
    ));
    let mut check = |node: &str, what: &str, good: &[Value], bad: &[Value]| {
        for value in good {
            stage.event(node, "", what, value.clone()).unwrap_or_else(|failure| panic!("{node} {value}: {failure}"));
        }
        for value in bad {
            assert_eq!(stage.event(node, "", what, value.clone()).unwrap_err().blame, Blame::Sender, "{node} {value}");
        }
    };
    let numbers = [json!(2), json!(-1), json!("0"), json!(0.5), Value::Null, json!({ "value": [0] })];
    check("tiles", "click", &[json!({ "value": 0 })], &[&numbers[..], &[json!({ "value": 1 })]].concat());
    check("table", "click", &[json!(0), json!({ "value": 0, "id": null })], &[&numbers[..], &[json!(1)]].concat());
    let no_day = [json!({ "value": "2026-02-30" }), json!({ "value": "2026-01-02", "id": "x" }), Value::Null];
    check("month", "click", &[json!({ "value": "2026-01-09" }), json!({ "value": "2026-01-02", "id": "e" })], &no_day);
    let to = |id: &str, to: Value| json!({ "id": id, "from": "2026-01-02", "to": to, "index": 0 });
    check("month", "move", &[to("e", json!("2026-01-31"))], &[to("x", json!("2026-01-31")), to("e", json!("never"))]);
    check("board", "click", &[json!({ "id": "c" })], &[json!({ "id": "x" }), Value::Null]);
    check("board", "move", &[to("c", json!("a")), to("c", json!("b"))], &[to("c", json!("x")), to("x", json!("a"))]);
    let list = |from: i64, to: i64| json!({ "from": from, "to": to });
    check("list", "move", &[list(0, 1)], &[list(0, 2), list(-1, 0), json!({ "to": 1 }), json!("up")]);
    let far = json!({ "data": [[0, 1e9]] });
    let data = |data: Value| json!({ "data": data });
    check(
        "paper",
        "draw",
        &[data(json!([[1, 2], [3.5, 4]]))],
        &[far, data(json!([])), data(json!([[1]])), data(json!("x"))],
    );
    let file = |text: String| data(json!({ "name": "a.txt", "type": "", "text": text }));
    check("file", "load", &[file("hi".into())], &[file("x".repeat(70_000)), data(json!({ "name": "a" })), Value::Null]);
    check("sound", "change", &[json!(true)], &[json!("yes")]);
    check("free", "input", &[json!("text")], &[json!(5), json!(["a"]), Value::Null]);
}

#[test]
fn only_what_has_changed_is_shown_anew() {
    let mut stage = Stage::new(program(
        json!({ "l": { "type": "list", "default": [{ "id": 1, "n": 0 }, { "id": 2, "n": 0 }] } }),
        "",
        json!([
            { "type": "text", "props": { "value": "still" } },
            { "type": "row", "for": "x in this.l", "key": "x.id", "children": [
                { "type": "text", "id": "shown", "props": { "value": "${x.n}" } },
                { "type": "button", "id": "more", "on": { "click": "x.n += 1" } },
            ]},
        ]),
    ));
    let old = stage.tree.clone();
    stage.event("more", "2", "click", Value::Null).unwrap();
    assert_eq!(stage.state["l"], json!([{ "id": 1, "n": 0 }, { "id": 2, "n": 1 }]));
    let changed = stage.tree.changed_from(&old);
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].address.node.as_str(), changed[0].address.key.as_str()), ("shown", "2"));
    assert!(stage.tree.changed_from(&stage.tree.clone()).is_empty());
}

#[test]
fn a_view_that_is_too_much_is_refused() {
    let failed = |view: Value| {
        let program = program(json!({ "n": { "type": "number" } }), "fn act() { this.n += 1 }", view);
        let state = program.initial(&[FieldScope::Instance]);
        program.render(&state, &moment()).unwrap_err()
    };
    failed(json!([{ "type": "text", "for": "i in 6000", "key": "i" }]));
    failed(json!([{ "type": "text", "for": "i in 60", "key": "i", "props": { "value": "${\"x\".repeat(60000)}" } }]));
    failed(json!([{ "type": "text", "props": { "value": "${toast(\"x\")}" } }]));
    failed(json!([{ "type": "text", "for": "x in \"text\"", "key": "x" }]));
}

#[test]
fn programs_are_shared_between_threads() {
    let shared = Arc::new(program(
        json!({ "n": { "type": "number" } }),
        "fn act() { for i in 0..1000 { this.n += 1 } }",
        json!([{ "type": "button", "id": "go", "on": { "click": "this.act()" } }]),
    ));
    let threads = (0..4).map(|_| {
        let program = Arc::clone(&shared);
        std::thread::spawn(move || {
            let state = program.initial(&[FieldScope::Instance]);
            let tree = program.render(&state, &moment()).unwrap();
            let event = Event { node: "go".into(), key: String::new(), what: Happening::Click, value: Value::Null };
            program.step(&state, &tree, &Input::Event(event), &moment()).unwrap().state["n"].clone()
        })
    });
    let threads: Vec<_> = threads.collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap() == json!(1000)));
}
