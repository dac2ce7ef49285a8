//! Makes the tree that is shown of a state.

use std::{collections::BTreeMap, sync::Arc};

use rhai::{Array, CallFnOptions, Dynamic, Map, Scope};
use serde_json::Value;

use super::{
    Failure, Moment, State,
    compile::{Code, EachCode, Filling, NodeCode, Piece, Program},
    engine::ENGINE,
    failure, fields, limits, meter, value,
};
use crate::app::{
    code::{self, Path, Step},
    component::{Binds, Happening, Holds, Kind, Prop},
    tree::{self, Address, ROOT, Shown, Tree, Variable},
};

/// Bytes of all texts of a view: more takes longer to send than anybody waits.
const TREE_BYTES_MAX: usize = 1024 * 1024;

pub(super) fn render(program: &Program, state: &State, moment: &Moment) -> Result<Tree, Failure> {
    let (made, _) = meter::metered(moment, limits::RENDER_OPERATIONS_MAX, false, || {
        let mut eval = Eval::new(program, state)?;
        let may_copy = moment.may_copy;
        let mut view =
            View { eval: &mut eval, state, may_copy, variables: Vec::new(), keys: Vec::new(), count: 0, bytes: 0 };
        let children = view.nodes(&program.view)?;
        let address = Address { node: ROOT.to_owned(), key: String::new() };
        let scope = Arc::default();
        let root = Shown::new(address, Kind::Col, BTreeMap::new(), None, Vec::new(), children, scope);
        Ok(Tree { root: Arc::new(root) })
    });
    made
}

/// Evaluates the code of a program over a throw-away copy of the state.
pub(super) struct Eval<'a> {
    pub program: &'a Program,
    pub this: Dynamic,
    computed: BTreeMap<String, Dynamic>,
    pub locals: Vec<(String, Dynamic)>,
}

impl<'a> Eval<'a> {
    /// With everything computed, which stands in `this`, too.
    pub fn new(program: &'a Program, state: &State) -> Result<Self, Failure> {
        let this: Map = state.iter().map(|(name, value)| (name.as_str().into(), value::to_dynamic(value))).collect();
        let mut eval = Self { program, this: this.into(), computed: BTreeMap::new(), locals: Vec::new() };
        for (name, code) in &program.computed {
            let made = eval.call(code)?.flatten();
            if let Some(mut this) = eval.this.write_lock::<Map>() {
                this.insert(name.as_str().into(), made.clone());
            }
            eval.computed.insert(name.clone(), made);
        }
        Ok(eval)
    }

    pub fn call(&mut self, code: &Code) -> Result<Dynamic, Failure> {
        let find = |name: &String| {
            let local = self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, value)| value);
            local.or_else(|| self.computed.get(name)).cloned().unwrap_or_default()
        };
        let args: Array = code.params.iter().map(find).collect();
        self.call_function(&code.function, args, code)
    }

    pub fn call_function(&mut self, function: &str, args: Array, code: &Code) -> Result<Dynamic, Failure> {
        let options = CallFnOptions::new().eval_ast(false).bind_this_ptr(&mut self.this);
        let made =
            ENGINE.call_fn_with_options::<Dynamic>(options, &mut Scope::new(), &self.program.ast, function, args);
        made.map_err(|error| {
            // What failed within a function of the script is told of the script.
            let named = failure::function_of(&error).and_then(code::given_name);
            let within = named.and_then(|name| self.program.functions.get(name));
            match within {
                Some((script, _)) => Failure::of(&error, script),
                None => Failure::of(&error, code),
            }
        })
    }

    pub fn json(&mut self, code: &Code) -> Result<Value, Failure> {
        let made = self.call(code)?;
        value::to_json(&made).map_err(|why| Failure::new(why, &code.pointer))
    }
}

struct View<'a, 'b> {
    eval: &'b mut Eval<'a>,
    state: &'b State,
    may_copy: bool,
    variables: Vec<Variable>,
    keys: Vec<String>,
    count: usize,
    bytes: usize,
}

