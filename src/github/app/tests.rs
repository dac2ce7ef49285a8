use super::{wire::read, *};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn answer(body: &str) -> Result<Grant, AppError> {
    read(200, body.as_bytes(), NOW)
}

#[test]
fn tokens_are_read_with_what_they_may_and_when_they_end() {
    let plain = answer(r#"{"access_token":"gho_x","scope":"repo,gist","token_type":"bearer"}"#).unwrap();
    assert!(plain.is_enough() && plain.expires_at.is_none() && plain.renewal.is_none(), "{plain:?}");
    assert_eq!(plain.token.expose(), "gho_x");
    // Numbers come bare and in quotes.
    for seconds in ["28800", "\"28800\""] {
        let body = format!(
            r#"{{"access_token":"ghu_x","scope":"","token_type":"Bearer","expires_in":{seconds},
                "refresh_token":"ghr_y","refresh_token_expires_in":15811200}}"#
        );
        let expiring = answer(&body).unwrap();
        assert!(expiring.is_enough() && expiring.scopes.is_none(), "an app's own rights are told nowhere");
        assert_eq!(expiring.expires_at, Some(NOW.plus_ms(28_800_000)));
        let renewal = expiring.renewal.unwrap();
        assert_eq!((renewal.token.expose(), renewal.expires_at), ("ghr_y", Some(NOW.plus_ms(15_811_200_000))));
    }
    for scope in ["", "public_repo", "gist, read:user", "repository"] {
        let body = format!(r#"{{"access_token":"gho_x","scope":"{scope}","token_type":"bearer"}}"#);
        assert!(!answer(&body).unwrap().is_enough(), "{scope:?}");
    }
    for never in ["0", "-5", "\"soon\"", "1e300", "99999999999", "null", "[]"] {
        let body = format!(r#"{{"access_token":"gho_x","scope":"repo","token_type":"bearer","expires_in":{never}}}"#);
        assert_eq!(answer(&body).unwrap().expires_at, None, "{never}");
    }
}

#[test]
fn refusals_come_with_200_and_are_understood() {
    let spent = ["bad_verification_code", "bad_refresh_token", "expired_token"];
    for word in spent {
        assert_eq!(answer(&format!(r#"{{"error":"{word}","error_description":"x"}}"#)), Err(AppError::Spent));
    }
    for word in ["incorrect_client_credentials", "redirect_uri_mismatch", "application_suspended"] {
        let refused = answer(&format!(r#"{{"error":"{word}"}}"#));
        assert_eq!(refused, Err(AppError::NotAccepted(word.to_owned())));
    }
    let odd = answer("{\"error\":\"\\u001b[31mred\\r\\n\"}").unwrap_err().to_string();
    assert!(!odd.contains(char::is_control), "{odd:?}");
    let long = answer(&format!(r#"{{"error":"{}"}}"#, "x".repeat(5_000))).unwrap_err().to_string();
    assert!(long.len() < 300, "{}", long.len());
    assert!(matches!(read(404, b"<html>", NOW), Err(AppError::NotAccepted(_))));
    for status in [429, 500, 503] {
        assert!(matches!(read(status, b"", NOW), Err(AppError::Away(_))), "{status}");
    }
}

#[test]
fn a_hostile_answer_is_no_token_and_its_error_quotes_nothing() {
    for body in [
        "",
        "null",
        "[]",
        "hush",
        r#"{"access_token":"hush hush","token_type":"bearer"}"#,
        r#"{"access_token":"hush\nhush","token_type":"bearer"}"#,
        r#"{"access_token":"","token_type":"bearer"}"#,
        r#"{"access_token":"hush","token_type":"mac"}"#,
        r#"{"access_token":"hush"}"#,
        r#"{"access_token":{"hush":1},"token_type":"bearer"}"#,
    ] {
        let error = answer(body).unwrap_err();
        assert!(matches!(error, AppError::Away(_)) && !error.to_string().contains("hush"), "{body}: {error}");
    }
    let huge = format!(r#"{{"access_token":"{}","token_type":"bearer"}}"#, "x".repeat(5_000));
    assert!(answer(&huge).is_err());
    assert!(read(302, br#"{"access_token":"hush","token_type":"bearer"}"#, NOW).is_err());
}

#[test]
fn what_is_seen_on_the_way_is_not_what_redeems() {
    let journey = Journey {
        state: Secret::new("word"),
        // The example of RFC 7636, appendix B.
        verifier: Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        callback: "https://desk.example.org/back?x=1&y=ä".to_owned(),
    };
    assert_eq!(journey.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let site = |url: &str| Site::new(url, crate::fetch::Reach::Private).unwrap();
    let sites = (site("https://git.example.org/"), site("https://git.example.org/api/v3"));
    let named = ("Iv1.0a".to_owned(), Secret::new("hush"));
    let door = App::new((Fetch::default(), Ambient::system()), sites, named).door(&journey);
    assert!(door.starts_with("https://git.example.org/login/oauth/authorize?client_id=Iv1.0a&"), "{door}");
    assert!(door.contains("&redirect_uri=https%3A%2F%2Fdesk.example.org%2Fback%3Fx%3D1%26y%3D%C3%A4&"), "{door}");
    assert!(!door.contains("dBjft") && !door.contains("hush"), "{door}");
}
