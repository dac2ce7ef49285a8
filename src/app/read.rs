//! Packages as the room takes them: strictly from outside, quickly from where they are kept.

use super::{Error, Package, check};

/// The package that comes in from outside, checked and compiled.
///
/// # Errors
/// [`Error::BadPackage`] with all that is wrong, and where it stands.
pub fn receive(text: &str) -> Result<Package, Error> {
    match check::read(text) {
        Ok(program) => Ok(program.package().as_ref().clone()),
        Err(problems) => Err(Error::BadPackage(problems)),
    }
}

/// A package that was received once, and is kept.
///
/// # Errors
/// [`Error::BadPackage`] for one that this version no longer reads.
pub fn kept(text: &str) -> Result<Package, Error> {
    check::parse(text).map_err(Error::BadPackage)
}