impl View<'_, '_> {
    fn nodes(&mut self, nodes: &[Arc<NodeCode>]) -> Result<Vec<Arc<Shown>>, Failure> {
        let mut shown = Vec::with_capacity(nodes.len());
        for node in nodes {
            match &node.each {
                None => shown.extend(self.node(node)?),
                Some(each) => self.each(node, each, &mut shown)?,
            }
        }
        Ok(shown)
    }

    /// Shows the component for every item.
    fn each(&mut self, node: &NodeCode, each: &EachCode, shown: &mut Vec<Arc<Shown>>) -> Result<(), Failure> {
        let made = self.eval.call(&each.list)?.flatten();
        let items = match (made.as_int(), made.into_array()) {
            (Ok(count), _) => (0..count.min(10_000)).map(Dynamic::from).collect(),
            (Err(_), Ok(items)) => items,
            (Err(_), Err(kind)) => {
                return Err(Failure::new(format!("`for` goes over lists, not over {kind}"), &each.list.pointer));
            }
        };
        let mut keys = BTreeMap::new();
        for (number, item) in items.into_iter().enumerate() {
            let json = value::to_json(&item).map_err(|why| Failure::new(why, &each.list.pointer))?;
            let place = each.source.as_ref().and_then(|source| self.place(source, each.is_plain, &json, number));
            self.variables.push(Variable { name: each.item.clone(), value: json, place });
            self.eval.locals.push((each.item.clone(), item));
            let mut names = 1;
            if let Some(name) = &each.number {
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                self.variables.push(Variable { name: name.clone(), value: number.into(), place: None });
                self.eval.locals.push((name.clone(), number.into()));
                names = 2;
            }
            let key = match &node.key {
                Some(code) => value::text(&self.eval.json(code)?),
                None => number.to_string(),
            };
            self.keys.push(unique(key, &mut keys));
            let made = self.node(node);
            self.keys.pop();
            self.variables.truncate(self.variables.len() - names);
            self.eval.locals.truncate(self.eval.locals.len() - names);
            shown.extend(made?);
        }
        Ok(())
    }

    /// Where an item stands in the list of the state: at its number, or, when the loop goes over some of the items, where
    /// the one with its `id` is.
    fn place(&self, source: &str, is_plain: bool, item: &Value, number: usize) -> Option<(Vec<String>, usize)> {
        let at = if is_plain {
            number
        } else {
            let id = item.get("id").filter(|id| !id.is_null())?;
            self.state.get(source)?.as_array()?.iter().position(|other| other.get("id") == Some(id))?
        };
        Some((vec![source.to_owned()], at))
    }

    fn node(&mut self, node: &NodeCode) -> Result<Option<Arc<Shown>>, Failure> {
        if let Some(when) = &node.when
            && !value::is_true(&self.eval.json(when)?)
        {
            return Ok(None);
        }
        self.count += 1;
        if self.count > limits::SHOWN_MAX {
            return Err(Failure::new(format!("the view has more than {} components", limits::SHOWN_MAX), ""));
        }
        let mut props = BTreeMap::new();
        for (prop, filling) in &node.props {
            if let Some(value) = held(*prop, self.fill(filling)?) {
                self.bytes += fields::size(&value);
                props.insert(*prop, value);
            }
        }
        if node.kind == Kind::Copy && !self.may_copy {
            // Nothing instead of a text: a button that takes what it must not is not sent to anybody.
            props.insert(Prop::Value, Value::Null);
        }
        let bound = node.bind.as_ref().map(|path| self.bound(path));
        self.bytes += bound.as_ref().map_or(0, fields::size);
        if self.bytes > TREE_BYTES_MAX {
            return Err(Failure::new("the view holds more than 1 MiB of text", ""));
        }
        let children = self.nodes(&node.children)?;
        let address = Address { node: node.id.clone(), key: self.keys.join("/") };
        let scope = Arc::new(tree::Scope(self.variables.clone()));
        let shown = Shown::new(address, node.kind, props, bound, tells(node), children, scope);
        Ok(Some(Arc::new(shown)))
    }

