//! A scene as a picture: for the list, and for those who see it without scripts.

use serde_json::Value;

use super::super::place::Tab;
use super::Head;
use crate::scene::{
    Entity, Scene,
    property::{Kind, Property},
};

/// Shapes of one picture: a list shows many pictures.
const SHAPES_MAX: usize = 150;

/// How far below its top edge a line of text stands, in heights of its letters.
const BASELINE: f64 = 0.95;
const LINE: f64 = 1.2;

/// A scene to be drawn as SVG.
pub(super) struct Picture {
    pub width: f64,
    pub height: f64,
    pub background: String,
    pub shapes: Vec<Shape>,
}

/// One thing of it, with what it has from the groups that it stands in.
pub(super) struct Shape {
    pub transform: String,
    pub opacity: f64,
    pub fill: String,
    pub stroke: String,
    pub stroke_width: f64,
    pub form: Form,
}

pub(super) enum Form {
    Rectangle { x: f64, y: f64, w: f64, h: f64 },
    Ellipse { rx: f64, ry: f64 },
    Line { points: String },
    Polygon { points: String },
    Image { x: f64, y: f64, w: f64, h: f64, href: String },
    Text { size: f64, lines: Vec<(f64, String)> },
}

impl Picture {
    pub(super) fn new(head: &Head, scene: &Scene) -> Self {
        let (width, height) = pair(&scene.canvas[&Property::Size]);
        let background = scene.canvas[&Property::Background].as_str().unwrap_or_default().to_owned();
        // What a thing has from the groups around it: the transform, the opacity, and whether it is to be seen.
        let mut around: Vec<(String, f64, bool)> = Vec::new();
        let mut shapes = Vec::new();
        for (depth, _, entity) in scene.drawn() {
            around.truncate(depth);
            let (outer, opacity, is_seen) = around.last().cloned().unwrap_or((String::new(), 1.0, true));
            let transform = format!("{outer}{}", transform(entity));
            let opacity = opacity * number(entity, Property::Opacity);
            let is_seen = is_seen && entity.properties[&Property::Visible] == Value::Bool(true);
            if let Some(form) = form(head, entity).filter(|_| is_seen && shapes.len() < SHAPES_MAX) {
                let line = |property| Some(entity.text(property)).filter(|text| !text.is_empty());
                let fill = if matches!(form, Form::Line { .. }) { None } else { line(Property::Fill) };
                shapes.push(Shape {
                    transform: transform.clone(),
                    opacity,
                    fill: fill.unwrap_or("none").to_owned(),
                    stroke: line(Property::Stroke).unwrap_or("none").to_owned(),
                    stroke_width: number(entity, Property::StrokeWidth),
                    form,
                });
            }
            around.push((transform, opacity, is_seen));
        }
        Self { width, height, background, shapes }
    }
}

fn form(head: &Head, entity: &Entity) -> Option<Form> {
    let (w, h) = entity.properties.get(&Property::Size).map(pair).unwrap_or_default();
    let points = || {
        let points = entity.properties.get(&Property::Points).and_then(Value::as_array).into_iter().flatten();
        points.map(pair).map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    };
    let (x, y) = (-w / 2.0, -h / 2.0);
    match entity.kind {
        Kind::Group => None,
        Kind::Rectangle => Some(Form::Rectangle { x, y, w, h }),
        Kind::Ellipse => Some(Form::Ellipse { rx: w / 2.0, ry: h / 2.0 }),
        Kind::Line => Some(Form::Line { points: points() }),
        Kind::Polygon => Some(Form::Polygon { points: points() }),
        Kind::Image => {
            let image = entity.text(Property::Image);
            (!image.is_empty()).then(|| Form::Image { x, y, w, h, href: head.at(Tab::File, image) })
        }
        Kind::Text => {
            let (size, text) = (number(entity, Property::TextSize), entity.text(Property::Text));
            let count = f64::from(u16::try_from(text.split('\n').count()).unwrap_or(u16::MAX));
            // From the top of all lines, which stand around the middle.
            let baselines = (0_u16..).map(|at| size * (f64::from(at) * LINE + BASELINE - count * LINE / 2.0));
            let lines = baselines.zip(text.split('\n').map(str::to_owned)).collect();
            Some(Form::Text { size, lines })
        }
    }
}

fn transform(entity: &Entity) -> String {
    let (x, y) = pair(&entity.properties[&Property::At]);
    let (sx, sy) = pair(&entity.properties[&Property::Scale]);
    format!("translate({x} {y}) rotate({}) scale({sx} {sy}) ", number(entity, Property::Rotation))
}

fn number(entity: &Entity, property: Property) -> f64 {
    entity.properties.get(&property).and_then(Value::as_f64).unwrap_or_default()
}

fn pair(value: &Value) -> (f64, f64) {
    let at = |index: usize| value.get(index).and_then(Value::as_f64).unwrap_or_default();
    (at(0), at(1))
}
