//! What holds for every input.

use proptest::prelude::*;

use super::*;

/// Any JSON, with the words of blocks among its keys and texts, so that some of it is nearly right.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..6).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "type",
        "id",
        "text",
        "content",
        "title",
        "rows",
        "columns",
        "items",
        "pairs",
        "label",
        "value",
        "data",
        "x",
        "y",
        "kind",
        "done",
        "table",
        "checklist",
        "kv",
        "heading",
        "chart",
        "line",
        "a",
        "b",
        "[]",
        "[1]",
        "b1",
        "progress",
        "code",
        "lang",
        "badge",
        "variant",
        "success",
        "separator",
        "stat",
        "data:;base64,AA",
    ])
    .prop_map(str::to_owned)
}

/// A block that is nearly always right, with a little noise in its fields.
fn likely_block() -> impl Strategy<Value = Value> {
    let scalar = || {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (-1e9..1e9).prop_map(|number: f64| Value::from(number)),
            "\\PC{0,12}".prop_map(Value::from),
        ]
    };
    let line = || "[ -~äß\n\r\t]{0,30}x";
    prop_oneof![
        (line(), prop::option::of(line()))
            .prop_map(|(text, sub)| json!({ "type": "header", "content": text, "subtitle": sub })),
        "(?s).{0,80}".prop_map(|text| json!({ "type": "paragraph", "text": text })),
        prop::collection::vec(prop::collection::vec(scalar(), 0..3), 0..6)
            .prop_map(|rows| json!({ "type": "table", "columns": ["a", "b"], "rows": rows })),
        prop::collection::vec((scalar(), any::<i32>()), 1..6).prop_map(|points| {
            let data: Vec<_> = points.into_iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
            json!({ "type": "chart", "kind": "area", "x": "x", "y": "y", "data": data })
        }),
        prop::collection::vec(line(), 0..5).prop_map(|items| json!({ "type": "todo", "items": items })),
        prop::collection::vec((line(), scalar()), 0..5).prop_map(|pairs| {
            let pairs: Vec<_> =
                pairs.into_iter().map(|(label, value)| json!({ "label": label, "value": value })).collect();
            json!({ "type": "kv", "pairs": pairs })
        }),
        (0.0..=100.0).prop_map(|value: f64| json!({ "type": "progress", "value": value })),
        (line(), scalar()).prop_map(|(label, value)| json!({ "type": "metric", "label": label, "value": value })),
    ]
}

fn check_stable(input: &Value) -> Result<(), TestCaseError> {
    let Ok(once) = parse(input) else { return Ok(()) };
    prop_assert_eq!(&parse(&wire(&once)).unwrap(), &once);
    prop_assert_eq!(&parse(&serde_json::from_str(&wire(&once).to_string()).unwrap()).unwrap(), &once);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_json_never_panics_and_parses_to_something_stable(input in json_value()) {
        check_stable(&input)?;
    }

    #[test]
    fn arbitrary_blocks_parse_to_something_stable(input in prop::collection::vec(likely_block(), 0..8)) {
        check_stable(&Value::from(input))?;
    }

    #[test]
    fn a_block_with_arbitrary_fields_never_panics(kind in word(), fields in prop::collection::vec((word(), json_value()), 0..5)) {
        let mut map: serde_json::Map<_, _> = fields.into_iter().collect();
        map.insert("type".into(), kind.into());
        check_stable(&json!([map]))?;
    }

    #[test]
    fn an_arbitrary_patch_never_panics(change in prop::collection::vec((word(), json_value()), 0..5)) {
        let base = blocks(&json!([{ "id": "a", "type": "hr" }, { "id": "b", "type": "text", "content": "x" }]));
        if let Ok(patched) = patch(&base, &change.into_iter().collect()) {
            prop_assert_eq!(&parse(&wire(&patched)).unwrap(), &patched);
        }
    }

    #[test]
    fn a_shortened_card_fits_and_is_a_card(
        input in prop::collection::vec(likely_block(), 0..8), bytes_max in 2usize..3_000
    ) {
        let Ok(whole) = parse(&Value::from(input)) else { return Ok(()) };
        let (short, cut) = shorten(&whole, bytes_max);
        prop_assert_eq!(!cut, short == whole);
        prop_assert!(!cut || serde_json::to_vec(&short).unwrap().len() <= bytes_max);
    }

    #[test]
    fn a_height_is_within_its_bounds(input in prop::collection::vec(likely_block(), 0..8), width in 0u32..5_000) {
        let Ok(blocks) = parse(&Value::from(input)) else { return Ok(()) };
        let height_px = extent_px(&blocks, width);
        prop_assert!((32..=BODY_HEIGHT_MAX_PX).contains(&height_px));
    }
}