    fn bound(&self, path: &Path) -> Value {
        let variable = self.variables.iter().rev().find(|variable| variable.name == path.root);
        let root = variable.map(|variable| &variable.value).or_else(|| self.state.get(&path.root));
        let step = |value: Option<Value>, step: &Step| match step {
            Step::Field(name) => value?.get(name).cloned(),
            Step::Index(number) => value?.get(*number).cloned(),
        };
        path.steps.iter().fold(root.cloned(), step).unwrap_or_default()
    }

    fn fill(&mut self, filling: &Filling) -> Result<Value, Failure> {
        Ok(match filling {
            Filling::Fixed(value) => value.clone(),
            Filling::One(code) => self.eval.json(code)?,
            Filling::Text(pieces) => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Words(words) => text.push_str(words),
                        Piece::Code(code) => text.push_str(&value::text(&self.eval.json(code)?)),
                    }
                    if text.len() > limits::TEXT_BYTES_MAX {
                        return Err(Failure::new("a text is longer than 64 KiB", ""));
                    }
                }
                text.into()
            }
            Filling::List(items) => items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?,
            Filling::Map(fields) => {
                let each = fields.iter().map(|(name, filling)| Ok((name.clone(), self.fill(filling)?)));
                Value::Object(each.collect::<Result<_, Failure>>()?)
            }
        })
    }
}

/// What a component tells: what it handles, and what it is bound to.
fn tells(node: &NodeCode) -> Vec<Happening> {
    let mut tells: Vec<Happening> = node.on.keys().copied().collect();
    let component = node.kind.component();
    let of_bound =
        [Happening::Input, Happening::Change].into_iter().filter(|happening| component.tells.contains(happening));
    if node.bind.is_some() {
        tells.extend(of_bound.filter(|happening| !node.on.contains_key(happening)));
        tells.sort();
    }
    tells
}

/// A key that no earlier item has.
fn unique(key: String, keys: &mut BTreeMap<String, usize>) -> String {
    let count = keys.entry(key.clone()).and_modify(|count| *count += 1).or_insert(1);
    if *count == 1 { key } else { format!("{key}~{count}") }
}

/// A value as its prop holds it; `None` when it holds nothing.
pub(super) fn held(prop: Prop, given: Value) -> Option<Value> {
    match prop.holds() {
        _ if given.is_null() => None,
        Holds::Text => Some(value::text(&given).into()),
        Holds::Number => match &given {
            Value::Number(_) => Some(given),
            Value::String(text) => text.trim().parse::<f64>().ok().and_then(value::number).map(Value::Number),
            _ => None,
        },
        Holds::Truth => Some(value::is_true(&given).into()),
        Holds::List => given.is_array().then_some(given),
        Holds::Word(words) => given.as_str().filter(|word| words.contains(word)).map(Into::into),
    }
}

/// Whether a client's value is one that the component can have.
pub(super) fn fits(shown: &Shown, value: &Value) -> bool {
    let of = |item: &Value, field: &str| item.get(field).cloned().unwrap_or_else(|| item.clone());
    match shown.kind.component().binds {
        None => true,
        Some(Binds::Text) => value.is_string() || (shown.text(Prop::Type) == Some("number") && value.is_number()),
        Some(Binds::Number) => {
            let number = value.as_f64();
            let min = shown.number(Prop::Min).unwrap_or(f64::MIN);
            let max = shown.number(Prop::Max).unwrap_or(f64::MAX);
            number.is_some_and(|number| (min..=max).contains(&number))
        }
        Some(Binds::Truth) => value.is_boolean(),
        Some(Binds::List) => value.is_array(),
        Some(Binds::Choice) => {
            let is_tabs = shown.kind == Kind::Tabs;
            let (list, field) = if is_tabs { (Prop::Items, "id") } else { (Prop::Options, "value") };
            shown.list(list).iter().any(|item| of(item, field) == *value)
        }
    }
}
