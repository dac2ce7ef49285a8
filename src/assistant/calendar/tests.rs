use super::*;

fn cells(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::Text((*text).to_owned())).collect()
}

fn months(texts: &[&str]) -> Option<Vec<Option<String>>> {
    let cells = cells(texts);
    let days = Days::of(cells.iter())?;
    Some(cells.iter().map(|cell| Some(Per::Month.name(days.read(cell)?))).collect())
}

#[test]
fn days_are_read_as_they_are_usually_written() {
    let some = |month: &str| Some(month.to_owned());
    let written = ["2026-01-31", "2026-02-28 14:30:00", "2026-03-01T08:00", "4.4.2026", "31.05.2026", "2026-06"];
    let expected = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
    assert_eq!(months(&written), Some(expected.map(some).to_vec()));
}

#[test]
fn what_stands_first_between_slashes_is_told_by_the_column() {
    let some = |month: &str| Some(month.to_owned());
    assert_eq!(months(&["03/04/2026", "31/12/2026"]), Some(vec![some("2026-04"), some("2026-12")]));
    assert_eq!(months(&["03/04/2026", "12/31/2026"]), Some(vec![some("2026-03"), some("2026-12")]));
    assert_eq!(months(&["03/04/2026", "05/06/2026"]), None, "nobody can tell");
}

#[test]
fn what_holds_other_things_is_no_column_of_days() {
    for texts in
        [&["Acme", "Bolt"][..], &["2026-13-01"], &["31.02.2026"], &["1.2.3", "4.5.6"], &["12-34-56"], &[""], &[]]
    {
        assert_eq!(months(texts), None, "{texts:?}");
    }
    let numbers = [Cell::Number(2026.into())];
    assert_eq!(Days::of(numbers.iter()), None);
}

#[test]
fn a_day_lies_in_a_month_a_quarter_and_a_year() {
    let day = civil::date(2026, 11, 3);
    let names = [Per::Day, Per::Month, Per::Quarter, Per::Year].map(|per| per.name(day));
    assert_eq!(names, ["2026-11-03", "2026-11", "2026-Q4", "2026"]);
}
