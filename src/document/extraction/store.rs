//! The SQL of [`super`].

use super::{DocumentId, Extraction, Field, Found};
use crate::{
    db::{self, Tx, params},
    kit::Timestamp,
};

pub(super) fn forget_found(tx: &Tx, id: DocumentId) -> db::Result<()> {
    tx.execute(
        "UPDATE extractions SET found = NULL, page = NULL, confidence = NULL WHERE document_id = ?1",
        params![id],
    )?;
    Ok(())
}

pub(super) fn put_found(tx: &Tx, id: DocumentId, field: Field, found: &Found) -> db::Result<()> {
    tx.execute(
        "INSERT INTO extractions (document_id, field, found, page, confidence) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (document_id, field) DO UPDATE
         SET found = excluded.found, page = excluded.page, confidence = excluded.confidence",
        params![id, field, found.value, found.page, found.confidence],
    )?;
    Ok(())
}

pub(super) fn correct(tx: &Tx, id: DocumentId, field: Field, value: &str, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO extractions (document_id, field, corrected, corrected_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (document_id, field) DO UPDATE
         SET corrected = excluded.corrected, corrected_at = excluded.corrected_at",
        params![id, field, value, now],
    )?;
    Ok(())
}

pub(super) fn take_back(tx: &Tx, id: DocumentId, field: Field) -> db::Result<()> {
    tx.execute(
        "UPDATE extractions SET corrected = NULL, corrected_at = NULL WHERE document_id = ?1 AND field = ?2",
        params![id, field],
    )?;
    Ok(())
}

/// What says something: a fact that was neither found again nor corrected stays behind, and says nothing.
pub(super) fn list(tx: &Tx, id: DocumentId) -> db::Result<Vec<Extraction>> {
    tx.all(
        "SELECT field, found, page, confidence, corrected FROM extractions
         WHERE document_id = ?1 AND (found IS NOT NULL OR corrected IS NOT NULL)
         ORDER BY field",
        params![id],
        |row| {
            let (value, page, confidence): (Option<String>, Option<u32>, Option<f64>) =
                (row.get(1)?, row.get(2)?, row.get(3)?);
            let found =
                value.map(|value| Found { value, page: page.unwrap_or(1), confidence: confidence.unwrap_or_default() });
            Ok(Extraction { field: row.get(0)?, found, corrected: row.get(4)? })
        },
    )
}
