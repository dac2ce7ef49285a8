//! Small apps that the stories are told with.

use serde_json::{Value, json};

fn package(id: &str, spec: Value) -> Value {
    json!({
        "aiapp": 1, "id": id, "name": "Sample", "icon": "◆", "category": "utilities", "version": "1.0.0",
        "author": "Ada", "description": "For a story.", "permissions": ["STANDARD"], "ui_spec": spec,
    })
}

/// A list whose app changes something else all the while.
pub fn list() -> Value {
    package(
        "list",
        json!({
            "state": {
                "items": { "type": "list", "scope": "app", "default": [] },
                "draft": { "type": "string", "default": "" },
                "ticks": { "type": "integer", "default": 0 },
            },
            "script": [
                "fn add() { if this.draft == \"\" { return; } this.items.push(#{ id: uid(), text: this.draft, done: false }); this.draft = \"\"; }",
                "fn sort(from, to) { let item = this.items.remove(from); this.items.insert(to, item); }",
            ],
            "timers": [{ "id": "tick", "every_ms": 300, "call": "this.ticks += 1" }],
            "view": [
                { "type": "input", "id": "draft", "bind": "draft", "props": { "label": "What next?" }, "on": { "submit": "this.add()" } },
                { "type": "list", "id": "list", "props": { "sortable": true }, "on": { "move": "this.sort(ev.from, ev.to)" }, "children": [
                    { "type": "checkbox", "for": "item in this.items", "key": "item.id", "id": "done", "bind": "item.done", "props": { "label": "${item.text}" } },
                ] },
                { "type": "text", "id": "ticks", "props": { "value": "${this.ticks}", "tone": "quiet" } },
            ],
        }),
    )
}

pub fn drawing() -> Value {
    package(
        "drawing",
        json!({
            "state": { "strokes": { "type": "list", "default": [] } },
            "view": [
                { "type": "button", "id": "undo", "props": { "text": "Undo" }, "on": { "click": "this.strokes.pop()" } },
                { "type": "canvas", "id": "canvas", "props": { "strokes": "${this.strokes}", "width": 300, "height": 200, "color": "blue" },
                  "on": { "draw": "this.strokes.push(#{ points: ev.data, color: \"blue\", width: 4 })" } },
            ],
        }),
    )
}

/// One cell that goes where the arrows say.
pub fn snake() -> Value {
    package(
        "snake",
        json!({
            "state": { "at": { "type": "integer", "default": 0 } },
            "computed": { "cells": "let cells = []; for n in 0..64 { cells.push(if n == this.at { #{ color: \"green\" } } else { \"\" }); } cells" },
            "view": [
                { "type": "text", "id": "at", "props": { "value": "${this.at}" } },
                { "type": "keys", "id": "keys", "props": { "allowed": ["ArrowRight", "ArrowDown"], "label": "Garden" },
                  "on": { "key": "this.at += if ev.key == \"ArrowRight\" { 1 } else { 8 }" }, "children": [
                    { "type": "tiles", "id": "tiles", "props": { "items": "${cells}", "columns": 8, "label": "The garden" } },
                ] },
            ],
        }),
    )
}

