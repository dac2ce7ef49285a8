//! The table in docs/performance.md, between two marks; what people wrote round them stays.

use std::{fmt::Write as _, path::Path};

use crate::table::Table;

const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- end of figures -->\n";

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");

/// Puts what was measured in place of the lines with the same names. `names` is the order of all there are.
pub fn write(table: &Table, names: &[&str], scratch: &Path) {
    let document = std::fs::read_to_string(DOCUMENT).expect("docs/performance.md");
    let (before, rest) = document.split_once(BEGIN).expect("a mark where the figures begin");
    let (present, after) = rest.split_once(END).expect("a mark where the figures end");
    let figures = figures(table, names, present, scratch);
    std::fs::write(DOCUMENT, format!("{before}{BEGIN}{figures}{END}{after}")).expect("docs/performance.md");
    println!("written to docs/performance.md");
}

fn figures(table: &Table, names: &[&str], present: &str, scratch: &Path) -> String {
    let mut lines = format!(
        "\n{}\n\n| name | what | ours | floor | | ratio | reach | |\n|---|---|--:|--:|---|--:|---|---|\n",
        machine(scratch)
    );
    for name in names {
        let first_cell = format!("| {name} |");
        let is_measured = table.rows.iter().any(|(measured, _)| measured == name);
        for kept in present.lines().filter(|line| !is_measured && line.starts_with(&first_cell)) {
            writeln!(lines, "{kept}").expect("memory takes every write");
        }
        for (_, row) in table.rows.iter().filter(|(measured, _)| measured == name) {
            writeln!(lines, "{first_cell} {} |", row.cells().join(" | ")).expect("memory takes every write");
        }
    }
    lines + "\n"
}

/// The machine, as far as it matters and no further: neither its name nor a path on it.
fn machine(scratch: &Path) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: Vec<&str> = release.trim().split('.').take(2).collect();
    format!("{cores} cores, Linux {}, {}.", kernel.join("."), file_system(scratch).unwrap_or_default())
}

/// The kind of file system that holds the folder: the mount with the longest path above it.
fn file_system(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    let above = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        let (place, kind) = (fields.next()?, fields.next()?);
        folder.starts_with(place).then(|| (place.len(), kind.to_owned()))
    });
    above.max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}
