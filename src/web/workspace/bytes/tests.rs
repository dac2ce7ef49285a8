use super::{Wanted, wanted};

#[test]
fn a_range_is_read_as_the_standard_says() {
    let check = |header: &str, expected: Wanted| assert_eq!(wanted(header, 100), expected, "{header}");
    check("bytes=0-9", Wanted::Part(0..10));
    check("bytes=90-", Wanted::Part(90..100));
    check("bytes=90-1000", Wanted::Part(90..100));
    check("bytes=-10", Wanted::Part(90..100));
    check("bytes=-1000", Wanted::Part(0..100));
    check("bytes=100-", Wanted::Nothing);
    check("bytes=-0", Wanted::Nothing);
    check("bytes=99-18446744073709551615", Wanted::Part(99..100));
    for all in ["", "bytes=", "bytes=-", "bytes=9-1", "bytes=0-1,5-6", "rows=0-1", "bytes=a-b", "bytes=-x"] {
        check(all, Wanted::All);
    }
    assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
}
