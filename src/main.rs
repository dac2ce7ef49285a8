//! The gate: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    stackhouse::cli::run()
}
