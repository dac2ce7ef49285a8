//! From letters at their places to rows of cells, in the order in which a person reads them.
//!
//! All lengths are in points of the page, and y grows downwards. What parts words, cells and paragraphs is measured
//! in the size of the letters around it.

/// A letter, or what one glyph stands for.
pub(super) struct Glyph {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub size: f64,
    pub text: String,
}

/// Letters that stand together on one line.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub x: f64,
    pub end: f64,
    pub y: f64,
    pub size: f64,
    pub text: String,
}

/// What stands on one line, from left to right.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub y: f64,
    pub size: f64,
    pub cells: Vec<Run>,
}

/// The rows of a page.
pub(super) struct Page {
    pub rows: Vec<Row>,
}

/// Letters this far apart, in sizes, are two words.
const WORD_GAP: f64 = 0.15;
/// Words this far apart are two cells: justified text comes up to half of it.
const CELL_GAP: f64 = 1.0;
/// Letters whose lines differ by less stand on the same one: an index, a raised figure.
const LINE_SLACK: f64 = 0.35;
/// Rows this far apart are two paragraphs.
const PARAGRAPH_GAP: f64 = 1.9;
/// A jump back up by this much is another column of the page.
const COLUMN_JUMP: f64 = 3.0;

impl Page {
    pub fn of(glyphs: Vec<Glyph>) -> Self {
        Self { rows: blocks(runs(glyphs)).into_iter().flat_map(rows).collect() }
    }

    /// The page as text: a tab between cells, a blank line between paragraphs, words at the end of a line made whole.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&Row> = None;
        for row in &self.rows {
            let line = row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
            let is_close =
                before.is_some_and(|before| (row.y - before.y).abs() < PARAGRAPH_GAP * before.size.max(row.size));
            let is_broken = is_close && text.ends_with('-') && is_letter(text.chars().rev().nth(1));
            if is_broken && line.starts_with(char::is_lowercase) {
                text.pop();
            } else if before.is_some() {
                text.push_str(if is_close { "\n" } else { "\n\n" });
            }
            text.push_str(&line);
            before = Some(row);
        }
        text
    }
}

fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphabetic)
}

/// Letters that follow each other closely.
fn runs(glyphs: Vec<Glyph>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for glyph in glyphs {
        let end = glyph.x + glyph.width;
        let open = runs.last_mut().filter(|run| {
            let (size, gap) = (run.size.max(glyph.size), glyph.x - run.end);
            let is_row = (run.y - glyph.y).abs() < LINE_SLACK * size;
            is_row && gap > -CELL_GAP * size && gap < CELL_GAP * size && !run.text.ends_with("   ")
        });
        match open {
            Some(run) => {
                let is_word = glyph.x - run.end > WORD_GAP * run.size.max(glyph.size);
                if is_word && !run.text.ends_with(' ') && !glyph.text.starts_with(' ') {
                    run.text.push(' ');
                }
                run.text.push_str(&glyph.text);
                run.end = run.end.max(end);
                run.size = run.size.max(glyph.size);
            }
            None if glyph.text.trim().is_empty() => {}
            None => runs.push(Run { x: glyph.x, end, y: glyph.y, size: glyph.size, text: glyph.text }),
        }
    }
    for run in &mut runs {
        run.text = run.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// Runs in the order in which they were written, parted where the writing begins anew further up and to the right.
fn blocks(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut blocks: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let is_new = blocks
            .last()
            .and_then(|block| block.last())
            .is_none_or(|before| before.y - run.y > COLUMN_JUMP * before.size.max(run.size) && run.x > before.x);
        if is_new {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(run);
        }
    }
    blocks
}

fn rows(mut block: Vec<Run>) -> Vec<Row> {
    block.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Row> = Vec::new();
    for run in block {
        match rows.last_mut().filter(|row| (row.y - run.y).abs() < LINE_SLACK * row.size.max(run.size)) {
            Some(row) => {
                row.size = row.size.max(run.size);
                row.cells.push(run);
            }
            None => rows.push(Row { y: run.y, size: run.size, cells: vec![run] }),
        }
    }
    for row in &mut rows {
        row.cells.sort_by(|a, b| a.x.total_cmp(&b.x));
        row.cells = joined(std::mem::take(&mut row.cells));
    }
    rows
}

/// Runs that stand too close to be two cells: a bold word, a letter that was set by itself.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut cells: Vec<Run> = Vec::new();
    for run in runs {
        match cells.last_mut().filter(|cell| run.x - cell.end < CELL_GAP * cell.size.max(run.size)) {
            Some(cell) => {
                if run.x - cell.end > WORD_GAP * cell.size.max(run.size) {
                    cell.text.push(' ');
                }
                cell.text.push_str(&run.text);
                cell.end = cell.end.max(run.end);
            }
            None => cells.push(run),
        }
    }
    cells
}
