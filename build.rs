//! Builds again when a file is added to a folder that is embedded in the binary.

fn main() {
    for folder in ["static", "locales", "templates", "migrations", "src/app/catalogue"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
