//! Which line says what: labels, and what stands behind or below them.
//!
//! A value without its label is taken only where its form alone says what it is, as with an IBAN. What only a bill has
//! is looked for only in what calls itself one.

use super::{Field, Found, scan};

/// Characters of a line that are looked at: a longer one is a paragraph.
const LINE_CHARS_MAX: usize = 300;
/// Lines of a page that are looked at.
const LINES_MAX: usize = 500;
/// How sure a value is that stands below its label instead of beside it.
const BELOW: f64 = 0.75;

/// What a bill calls itself.
const BILLS: [&str; 14] = [
    "invoice",
    "receipt",
    "bill to",
    "statement of account",
    "reminder",
    "credit note",
    "rechnung",
    "quittung",
    "beleg",
    "mahnung",
    "gutschrift",
    "angebot",
    "facture",
    "factura",
];
const NUMBERS: [&str; 9] = [
    "invoice number",
    "invoice no",
    "invoice #",
    "invoice id",
    "receipt number",
    "rechnungsnummer",
    "rechnungsnr",
    "rechnungs-nr",
    "rechnung nr",
];
const DATES: [&str; 8] =
    ["invoice date", "date of issue", "issue date", "date issued", "rechnungsdatum", "belegdatum", "date", "datum"];
const DUE: [&str; 10] = [
    "due date",
    "date due",
    "payment due",
    "due by",
    "due on",
    "payable by",
    "pay by",
    "fällig am",
    "zahlbar bis",
    "fälligkeit",
];
/// The surest first.
const TOTALS: [&str; 12] = [
    "amount due",
    "total due",
    "balance due",
    "grand total",
    "invoice total",
    "rechnungsbetrag",
    "gesamtbetrag",
    "endbetrag",
    "zu zahlen",
    "gesamtsumme",
    "total",
    "summe",
];
const NO_TOTALS: [&str; 6] = ["subtotal", "sub total", "sub-total", "zwischensumme", "nettosumme", "total net"];
const PHONES: [&str; 7] = ["telephone", "telefon", "phone", "mobile", "mobil", "tel", "fon"];
/// What the name of a company ends in.
const COMPANIES: [&str; 12] = ["gmbh", "ag", "kg", "ug", "e.k.", "ltd", "ltd.", "inc", "inc.", "llc", "b.v.", "s.a."];

/// A line, and its page.
struct Spot<'t> {
    page: u32,
    text: &'t str,
    small: String,
    next: &'t str,
}

/// The facts that stand on pages, at most one of each field.
pub(super) fn facts(pages: &[(u32, String)]) -> Vec<(Field, Found)> {
    let spots: Vec<Spot<'_>> = pages.iter().flat_map(|(page, text)| spots(*page, text)).collect();
    let is_bill = spots.iter().any(|spot| BILLS.iter().any(|word| spot.small.contains(word)));
    let all = [
        (Field::Vendor, vendor(&spots).filter(|_| is_bill)),
        (Field::InvoiceNumber, labelled(&spots, &NUMBERS, &[], 0.95, scan::number_of)),
        (Field::Date, labelled(&spots, &DATES, &DUE, 0.9, scan::date).filter(|_| is_bill)),
        (Field::DueDate, labelled(&spots, &DUE, &[], 0.9, scan::date)),
        (Field::Total, total(&spots).filter(|_| is_bill)),
        (Field::Iban, anywhere(&spots, 0.99, scan::iban)),
        (Field::Email, anywhere(&spots, 0.95, scan::email)),
        (Field::Phone, labelled(&spots, &PHONES, &[], 0.85, scan::phone)),
    ];
    all.into_iter().filter_map(|(field, found)| Some((field, found?))).collect()
}

fn spots(page: u32, text: &str) -> Vec<Spot<'_>> {
    let lines: Vec<&str> = text.lines().map(cut).filter(|line| !line.is_empty()).take(LINES_MAX).collect();
    let next = |at: usize| lines.get(at + 1).copied().unwrap_or_default();
    let spots = lines.iter().copied().enumerate();
    spots.map(|(at, text)| Spot { page, text, small: text.to_lowercase(), next: next(at) }).collect()
}