/// One of every component that can be seen.
pub fn everything() -> Value {
    let nothing = "()";
    package(
        "everything",
        json!({
            "state": {
                "text": { "type": "string", "default": "a" },
                "number": { "type": "number", "default": 3 },
                "is_on": { "type": "boolean", "default": true },
                "open": { "type": "boolean", "default": false },
            },
            "view": [
                { "type": "row", "on": { "click": nothing }, "children": [
                    { "type": "text", "props": { "value": "A row" } }, { "type": "spacer" }, { "type": "badge", "props": { "text": "ok", "tone": "ok" } },
                    { "type": "badge", "props": { "text": "warn", "tone": "warn" } }, { "type": "badge", "props": { "text": "danger", "tone": "danger" } },
                ] },
                { "type": "grid", "props": { "columns": 3 }, "children": [
                    { "type": "button", "id": "ask", "props": { "text": "Ask", "tone": "primary" }, "on": { "click": "this.open = true" } },
                    { "type": "button", "props": { "text": "Ok", "tone": "ok" }, "on": { "click": nothing } },
                    { "type": "button", "props": { "text": "Danger", "tone": "danger" }, "on": { "click": nothing } },
                ] },
                { "type": "card", "props": { "title": "A card", "color": "teal" }, "children": [
                    { "type": "stat", "props": { "value": "12", "label": "Score", "trend": "+3" } },
                    { "type": "text", "props": { "value": "In yellow", "color": "yellow" } },
                    { "type": "text", "props": { "value": "Quiet", "tone": "quiet", "size": "small" } },
                ] },
                { "type": "split", "children": [
                    { "type": "icon", "props": { "name": "★", "label": "Star", "size": "huge" } },
                    { "type": "progress", "props": { "value": 3, "max": 8, "label": "Done" } },
                ] },
                { "type": "divider" },
                { "type": "tabs", "bind": "text", "props": { "items": [{ "id": "a", "label": "One" }, { "id": "b", "label": "Two" }] }, "children": [
                    { "type": "markdown", "props": { "content": "**Bold** and `code`" } },
                ] },
                { "type": "code", "props": { "content": "let x = 1;", "lang": "rust" } },
                { "type": "table", "props": { "items": ["name", "sum"], "data": [{ "name": "Oak", "sum": 3 }, { "name": "Elm", "sum": 4 }] }, "on": { "click": nothing } },
                { "type": "chart", "props": { "kind": "bar", "title": "Sums", "x": "name", "y": ["sum"], "data": [{ "name": "Oak", "sum": 3 }, { "name": "Elm", "sum": 4 }] } },
                { "type": "calendar", "props": { "month": "2026-11", "selected": "2026-11-12", "events": [{ "id": 1, "date": "2026-11-12", "title": "Tea", "color": "green" }] }, "on": { "click": nothing, "move": nothing } },
                { "type": "tiles", "id": "tiles", "props": { "columns": 4, "items": ["X", { "text": "O", "color": "blue" }, { "text": "!", "tone": "danger" }, { "text": "P", "tone": "primary" }] }, "on": { "click": nothing } },
                { "type": "board", "props": { "lanes": [{ "id": "a", "title": "To do" }, { "id": "b", "title": "Done" }], "cards": [{ "id": 1, "lane": "a", "title": "Tea", "text": "Green" }] }, "on": { "click": nothing, "move": nothing } },
                { "type": "form", "props": { "action": "Save" }, "on": { "submit": nothing }, "children": [
                    { "type": "input", "bind": "text", "props": { "label": "Name" } },
                    { "type": "textarea", "props": { "placeholder": "Notes", "value": "a" } },
                    { "type": "select", "bind": "text", "props": { "label": "Choice", "options": ["a", "b"] } },
                    { "type": "radio", "bind": "text", "props": { "label": "Size", "options": ["a", "b"] } },
                ] },
                { "type": "checkbox", "bind": "is_on", "props": { "label": "Tick" } },
                { "type": "switch", "bind": "is_on", "props": { "label": "Light" } },
                { "type": "slider", "bind": "number", "props": { "label": "Loud", "min": 0, "max": 10 } },
                { "type": "file", "props": { "text": "Open" }, "on": { "load": nothing } },
                { "type": "canvas", "props": { "label": "A drawing", "strokes": [[[10, 10], [50, 50]]], "width": 300, "height": 100 }, "on": { "draw": nothing } },
                { "type": "clock", "props": { "value": 60000, "label": "Left" } },
                { "type": "keys", "props": { "allowed": ["ArrowUp"], "label": "Play" }, "on": { "key": nothing }, "children": [{ "type": "text", "props": { "value": "A game" } }] },
                { "type": "modal", "props": { "title": "Sure?", "open": "${this.open}" }, "on": { "close": "this.open = false" }, "children": [
                    { "type": "text", "props": { "value": "It can be undone." } },
                ] },
            ],
        }),
    )
}
