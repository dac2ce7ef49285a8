//! Lists that come in pages.
//!
//! Which page comes next is read from the header `Link`; of its address only the number counts, so that no list leads
//! to another host or another path.

use super::Result;

/// Things on a page: as many as GitHub gives.
pub const PAGE_ITEMS_MAX: usize = 100;

/// Pages of one list that are read: 5,000 things.
pub const PAGES_MAX: u32 = 50;

/// Bytes of a header `Link` that are read. GitHub's have some hundred.
const LINK_BYTES_MAX: usize = 4_096;

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The number of the next page.
    pub next: Option<u32>,
}

/// All pages of a list, as far as they are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gathered<T> {
    pub items: Vec<T>,
    /// Whether there is more.
    pub is_cut: bool,
}

/// Reads a list from its first page on: all of it, or as many things as `items_max`.
///
/// # Errors
/// Whatever `ask` answers for one of the pages.
pub async fn gather<T>(items_max: usize, ask: impl AsyncFn(u32) -> Result<Page<T>>) -> Result<Gathered<T>> {
    let (mut items, mut next) = (Vec::new(), Some(1));
    while let Some(page) = next
        && items.len() < items_max
    {
        let heard = ask(page).await?;
        items.extend(heard.items);
        next = heard.next;
    }
    let is_cut = next.is_some() || items.len() > items_max;
    items.truncate(items_max);
    Ok(Gathered { items, is_cut })
}

/// The query that asks for a page.
pub(super) fn query(page: u32) -> String {
    format!("per_page={PAGE_ITEMS_MAX}&page={}", page.clamp(1, PAGES_MAX))
}

/// The page that a header `Link` calls the next one (RFC 8288), if there may be one after `page`.
pub(super) fn next(link: Option<&str>, page: u32) -> Option<u32> {
    let link = link.filter(|link| link.len() <= LINK_BYTES_MAX)?;
    let is_next = |parameters: &str| parameters.split(';').any(|one| matches!(one.trim(), "rel=\"next\"" | "rel=next"));
    let url = link.split(',').find_map(|one| {
        let (url, parameters) = one.trim().strip_prefix('<')?.split_once('>')?;
        is_next(parameters).then_some(url)
    })?;
    let (_, query) = url.split_once('?')?;
    let number = query.split('&').find_map(|pair| pair.strip_prefix("page="))?.parse().ok()?;
    (number > page && number <= PAGES_MAX).then_some(number)
}
