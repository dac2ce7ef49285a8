//! What the desk costs, each figure beside its floor, measured alternately in one run.
//!
//! `cargo bench --bench desk` measures everything and writes the table to docs/performance.md, where the method is,
//! too; names such as `-- moves wake` choose, and only their lines are written anew; `-- --quick` takes a fraction of
//! the time, for trying, and writes nothing. The server runs in a process of its own, with its default settings but
//! for the limit of operations a tab; the load comes from this one, over loopback. Machines differ, and disks differ
//! from one second to the next: ours and the floor alternate in short slices. Read the ratios.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod figures;
mod floor;
mod house;
mod load;
mod process;
mod report;
mod rows;
mod tab;
mod table;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};

use process::Part;
use rows::{Name, Plan};
use table::Table;

#[derive(Parser)]
struct Options {
    /// What to measure; everything when left out.
    names: Vec<Name>,
    /// A fraction of the time, for trying whether everything works. Nothing is written.
    #[arg(long)]
    quick: bool,
    /// A folder on the disk that is to be measured.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    scratch: PathBuf,
    /// What a child process of this program does.
    #[arg(long, hide = true, requires = "data")]
    part: Option<Part>,
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
    /// A setting of the server that the child is.
    #[arg(long, hide = true)]
    setting: Vec<String>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    // The server that is measured starts its own program for reading documents.
    if std::env::args().nth(1).as_deref() == Some("extract") {
        return stackhouse::cli::run();
    }
    let options = Options::parse();
    match (options.part, &options.data) {
        (Some(Part::Server), Some(data)) => process::serve(data, &options.setting),
        (Some(Part::Echo), _) => floor::echo(),
        _ => measure(&options),
    }
    ExitCode::SUCCESS
}

fn measure(options: &Options) {
    let scratch = options.scratch.clone();
    let plan = if options.quick { Plan::quick(scratch) } else { Plan::full(scratch) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut table = Table::default();
    Table::head();
    for name in Name::value_variants() {
        if options.names.is_empty() || options.names.contains(name) {
            runtime.block_on(rows::measure(*name, &plan, &mut table));
        }
    }
    if !options.quick {
        let names: Vec<&str> = Name::value_variants().iter().map(|name| name.word()).collect();
        report::write(&table, &names, &options.scratch);
    }
}
