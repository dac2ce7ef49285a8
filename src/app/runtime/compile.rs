//! Compiles a package: every expression and handler becomes a function of one shared script.

mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use rhai::{AST, Position};
use serde_json::Value;

use super::{engine::ENGINE, failure};
use crate::app::{
    code::{self, Path, Prepared},
    component::{Happening, Kind, Prop},
    package::Package,
    problem::escaped,
};

/// A compiled package. Shared by all who run it.
pub struct Program {
    pub(super) package: Arc<Package>,
    pub(super) ast: AST,
    /// The functions of the script, with what their text was and how many parameters each takes.
    pub(super) functions: BTreeMap<String, (Code, usize)>,
    /// In the order in which they can be reckoned.
    pub(super) computed: Vec<(String, Code)>,
    pub(super) view: Vec<Arc<NodeCode>>,
    pub(super) nodes: BTreeMap<String, Arc<NodeCode>>,
    pub(super) timers: BTreeMap<String, (Code, Option<Code>)>,
    pub(super) jobs: BTreeMap<String, Code>,
    pub(super) hooks: BTreeMap<&'static str, Code>,
}

/// A piece of code: a function, and where its text stands.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub function: String,
    /// The names that it speaks of, in the order of the parameters.
    pub params: Vec<String>,
    pub pointer: String,
    source: String,
    prepared: Prepared,
    /// Lines that stand before the author's.
    lines_before: usize,
}

/// A component of the view, compiled.
pub(super) struct NodeCode {
    pub id: String,
    pub kind: Kind,
    pub when: Option<Code>,
    pub each: Option<EachCode>,
    pub key: Option<Code>,
    pub bind: Option<Path>,
    pub props: Vec<(Prop, Filling)>,
    pub on: BTreeMap<Happening, Code>,
    pub children: Vec<Arc<Self>>,
}

pub(super) struct EachCode {
    pub item: String,
    pub number: Option<String>,
    pub list: Code,
    /// The name in the state that the items come from.
    pub source: Option<String>,
    /// Whether it goes over that list as it is.
    pub is_plain: bool,
}

/// What fills a prop.
pub(super) enum Filling {
    Fixed(Value),
    One(Code),
    Text(Vec<Piece>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

pub(super) enum Piece {
    Words(String),
    Code(Code),
}

/// Something that does not compile: a pointer to it, and why.
pub(in crate::app) type Fault = (String, String);

impl Program {
    /// Compiles a package that has passed the checks of its structure.
    ///
    /// # Errors
    /// Every piece of code that can't be compiled.
    pub(in crate::app) fn compile(package: Package) -> Result<Self, Vec<Fault>> {
        let package = Arc::new(package);
        let mut compiler = Compiler::new(&package);
        compiler.script();
        let computed = compiler.computed();
        let mut nodes = BTreeMap::new();
        let view = compiler.children(&package.ui_spec.view, "/ui_spec/view", &mut Names::default(), &mut nodes, "n");
        let (timers, jobs, hooks) = (compiler.timers(), compiler.jobs(), compiler.hooks());
        let Compiler { ast, functions, faults, .. } = compiler;
        if faults.is_empty() {
            Ok(Self { package: Arc::clone(&package), ast, functions, computed, view, nodes, timers, jobs, hooks })
        } else {
            Err(faults)
        }
    }
}

impl Code {
    /// Line and column in the author's text, from 1.
    pub fn place(&self, at: Position) -> (usize, usize) {
        let (Some(line), Some(column)) = (at.line(), at.position()) else { return (0, 0) };
        let Some(line) = line.checked_sub(self.lines_before).filter(|line| *line > 0) else { return (0, 0) };
        let before: usize = self.prepared.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let rest = &self.prepared.text[before.min(self.prepared.text.len())..];
        let within: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        crate::kit::problem::position(&self.source, self.prepared.original(before + within))
    }
}

/// The names of the loops around a component.
#[derive(Default)]
struct Names(Vec<String>);

struct Compiler<'a> {
    package: &'a Package,
    /// The names of the functions of the script.
    own: BTreeSet<String>,
    ast: AST,
    functions: BTreeMap<String, (Code, usize)>,
    faults: Vec<Fault>,
    count: usize,
}

impl<'a> Compiler<'a> {
    fn new(package: &'a Package) -> Self {
        let declared = package.ui_spec.script.iter().flat_map(|text| code::declared(text));
        let own = declared.map(str::to_owned).collect();
        Self { package, own, ast: AST::empty(), functions: BTreeMap::new(), faults: Vec::new(), count: 0 }
    }

