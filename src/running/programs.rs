//! Compiled packages, shared by everybody who runs the same text.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::app::{self, runtime::Program};

/// Programs that are kept: each takes some hundred KiB.
const KEPT_MAX: usize = 256;

#[derive(Default)]
pub(super) struct Programs {
    kept: Mutex<HashMap<blake3::Hash, Arc<Program>>>,
}

impl Programs {
    /// The program of a package, if it is kept.
    pub fn get(&self, text: &str) -> Option<Arc<Program>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&blake3::hash(text.as_bytes())).cloned()
    }

    /// Compiles the package. Takes some milliseconds.
    pub fn compile(&self, text: &str) -> Result<Arc<Program>, String> {
        let program = app::read(text).map_err(|problems| {
            problems.first().map_or_else(String::new, |problem| format!("{}: {}", problem.pointer, problem.message))
        })?;
        let program = Arc::new(program);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            // Whoever runs one holds it; the others are compiled again when they are wanted.
            kept.retain(|_, program| Arc::strong_count(program) > 1);
        }
        if kept.len() < KEPT_MAX {
            kept.insert(blake3::hash(text.as_bytes()), Arc::clone(&program));
        }
        Ok(program)
    }
}
