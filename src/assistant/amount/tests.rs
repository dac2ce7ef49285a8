//! Amounts are read as their writers meant them, exactly.

use serde_json::json;

use super::{Style, exact_number};
use crate::card::block::Cell;

/// Reads `cells` as one column; `-` is a cell that is no number.
fn check(cells: &[&str], expected: &[&str]) {
    let cells: Vec<Cell> = cells.iter().map(|text| Cell::Text((*text).to_owned())).collect();
    let style = Style::of(&cells).unwrap();
    let read: Vec<String> =
        cells.iter().map(|cell| style.read(cell).map_or("-".to_owned(), |amount| amount.to_string())).collect();
    assert_eq!(read, expected, "{cells:?}");
}

#[test]
fn english_and_german_columns_are_told_apart() {
    check(&["1,234.50", "12.5", "1,000"], &["1234.50", "12.5", "1000"]);
    check(&["1.234,50", "12,5", "1.000"], &["1234.50", "12.5", "1000"]);
    check(&["1.000.000", "2.500"], &["1000000", "2500"]);
    check(&["1,000,000", "2,500"], &["1000000", "2500"]);
    check(&["1'234.50", "1 234.50", "1\u{202f}234.50"], &["1234.50", "1234.50", "1234.50"]);
}

#[test]
fn a_lone_group_of_three_is_read_as_money_or_as_written() {
    check(&["1.234 €"], &["1234"]);
    check(&["1,234 €"], &["1234"]);
    check(&["1.234"], &["1.234"]);
    check(&["1,234"], &["1234"]);
    check(&["0.125"], &["0.125"]);
}

#[test]
fn signs_and_units_are_understood() {
    check(
        &["€ 12.50", "12.50 EUR", "$-3", "-$3", "(4.00)", "5-", "−6", "+7", "8 %"],
        &["12.50", "12.50", "-3", "-3", "-4.00", "-5", "-6", "7", "8"],
    );
}

#[test]
fn what_is_no_number_is_left_out() {
    check(&["", "n/a", "2026-01-31", "1.2.3", "12 apples", "1,23,4", "-"], &["-"; 7]);
}

#[test]
fn a_column_that_contradicts_itself_is_refused() {
    let cells = [Cell::Text("1.5".to_owned()), Cell::Text("2,5".to_owned())];
    let error = Style::of(&cells).unwrap_err();
    assert_eq!(error.to_string(), "it writes \"1.5\" with a decimal point and \"2,5\" with a decimal comma");
}

#[test]
fn only_numbers_that_stay_exact_become_numbers() {
    let exact = |text| exact_number(text).map(|number| json!(number).to_string());
    for (text, expected) in [
        ("12", Some("12")),
        ("-3", Some("-3")),
        ("12.50", Some("12.5")),
        ("99.00", Some("99")),
        ("0.1", Some("0.1")),
        ("0", Some("0")),
        ("007", None),
        ("+7", None),
        ("1e5", None),
        ("1.", None),
        (".5", None),
        ("1,5", None),
        ("1234567890123456", None),
        ("2026-01-01", None),
        ("", None),
        ("-", None),
    ] {
        assert_eq!(exact(text).as_deref(), expected, "{text:?}");
    }
}
