//! The gate: arguments in, exit code out.

fn main() {}