/// The beginning of a line, without the marks of a heading.
fn cut(line: &str) -> &str {
    let line = line.trim().trim_start_matches('#').trim_start();
    line.char_indices().nth(LINE_CHARS_MAX).map_or(line, |(end, _)| &line[..end])
}

/// The value behind or below one of `labels`, of which the first is the surest, unless it is the end of one of `others`.
fn labelled(
    spots: &[Spot<'_>],
    labels: &[&str],
    others: &[&str],
    confidence: f64,
    read: fn(&str) -> Option<(String, f64)>,
) -> Option<Found> {
    for label in labels {
        for spot in spots {
            let Some(rest) = behind(spot, label, others) else { continue };
            let beside = read(rest);
            let below = || read(spot.next).map(|(value, sure)| (value, sure * BELOW));
            if let Some((value, sure)) = beside.or_else(|| if is_end(rest) { below() } else { None }) {
                return Some(Found { value, page: spot.page, confidence: confidence * sure });
            }
        }
    }
    None
}

/// What follows a label in its line. A label is a word of its own.
fn behind<'t>(spot: &Spot<'t>, label: &str, others: &[&str]) -> Option<&'t str> {
    let at = spot.small.find(label)?;
    let until = &spot.small[..at + label.len()];
    if others.iter().any(|other| until.ends_with(other)) {
        return None;
    }
    let before = spot.small[..at].chars().next_back();
    let rest = &spot.small[at + label.len()..];
    let is_word = before.is_none_or(|c| !c.is_alphanumeric()) && rest.chars().next().is_none_or(|c| !c.is_alphabetic());
    // Small letters may have other lengths: then the place is counted from the end, or not known at all.
    let start = spot.text.len().checked_sub(rest.len()).filter(|start| spot.text.is_char_boundary(*start))?;
    is_word.then(|| &spot.text[start..])
}

/// Whether nothing follows a label but signs.
fn is_end(rest: &str) -> bool {
    !rest.chars().any(char::is_alphanumeric)
}

fn anywhere(spots: &[Spot<'_>], confidence: f64, read: fn(&str) -> Option<String>) -> Option<Found> {
    spots.iter().find_map(|spot| Some(Found { value: read(spot.text)?, page: spot.page, confidence }))
}

/// The last amount with the surest label: a bill is added up from top to bottom.
fn total(spots: &[Spot<'_>]) -> Option<Found> {
    for label in TOTALS {
        let lines = spots.iter().rev().filter(|spot| !NO_TOTALS.iter().any(|word| spot.small.contains(word)));
        for spot in lines {
            let Some(rest) = behind(spot, label, &[]) else { continue };
            let beside = scan::amount(rest);
            let below = || scan::amount(spot.next).map(|(value, sure)| (value, sure * BELOW));
            if let Some((value, sure)) = beside.or_else(|| if is_end(rest) { below() } else { None }) {
                return Some(Found { value, page: spot.page, confidence: 0.9 * sure });
            }
        }
    }
    None
}

/// The first line that could be a name: who sends a bill stands above it.
fn vendor(spots: &[Spot<'_>]) -> Option<Found> {
    let has_name = |spot: &&Spot<'_>| {
        let letters = spot.text.chars().filter(|c| c.is_alphabetic()).count();
        let labels = [&BILLS[..], &NUMBERS, &DATES, &DUE, &TOTALS, &PHONES];
        let is_title = labels.into_iter().flatten().any(|word| spot.small.starts_with(word));
        (2..=80).contains(&spot.text.chars().count()) && letters >= 2 && !is_title && !spot.text.ends_with(':')
    };
    let spot = spots.iter().take(5).find(has_name)?;
    let is_company = spot.small.split([' ', ',']).any(|word| COMPANIES.contains(&word));
    let confidence = if is_company { 0.8 } else { 0.5 };
    Some(Found { value: spot.text.to_owned(), page: spot.page, confidence })
}