    fn fault(&mut self, pointer: &str, message: impl Into<String>) {
        self.faults.push((pointer.to_owned(), message.into()));
    }

    /// The functions of the script.
    fn script(&mut self) {
        let package = self.package;
        for (number, source) in &texts(&package.ui_spec.script) {
            let pointer = format!("/ui_spec/script/{number}");
            let Some(code) = self.prepared(source, pointer, String::new(), Vec::new(), 0) else { continue };
            let Some(ast) = self.compiled(&code, &code.prepared.text.clone()) else { continue };
            if !code::is_functions_alone(source) {
                self.fault(&code.pointer, "a script holds functions alone: `fn name() { … }`");
            }
            for function in ast.iter_functions() {
                let params = function.params.len();
                // The compiler names closures.
                let Some(name) = code::given_name(function.name).map(str::to_owned) else { continue };
                if self.functions.insert(name.clone(), (code.clone(), params)).is_some() {
                    self.fault(&code.pointer, format!("there is a function `{name}` already"));
                }
            }
            self.ast.combine(ast);
        }
    }

    /// What is computed, each behind those that it uses.
    fn computed(&mut self) -> Vec<(String, Code)> {
        let package = self.package;
        let mut waiting: BTreeMap<&str, &str> =
            package.ui_spec.computed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let mut ordered: Vec<(String, Code)> = Vec::new();
        let by_function = mentions(&package.ui_spec.script);
        while !waiting.is_empty() {
            let ready_by = |uses: &dyn Fn(&str) -> BTreeSet<String>| -> Vec<&str> {
                let is_ready = |own: &str, text: &str| {
                    uses(text).iter().all(|used| used == own || !waiting.contains_key(used.as_str()))
                };
                waiting.iter().filter(|(own, text)| is_ready(own, text)).map(|(own, _)| *own).collect()
            };
            let mut ready = ready_by(&|text| reached(text, &by_function));
            if ready.is_empty() {
                // A function may speak of a name without needing it here.
                ready = ready_by(&|text| reached(text, &BTreeMap::new()));
            }
            if ready.is_empty() {
                let names: Vec<&str> = waiting.keys().copied().collect();
                self.fault("/ui_spec/computed", format!("these need each other: {}", names.join(", ")));
                break;
            }
            for name in ready {
                let pointer = format!("/ui_spec/computed/{}", escaped(name));
                if let Some(code) =
                    waiting.remove(name).and_then(|text| self.expression(text, pointer, &Names::default()))
                {
                    ordered.push((name.to_owned(), code));
                }
            }
        }
        ordered
    }

    fn timers(&mut self) -> BTreeMap<String, (Code, Option<Code>)> {
        let package = self.package;
        let mut timers = BTreeMap::new();
        for (number, timer) in package.ui_spec.timers.iter().enumerate() {
            let pointer = format!("/ui_spec/timers/{number}");
            let none = Names::default();
            let call = self.handler(&timer.call, format!("{pointer}/call"), &none);
            let when = timer.when.as_ref().map(|text| self.expression(text, format!("{pointer}/when"), &none));
            if let (Some(call), None | Some(Some(_))) = (call, &when) {
                timers.insert(timer.id.clone(), (call, when.flatten()));
            }
        }
        timers
    }

    fn jobs(&mut self) -> BTreeMap<String, Code> {
        let package = self.package;
        let each = package.ui_spec.jobs.iter().enumerate();
        each.filter_map(|(number, job)| {
            let call = self.handler(&job.call, format!("/ui_spec/jobs/{number}/call"), &Names::default())?;
            Some((job.id.clone(), call))
        })
        .collect()
    }

    fn hooks(&mut self) -> BTreeMap<&'static str, Code> {
        let package = self.package;
        let each = package.ui_spec.hooks.each();
        each.filter_map(|(name, text)| {
            Some((name, self.handler(text, format!("/ui_spec/hooks/{name}"), &Names::default())?))
        })
        .collect()
    }

