use super::{Field, Value, correct, list, look, rules, take_back};
use crate::{
    db::Tx,
    document::{
        DocumentId, Error, Found, NewDocument, add, take_in,
        tests::{NOW, new, on_a_desk},
    },
    extract::{Kind, Piece},
};

const INVOICE: &str = "Acme Office Supplies GmbH
Invoice no.: INV-2026/0042    Invoice date: 15.03.2026
Due date: April 14, 2026
Subtotal 1,037.39 EUR
VAT 19 % 197.11 EUR
Total 1,234.50 EUR
Tel. +49 (30) 1234-567, billing@acme.example
IBAN: DE89 3704 0044 0532 0130 00";

/// What is found in a page, as `field value`, with a `?` behind what is not sure.
fn found(text: &str) -> Vec<String> {
    let sign = |confidence: f64| if confidence < 0.85 { "?" } else { "" };
    let facts = rules::facts(&[(1, text.to_owned())]);
    facts.iter().map(|(field, fact)| format!("{} {}{}", field.as_str(), fact.value, sign(fact.confidence))).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

fn read(tx: &Tx, id: DocumentId, text: &str) {
    let mut found = Found::default();
    found.add(Piece::Page { number: 1, text: text.to_owned() });
    take_in(tx, id, &found).unwrap();
    look(tx, id).unwrap();
}

fn facts(tx: &Tx, id: DocumentId) -> Vec<(Field, String)> {
    list(tx, id).unwrap().iter().map(|fact| (fact.field, fact.value().to_owned())).collect()
}

fn added(tx: &Tx, kind: Kind) -> DocumentId {
    let new = NewDocument { kind, ..new("a.pdf", kind.as_str(), 1) };
    add(tx, &new, NOW).unwrap();
    new.id
}

#[test]
fn an_invoice_tells_its_facts() {
    check(
        INVOICE,
        &[
            "vendor Acme Office Supplies GmbH?",
            "invoice_number INV-2026/0042",
            "date 2026-03-15",
            "due_date 2026-04-14",
            "total 1234.50 EUR",
            "iban DE89 3704 0044 0532 0130 00",
            "email billing@acme.example",
            "phone +49 (30) 1234-567",
        ],
    );
}

#[test]
fn a_german_one_does_too_with_values_below_their_labels() {
    check(
        "Müller & Söhne\nRechnung\nRechnungsnummer\n2026-17\nDatum: 3. März 2026\nZahlbar bis 17.3.2026\n\
         Zwischensumme 1.000,00 €\nGesamtbetrag\n1.190,00 €",
        &[
            "vendor Müller & Söhne?",
            "invoice_number 2026-17?",
            "date 2026-03-03",
            "due_date 2026-03-17",
            "total 1190.00 EUR?",
        ],
    );
}

#[test]
fn what_is_no_bill_has_no_total_and_no_vendor() {
    check("The lease\nDate: 2026-01-31\nTotal area: 12.50\nWrite to a@b.example.", &["email a@b.example"]);
    check("A total of 12.00 EUR\nupdated 2026-01-31", &[]);
    check("", &[]);
}

#[test]
fn doubt_is_said() {
    check("Invoice\nInvoice date 04/05/2026", &["date 2026-05-04?"]);
    check("Invoice\nInvoice date 04/25/2026", &["date 2026-04-25"]);
    check("Invoice\nTotal 99.00", &["total 99.00?"]);
    check("Invoice\nTotal 1,2345.00 EUR\nInvoice date 2026-02-30", &[]);
}

#[test]
fn account_numbers_have_right_check_digits() {
    check("DE88 3704 0044 0532 0130 00", &[]);
    check("to GB29NWBK60161331926819 please", &["iban GB29 NWBK 6016 1331 9268 19"]);
    check("XDE89370400440532013000", &[]);
}

#[test]
fn anything_can_be_looked_through() {
    for text in ["İİİ invoice no İ 1", "total\u{301} due €", "IBAN DE", "@", "tel +", "date 99999999999999-1-1", "##"]
    {
        found(text);
    }
    found(&"total ".repeat(100_000));
}

#[test]
fn a_correction_is_kept_when_the_document_is_read_again() {
    on_a_desk(|tx| {
        let id = added(tx, Kind::Pdf);
        read(tx, id, "Invoice\nInvoice no 17\nInvoice date 2026-01-31");
        let (right, wrong) = (Value::new("INV-17").unwrap(), Value::new("a@b.example").unwrap());
        correct(tx, id, Field::InvoiceNumber, Some(&right), NOW).unwrap();
        correct(tx, id, Field::Email, Some(&wrong), NOW).unwrap();
        correct(tx, id, Field::Date, None, NOW).unwrap();

        read(tx, id, "Invoice\nInvoice no 18");
        let number = (Field::InvoiceNumber, "INV-17".to_owned());
        let (date, email) = ((Field::Date, String::new()), (Field::Email, "a@b.example".to_owned()));
        assert_eq!(facts(tx, id), [number, date, email]);

        for field in [Field::InvoiceNumber, Field::Email, Field::Date] {
            take_back(tx, id, field).unwrap();
            assert!(matches!(take_back(tx, id, field), Err(Error::NotFound)));
        }
        assert_eq!(facts(tx, id), [(Field::InvoiceNumber, "18".to_owned())]);
    });
}

#[test]
fn pictures_are_trusted_less_and_tables_not_at_all() {
    on_a_desk(|tx| {
        let (picture, table) = (added(tx, Kind::Png), added(tx, Kind::Csv));
        read(tx, picture, INVOICE);
        read(tx, table, INVOICE);
        let all = list(tx, picture).unwrap();
        assert!(all.len() == 8 && all.iter().all(|fact| fact.found.as_ref().unwrap().confidence < 0.8), "{all:?}");
        assert_eq!(facts(tx, table), []);
    });
}
