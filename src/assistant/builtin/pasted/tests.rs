//! What people paste is read as the table that they see.

use serde_json::{Value, json};

use super::Pasted;

fn check(text: &str, beside: &str, columns: &[&str], rows: Value) {
    let found = Pasted::find(text).unwrap_or_else(|| panic!("no table in {text:?}"));
    assert_eq!(found.columns, columns, "{text:?}");
    assert_eq!(json!(found.rows), rows, "{text:?}");
    assert_eq!(found.beside, beside, "{text:?}");
}

#[test]
fn delimiters_are_sniffed() {
    let rows = json!([["Acme", 120], ["Bolt", 80]]);
    let columns = ["vendor", "amount"];
    check("vendor,amount\nAcme,120\nBolt,80", "", &columns, rows.clone());
    check("vendor;amount\r\nAcme;120\r\nBolt;80\r\n\r\n", "", &columns, rows.clone());
    check("vendor\tamount\nAcme\t120\nBolt\t80\n\n", "", &columns, rows.clone());
    check("| vendor | amount |\n|---|---:|\n| Acme | 120 |\n| Bolt | 80 |", "", &columns, rows.clone());
    check("vendor|amount\n-|-\nAcme|120\nBolt|80", "", &columns, rows);
}

#[test]
fn words_above_and_below_are_no_part_of_it() {
    let rows = json!([["Acme", 120]]);
    let columns = ["vendor", "amount"];
    check("make a table of this\nvendor,amount\nAcme,120", "make a table of this", &columns, rows.clone());
    check("make a table of this:\n\nvendor,amount\nAcme,120", "make a table of this:", &columns, rows.clone());
    check("vendor,amount\nAcme,120\n\nmake a table of this", "make a table of this", &columns, rows.clone());
    check(
        "please, make a table of this, ok\nvendor,amount\nAcme,120",
        "please,make a table of this,ok",
        &columns,
        rows.clone(),
    );
    check("make a table: vendor,amount\nAcme,120", "make a table:", &columns, rows.clone());
    check("Tabelle bitte\n```csv\nvendor,amount\nAcme,120\n```", "Tabelle bitte", &columns, rows.clone());
    check(
        "Mach daraus eine Tabelle\n| vendor | amount |\n|--|--|\n| Acme | 120 |\ndanke",
        "Mach daraus eine Tabelle danke",
        &columns,
        rows,
    );
}

#[test]
fn quotes_hold_delimiters_and_line_breaks() {
    check(
        "name,remark\n\"Acme, Inc.\",\"two\nlines\"\n\"Bo \"\"B\"\" Lt\",x",
        "",
        &["name", "remark"],
        json!([["Acme, Inc.", "two\nlines"], ["Bo \"B\" Lt", "x"]]),
    );
    check("| a | b |\n|--|--|\n| x \\| y | z |", "", &["a", "b"], json!([["x | y", "z"]]));
}

#[test]
fn german_tables_keep_their_writing() {
    check(
        "Lieferant;Betrag;Größe\nMüller;1.234,50;3\nŠkoda;12,00;4",
        "",
        &["Lieferant", "Betrag", "Größe"],
        json!([["Müller", "1.234,50", 3], ["Škoda", "12,00", 4]]),
    );
}

#[test]
fn ids_and_dates_stay_texts_and_money_stays_exact() {
    check(
        "id,date,amount,share\n007,2026-01-31,12.50,0.1\n012,2026-02-28,99.00,0.25",
        "",
        &["id", "date", "amount", "share"],
        json!([["007", "2026-01-31", 12.5, 0.1], ["012", "2026-02-28", 99, 0.25]]),
    );
    check("a,n\nx,1\ny,n/a", "", &["a", "n"], json!([["x", "1"], ["y", "n/a"]]));
}

#[test]
fn ragged_rows_and_headers_are_completed() {
    check(
        "a,b,a,\n1,2\n1,2,3,4\n1,2,3,4\n1,2,3,4",
        "",
        &["a", "b", "a 2", "Column 4"],
        json!([[1, 2], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]),
    );
    check("a,b\n1,2,\n3,4,", "", &["a", "b"], json!([[1, 2], [3, 4]]));
}

#[test]
fn numbers_in_the_first_line_are_data_unless_they_are_years() {
    check("Acme,120\nBolt,80", "", &["Column 1", "Column 2"], json!([["Acme", 120], ["Bolt", 80]]));
    check("vendor,2024,2025\nAcme,1,2", "", &["vendor", "2024", "2025"], json!([["Acme", 1, 2]]));
}

#[test]
fn prose_is_no_table() {
    for text in ["", "hello", "a, b", "make a table of this", "Dear all,\nthis is, I think, it.\nBye"] {
        assert_eq!(Pasted::find(text), None, "{text:?}");
    }
}
