//! Compiles the components of a view.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

use super::{Compiler, EachCode, Filling, Names, NodeCode, Piece, word};
use crate::app::{
    code::{self, Each, Part, Path},
    package::Node,
    problem::escaped,
};

impl Compiler<'_> {
    pub(super) fn children(
        &mut self,
        nodes: &[Node],
        pointer: &str,
        names: &mut Names,
        all: &mut BTreeMap<String, Arc<NodeCode>>,
        prefix: &str,
    ) -> Vec<Arc<NodeCode>> {
        let each = nodes.iter().enumerate();
        each.map(|(number, node)| {
            let id = node.id.clone().unwrap_or_else(|| format!("{prefix}{number}"));
            let code = Arc::new(self.node(node, &id, &format!("{pointer}/{number}"), names, all));
            all.insert(id, Arc::clone(&code));
            code
        })
        .collect()
    }

    fn node(
        &mut self,
        node: &Node,
        id: &str,
        pointer: &str,
        names: &mut Names,
        all: &mut BTreeMap<String, Arc<NodeCode>>,
    ) -> NodeCode {
        let outer = names.0.len();
        let each = node.each.as_deref().and_then(|text| self.each(text, &format!("{pointer}/for"), names));
        let key = node.key.as_deref().and_then(|text| self.expression(text, format!("{pointer}/key"), names));
        let when = node.when.as_deref().and_then(|text| self.expression(text, format!("{pointer}/if"), names));
        let bind = node.bind.as_deref().and_then(|text| self.bind(text, &format!("{pointer}/bind"), names));
        let props = node.props.iter().filter_map(|(prop, value)| {
            let pointer = format!("{pointer}/props/{}", word(prop));
            Some((*prop, self.filling(value, &pointer, names)?))
        });
        let props = props.collect();
        let on = node.on.iter().filter_map(|(happening, text)| {
            Some((*happening, self.handler(text, format!("{pointer}/on/{}", word(happening)), names)?))
        });
        let on = on.collect();
        let children = self.children(&node.children, &format!("{pointer}/children"), names, all, &format!("{id}-"));
        names.0.truncate(outer);
        NodeCode { id: id.to_owned(), kind: node.kind, when, each, key, bind, props, on, children }
    }

    fn each(&mut self, text: &str, pointer: &str, names: &mut Names) -> Option<EachCode> {
        let Some(each) = Each::new(text) else {
            self.fault(pointer, "expected `item in list` or `item, number in list`, such as `t in this.todos`");
            return None;
        };
        let list = self.expression(each.list, pointer.to_owned(), names)?;
        // Something computed may hold the items of the list that it was made of.
        let computed = self.package.ui_spec.computed.get(each.list.trim());
        let source = computed.map_or_else(|| each.source(), |made| code::source(made));
        let source = source.filter(|name| self.package.ui_spec.state.contains_key(*name)).map(str::to_owned);
        let is_plain = source.as_ref().is_some_and(|name| each.list.trim() == format!("this.{name}"));
        names.0.push(each.item.to_owned());
        names.0.extend(each.number.map(str::to_owned));
        let (item, number) = (each.item.to_owned(), each.number.map(str::to_owned));
        Some(EachCode { item, number, list, source, is_plain })
    }

    fn bind(&mut self, text: &str, pointer: &str, names: &Names) -> Option<Path> {
        let Some(path) = Path::new(text) else {
            self.fault(pointer, "expected a path, such as `draft` or `t.done`");
            return None;
        };
        if !names.0.contains(&path.root) && !self.package.ui_spec.state.contains_key(&path.root) {
            self.fault(pointer, format!("there is no `{}` in the state, and no loop here has it", path.root));
            return None;
        }
        Some(path)
    }

    fn filling(&mut self, value: &Value, pointer: &str, names: &Names) -> Option<Filling> {
        Some(match value {
            Value::String(text) => self.text(text, pointer, names)?,
            Value::Array(items) => Filling::List(
                items
                    .iter()
                    .enumerate()
                    .filter_map(|(number, item)| self.filling(item, &format!("{pointer}/{number}"), names))
                    .collect(),
            ),
            Value::Object(fields) => Filling::Map(
                fields
                    .iter()
                    .filter_map(|(name, value)| {
                        let filling = self.filling(value, &format!("{pointer}/{}", escaped(name)), names)?;
                        Some((name.clone(), filling))
                    })
                    .collect(),
            ),
            Value::Null | Value::Bool(_) | Value::Number(_) => Filling::Fixed(value.clone()),
        })
    }

    fn text(&mut self, text: &str, pointer: &str, names: &Names) -> Option<Filling> {
        let parts = match code::parts(text) {
            Ok(parts) => parts,
            Err(bad) => {
                self.fault(pointer, bad.message);
                return None;
            }
        };
        match parts.as_slice() {
            [Part::Words(words)] => Some(Filling::Fixed((*words).into())),
            [Part::Code(text, _)] => self.expression(text, pointer.to_owned(), names).map(Filling::One),
            parts => {
                let pieces = parts.iter().map(|part| match part {
                    Part::Words(words) => Some(Piece::Words((*words).to_owned())),
                    Part::Code(text, _) => self.expression(text, pointer.to_owned(), names).map(Piece::Code),
                });
                pieces.collect::<Option<Vec<_>>>().map(Filling::Text)
            }
        }
    }
}
