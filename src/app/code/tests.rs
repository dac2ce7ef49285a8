//! Tests of texts of Rhai before they are compiled.

use std::collections::BTreeSet;

use super::{BadCode, Each, Part, Path, Prepared, Step, declared, names, parts};

fn prepare(source: &str) -> Result<Prepared, BadCode> {
    let own = ["remove", "go"].map(str::to_owned);
    super::prepare(source, &BTreeSet::from(own))
}

#[test]
fn functions_of_the_script_are_told_from_those_of_lists() {
    let check = |source: &str, expected: &str| assert_eq!(prepare(source).unwrap().text, expected, "{source}");
    check("fn remove(id) { this.a.remove(id) }", "fn fn__remove(id) { this.a.remove(id) }");
    check("this.remove(1) + this.other(2)", "this.fn__remove(1) + this.other(2)");
    check("x.this.remove(1)", "x.this.remove(1)");
    check("`${this.go()}`", "`${this.fn__go()}`");
    check("this.go = 1", "this.go = 1");
    check("l.map(|t| this.go(t))", "l.map((|me__, t| me__.fn__go(t)).curry(this))");
    assert_eq!(declared("fn go() { } private fn b(x) { \"fn c\" }"), ["go", "b"]);
}

#[test]
fn a_closure_that_names_this_is_given_a_copy() {
    let check = |source: &str, expected: &str| assert_eq!(prepare(source).unwrap().text, expected, "{source}");
    check("this.a.filter(|t| t.done)", "this.a.filter(|t| t.done)");
    check("this.a.filter(|t| t.k == this.k).len()", "this.a.filter((|me__, t| t.k == me__.k).curry(this)).len()");
    check("this.a.map(|| this.k)", "this.a.map((|me__| me__.k).curry(this))");
    check("f(|a, b| { this.x(a) }, 1)", "f((|me__, a, b| { me__.x(a) }).curry(this), 1)");
    check(
        "this.a.filter(|t| this.b.some(|u| u == this.c && t))",
        "this.a.filter((|me__, t| me__.b.some((|me__, u| u == me__.c && t).curry(me__))).curry(this))",
    );
    check("a || this.b", "a || this.b");
    check("1 | this.b", "1 | this.b");
    check("\"|t| this\"", "\"|t| this\"");
    check("`a ${l.map(|t| this.b)} c`", "`a ${l.map((|me__, t| me__.b).curry(this))} c`");
    check("x // |t| this.y", "x // |t| this.y");
    check("return |t| this.y;", "return (|me__, t| me__.y).curry(this);");
}

#[test]
fn a_change_within_a_closure_is_refused() {
    let refused = |source: &str| prepare(source).unwrap_err();
    assert_eq!(refused("l.each(|t| this.n += 1)").offset, 11);
    refused("l.each(|t| { this.list[t.n].done = true; })");
    assert!(matches!(refused("l.map(|t| { this.a = 1 })"), BadCode { message, .. } if message.contains("for")));
    prepare("l.map(|t| this.a == 1)").unwrap();
    prepare("for t in l { this.n += 1 }").unwrap();
}

#[test]
fn places_are_those_of_the_author() {
    let source = "this.a.filter(|t| t.k == this.k) + oops";
    let prepared = prepare(source).unwrap();
    let ours = prepared.text.find("oops").unwrap();
    assert_eq!(prepared.original(ours), source.find("oops").unwrap());
    assert_eq!(prepared.original(3), 3);
}

#[test]
fn names_are_those_that_stand_alone() {
    let found: Vec<&str> = names("left + this.todos.len() + `${t.text} left` + f(\"no\")").into_iter().collect();
    assert_eq!(found, ["f", "left", "t", "this"]);
}

#[test]
fn texts_are_read_in_pieces() {
    assert_eq!(parts("plain").unwrap(), [Part::Words("plain")]);
    assert_eq!(parts("${a}").unwrap(), [Part::Code("a", 2)]);
    assert_eq!(parts("${#{a: \"}\"}.a} left").unwrap(), [Part::Code("#{a: \"}\"}.a", 2), Part::Words(" left")]);
    assert_eq!(parts("").unwrap(), [Part::Words("")]);
    assert_eq!(parts("a ${b").unwrap_err().offset, 2);
    parts("${ }").unwrap_err();
}

#[test]
fn paths_are_names_and_steps() {
    let path = Path::new("this.days[2].name").unwrap();
    assert_eq!(path, Path { root: "days".into(), steps: vec![Step::Index(2), Step::Field("name".into())] });
    for bad in ["", "1a", "a.", "a[x]", "a b", "a[1", "a()", "a[]"] {
        assert_eq!(Path::new(bad), None, "{bad}");
    }
}

#[test]
fn loops_name_their_items() {
    let each = Each::new("t, n in this.todos.filter(|t| t.done)").unwrap();
    assert_eq!((each.item, each.number, each.source()), ("t", Some("n"), Some("todos")));
    for bad in ["t of x", "in x", "t in ", "this in x", "t, t in x", "a b in x"] {
        assert_eq!(Each::new(bad), None, "{bad}");
    }
}

#[test]
fn no_text_makes_the_reader_stumble() {
    for text in
        ["`${", "`", "\"", "'", "/*", "/* /* */", "|", "||", "|a", "}", "`${}`", "${", "#", "é|é| this", "|é| this.é"]
    {
        _ = prepare(text);
        _ = names(text);
        _ = parts(text);
    }
}
