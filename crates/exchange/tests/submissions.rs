//! Whatever is sent, reading it ends well.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on fails"
)]

use domain::instrument::library;
use kinkeeper_exchange::openrosa::{self, SubmissionError, form_list, manifest, parse};
use proptest::prelude::*;

const META: &str = "<meta><instanceID>uuid:1</instanceID></meta>";

#[test]
fn what_is_refused() {
    let cases: [(&str, SubmissionError); 6] = [
        ("<data><meta><instanceID>a</instanceID></meta></data>", SubmissionError::NoFormId),
        ("<data id='a'/>", SubmissionError::NoInstanceId),
        ("<!DOCTYPE data [<!ENTITY a 'b'>]><data id='a'>&a;</data>", SubmissionError::Declares),
        ("<!DOCTYPE data SYSTEM 'file:///etc/passwd'><data id='a'/>", SubmissionError::Declares),
        ("<data id='a'><b>&xxe;</b></data>", SubmissionError::Declares),
        (&format!("<data id='a'>{}{META}</data>", "<b>".repeat(80)), SubmissionError::TooDeep),
    ];
    for (xml, wanted) in cases {
        assert_eq!(parse(xml.as_bytes()), Err(wanted), "{xml}");
    }
    for xml in ["", "<data id='a'>", "<data id='a'></b>", "<a id='1'/><b/>", "x<a/>", "<a id=1/>", "\u{0}"] {
        assert!(
            matches!(parse(xml.as_bytes()), Err(SubmissionError::NotXml(_))),
            "{xml}: {:?}",
            parse(xml.as_bytes())
        );
    }
    assert_eq!(parse(&[0xff, 0xfe]), Err(SubmissionError::NotUtf8));
    let large = format!("<data id='a'>{}{META}</data>", "<b/>".repeat(100_001));
    assert_eq!(parse(large.as_bytes()), Err(SubmissionError::TooLarge));
    let long = format!("<data id='a'><b>{}</b>{META}</data>", "x".repeat(5 << 20));
    assert_eq!(parse(long.as_bytes()), Err(SubmissionError::TooLarge));
}

#[test]
fn what_is_read() {
    let xml = "\u{feff}<?xml version='1.0'?><!-- a --><x:data xmlns:x='u' xmlns:orx='http://openrosa.org/xforms' id='a' version='2'>\
         <b> &lt;1&gt; &amp; &#x1780;<![CDATA[<c>]]></b>\n  <orx:meta><orx:instanceID>uuid:1</orx:instanceID>\
         <orx:deprecatedID>uuid:0</orx:deprecatedID></orx:meta></x:data>";
    let found = parse(xml.as_bytes()).unwrap();
    assert_eq!(
        (found.instance_id.as_str(), found.form_id.as_str(), found.version.as_str()),
        ("uuid:1", "a", "2")
    );
    assert_eq!(found.deprecated_id.as_deref(), Some("uuid:0"));
    assert_eq!(found.root.children[0].text, " <1> & \u{1780}<c>");
    assert_eq!(found.root.text, "");
}

#[test]
fn lists_of_forms_and_files() {
    let form = openrosa::ListedForm {
        form_id: "csi".into(),
        name: "CSI & more".into(),
        version: "2".into(),
        hash: "md5:00".into(),
        download_url: "https://example.org/f?a=1&b=2".into(),
        manifest_url: None,
    };
    let xml = form_list(&[form]);
    assert!(
        xml.contains("<xforms xmlns=\"http://openrosa.org/xforms/xformsList\"><xform><formID>csi</formID>")
    );
    assert!(xml.contains("a=1&amp;b=2"));
    assert!(
        manifest(&[]).ends_with("<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\"></manifest>")
    );
}

fn anything_like_xml() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[<>/&;'\"= !\\[\\]?-]{1,6}",
        "<(hurt|where|how_much|meta|instanceID|data|begin)>",
        "</(hurt|where|how_much|meta|instanceID|data|begin)>",
        "(yes|no|[0-9.e-]{1,9}|uuid:[a-z0-9]{1,4})",
        "&(amp|lt|#[0-9]{1,7}|#x[0-9a-f]{1,6}|nbsp);",
        ".{0,12}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_makes_it_fall(text in anything_like_xml()) {
        let _ = parse(text.as_bytes());
        let _ = parse(format!("<data id='body-map' version='1'>{text}{META}</data>").as_bytes());
    }

    #[test]
    fn no_bytes_make_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }
}

/// Elements of the form with whatever in them.
fn filled() -> impl Strategy<Value = (usize, Vec<(usize, String)>)> {
    let value = prop_oneof![
        "[0-9]{1,20}",
        "-?[0-9]{0,5}\\.?[0-9]{0,5}",
        "(yes|no|unknown|OK|child)",
        "\\PC{0,20}",
        "[0-9]e[0-9]{1,4}"
    ];
    (any::<usize>(), proptest::collection::vec((any::<usize>(), value), 0..40))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_value_is_an_answer_left_or_a_problem((at, values) in filled()) {
        let tools = library();
        let tool = &tools[at % tools.len()];
        let form = openrosa::form_xml(tool).unwrap();
        let begin = form.find("<instance>").unwrap() + "<instance>".len();
        let end = form.find("</instance>").unwrap();
        // The data of the blank form, with values put into its blank elements.
        let mut pieces: Vec<String> = form[begin..end].replace(" jr:template=\"\"", "").split("/>").map(str::to_owned).collect();
        let count = pieces.len() - 1;
        for (place, value) in values {
            let piece = &mut pieces[place % count];
            let name = piece.rsplit('<').next().unwrap().to_owned();
            let value = value.replace('&', "&amp;").replace('<', "&lt;");
            *piece = format!("{piece}>{value}</{name}>\u{1}");
        }
        let xml = pieces.join("/>").replace("\u{1}/>", "").replace('\u{1}', "");
        let xml = xml.replace("<instanceID/>", "<instanceID>uuid:1</instanceID>");
        if let Ok(submission) = parse(xml.as_bytes()) {
            let _ = openrosa::to_answers(tool, &submission);
        }
    }
}
