//! The table `models`.

use rust_decimal::Decimal;

use crate::{
    config::Dialect,
    db::{self, Row, RowResult, Tx, params},
    kit::Timestamp,
    model::{Audience, ModelId, Name, PriceList},
    stack::Status,
};

/// A model as it stands in its row, the key sealed.
#[derive(Clone, Debug)]
pub(in crate::model) struct ModelRow {
    pub id: ModelId,
    pub name: Name,
    pub dialect: Dialect,
    pub model: String,
    pub url: String,
    pub key: Option<Vec<u8>>,
    pub output_tokens_max: Option<u32>,
    pub prices: PriceList,
    pub audience: Audience,
    pub status: Status,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, dialect, model, url, key, output_tokens_max, input_price, cached_price, output_price, \
             audience, status FROM models ",
            $rest
        )
    };
}

/// Adds the model, or changes it when it is there.
pub(in crate::model) fn put(tx: &Tx, row: &ModelRow, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO models
            (id, name, dialect, model, url, key, output_tokens_max, input_price, cached_price, output_price,
             audience, status, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)
         ON CONFLICT (id) DO UPDATE SET
            name = excluded.name,
            dialect = excluded.dialect,
            model = excluded.model,
            url = excluded.url,
            key = excluded.key,
            output_tokens_max = excluded.output_tokens_max,
            input_price = excluded.input_price,
            cached_price = excluded.cached_price,
            output_price = excluded.output_price,
            audience = excluded.audience,
            status = excluded.status,
            updated_at = excluded.updated_at",
        params![
            row.id,
            row.name,
            row.dialect.as_str(),
            row.model,
            row.url,
            row.key,
            row.output_tokens_max,
            text(row.prices.input),
            text(row.prices.cached),
            text(row.prices.output),
            row.audience,
            row.status,
            now
        ],
    )?;
    Ok(())
}

pub(in crate::model) fn find(tx: &Tx, id: ModelId) -> db::Result<Option<ModelRow>> {
    tx.find(select!("WHERE id = ?1"), params![id], read)
}

/// All of them, those that can be chosen first, the oldest first.
pub(in crate::model) fn all(tx: &Tx) -> db::Result<Vec<ModelRow>> {
    tx.all(select!("ORDER BY status, created_at, id"), [], read)
}

fn read(row: &Row<'_>) -> RowResult<ModelRow> {
    let dialect: String = row.get(2)?;
    let price = |at: usize| -> RowResult<Option<Decimal>> {
        let text: Option<String> = row.get(at)?;
        Ok(text.and_then(|text| text.parse().ok()))
    };
    Ok(ModelRow {
        id: row.get(0)?,
        name: row.get(1)?,
        // The column allows the two words alone.
        dialect: Dialect::from_word(&dialect).unwrap_or(Dialect::Openai),
        model: row.get(3)?,
        url: row.get(4)?,
        key: row.get(5)?,
        output_tokens_max: row.get(6)?,
        prices: PriceList { input: price(7)?, cached: price(8)?, output: price(9)? },
        audience: row.get(10)?,
        status: row.get(11)?,
    })
}

fn text(price: Option<Decimal>) -> Option<String> {
    price.map(|price| price.to_string())
}