    /// An expression: its value is what it answers.
    fn expression(&mut self, source: &str, pointer: String, names: &Names) -> Option<Code> {
        let params = self.params(source, names, false);
        self.function(source, pointer, params, "")
    }

    /// A handler: what it did to the variables of loops is answered, so that it can be kept.
    fn handler(&mut self, source: &str, pointer: String, names: &Names) -> Option<Code> {
        let params = self.params(source, names, true);
        let back: Vec<&str> =
            params.iter().map(String::as_str).filter(|name| names.0.iter().any(|n| n == name)).collect();
        let answer = format!("; [{}]", back.join(", "));
        self.function(source, pointer, params.clone(), &answer)
    }

    /// The names that a text speaks of and that it can be given.
    fn params(&self, source: &str, names: &Names, is_handler: bool) -> Vec<String> {
        let spoken: BTreeSet<&str> = code::names(source);
        let known = |name: &&str| {
            names.0.iter().any(|known| known == name)
                || self.package.ui_spec.computed.contains_key(*name)
                || (is_handler && *name == "ev")
        };
        spoken.into_iter().filter(known).map(str::to_owned).collect()
    }

    fn function(&mut self, source: &str, pointer: String, params: Vec<String>, answer: &str) -> Option<Code> {
        self.count += 1;
        let function = format!("__f{}", self.count);
        let code = self.prepared(source, pointer, function, params, 1)?;
        let mut text = format!("fn {}({}) {{\n", code.function, code.params.join(", "));
        let _ = write!(text, "{}\n{answer}\n}}", code.prepared.text);
        let ast = self.compiled(&code, &text)?;
        if ast.iter_functions().filter(|function| !function.name.starts_with("anon$")).count() != 1 {
            self.fault(&code.pointer, "expected an expression or statements; functions belong into `script`");
            return None;
        }
        self.ast.combine(ast);
        Some(code)
    }

    fn prepared(
        &mut self,
        source: &str,
        pointer: String,
        function: String,
        params: Vec<String>,
        lines_before: usize,
    ) -> Option<Code> {
        match code::prepare(source, &self.own) {
            Ok(prepared) => Some(Code { function, params, pointer, source: source.to_owned(), prepared, lines_before }),
            Err(bad) => {
                let (line, column) = crate::kit::problem::position(source, bad.offset);
                self.fault(&pointer, format!("{} (line {line}, column {column})", bad.message));
                None
            }
        }
    }

    fn compiled(&mut self, code: &Code, text: &str) -> Option<AST> {
        match ENGINE.compile(text) {
            Ok(ast) => Some(ast),
            Err(error) => {
                let message = failure::explain_syntax(&error);
                let message = match code.place(error.position()) {
                    (0, _) => message,
                    (line, column) => format!("{message} (line {line}, column {column})"),
                };
                self.fault(&code.pointer, message);
                None
            }
        }
    }
}

/// The texts of a script, each with the number of its first line: a function may stretch over several, a line each.
fn texts(script: &[String]) -> Vec<(usize, String)> {
    let mut texts: Vec<(usize, String)> = Vec::new();
    let mut depth = 0;
    for (number, line) in script.iter().enumerate() {
        match texts.last_mut().filter(|_| depth > 0) {
            Some((_, text)) => {
                text.push('\n');
                text.push_str(line);
            }
            None => texts.push((number, line.clone())),
        }
        depth = (depth + code::depth(line)).max(0);
    }
    texts
}

/// The names that each function of a script speaks of as `this.name`.
fn mentions(script: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut by_function = BTreeMap::new();
    for (_, text) in texts(script) {
        let names: BTreeSet<String> = code::own_names(&text).into_iter().map(str::to_owned).collect();
        by_function.extend(code::declared(&text).into_iter().map(|name| (name.to_owned(), names.clone())));
    }
    by_function
}

/// The names that a text uses, by themselves, as `this.name`, or through the functions that it calls.
fn reached(text: &str, by_function: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let own = code::names(text).into_iter().chain(code::own_names(text)).map(str::to_owned);
    let mut found: BTreeSet<String> = own.collect();
    let mut open: Vec<String> = found.iter().cloned().collect();
    while let Some(name) = open.pop() {
        for next in by_function.get(&name).into_iter().flatten() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

/// The word of a prop or a happening in a package.
pub(in crate::app) fn word(named: &impl serde::Serialize) -> String {
    serde_json::to_value(named).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
