//! The papers as their readers get them: whole PDFs, looked at from outside.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_wrap,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::io::Read;
use std::process::Command;

use common::{closing_km, consent_en, consent_km, plan_empty, plan_en, plan_km, plan_long, plan_wide};
use kinkeeper_print::{
    CasePlanDoc, ConsentDoc, Digits, Lang, PrintError, case_plan_pdf, closing_pdf, consent_pdf,
};

/// How often `needle` stands uncompressed in the file.
fn count(pdf: &[u8], needle: &[u8]) -> usize {
    pdf.windows(needle.len()).filter(|w| *w == needle).count()
}

fn pages(pdf: &[u8]) -> usize {
    count(pdf, b"/Type/Page") - count(pdf, b"/Type/Pages")
}

/// The first attached file, inflated.
fn attached(pdf: &[u8]) -> Vec<u8> {
    let find = |from: usize, needle: &[u8]| {
        from + pdf[from..].windows(needle.len()).position(|w| w == needle).expect("no such part in the PDF")
    };
    let object = find(0, b"/Type/EmbeddedFile");
    let start = find(object, b"stream") + b"stream".len();
    let body = start + pdf[start..].iter().position(|b| !b.is_ascii_whitespace()).unwrap();
    let end = find(body, b"endstream");
    let mut text = Vec::new();
    flate2::read::ZlibDecoder::new(&pdf[body..end]).read_to_end(&mut text).unwrap();
    text
}

/// The text of the pages, where poppler's `pdftotext` is installed. Only Latin text and single Khmer
/// digits survive the way back out of a PDF, so this looks at nothing else.
fn text(pdf: &[u8]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&file).arg("-").output()
    else {
        eprintln!("pdftotext is not installed: the text of the pages is not checked here");
        return None;
    };
    Some(String::from_utf8(out.stdout).unwrap())
}

#[test]
fn the_plan_prints_in_both_languages_with_its_source_inside() {
    for plan in [plan_en(), plan_km()] {
        let pdf = case_plan_pdf(&plan).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert!((3..=5).contains(&pages(&pdf)), "{} pages", pages(&pdf));
        let source: CasePlanDoc = serde_json::from_slice(&attached(&pdf)).unwrap();
        assert_eq!(source, CasePlanDoc { genogram_svg: None, ..plan });
    }
}

#[test]
fn metadata_names_the_language_and_the_kind_of_paper_but_nobody() {
    let (en, km) = (case_plan_pdf(&plan_en()).unwrap(), case_plan_pdf(&plan_km()).unwrap());
    assert_eq!(count(&en, "<rdf:li xml:lang=\"x-default\">Our family’s plan</rdf:li>".as_bytes()), 1);
    assert_eq!(count(&km, "<rdf:li xml:lang=\"x-default\">ផែនការគ្រួសាររបស់យើង</rdf:li>".as_bytes()), 1);
    assert_eq!((count(&en, b"<rdf:li>en-GB</rdf:li>"), count(&km, b"<rdf:li>km-KH</rdf:li>")), (1, 1));
    for name in ["Sopheap", "BTB-2026", "Hands Together", "Meas Chanthy"] {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((count(&en, name.as_bytes()), count(&en, &wide)), (0, 0), "{name}");
    }
    for clock in [&b"CreationDate"[..], b"ModDate", b"xmp:CreateDate"] {
        assert_eq!(count(&en, clock), 0);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_also_side_by_side() {
    let first = case_plan_pdf(&plan_km()).unwrap();
    let others: Vec<_> = (0..2).map(|_| std::thread::spawn(|| case_plan_pdf(&plan_km()).unwrap())).collect();
    for other in others {
        assert!(first == other.join().unwrap());
    }
    let mut changed = plan_km();
    changed.goals[0].words.push('!');
    assert!(first != case_plan_pdf(&changed).unwrap());
}

const HOSTILE: &str = r#"#panic("x") *a* _b_ $x^2 [c] \ <d> @e `f` ~ #import "g": * "]} // h /* i = j"#;

#[test]
fn text_is_never_read_as_markup() {
    let h = || HOSTILE.to_owned();
    let mut plan = plan_en();
    (plan.family_label, plan.village_line, plan.worker, plan.organisation) = (h(), h(), h(), h());
    (plan.file_no, plan.printed_on, plan.agreed_on, plan.next_review) = (h(), h(), Some(h()), Some(h()));
    plan.strengths = vec![h(), "line\nbreak\ttab \u{0} \u{202e}x\u{202c} 🙂 ภาษาไทย".to_owned()];
    (plan.people[0].name, plan.people[0].kin_word, plan.people[0].age_text) = (h(), h(), h());
    let goal = &mut plan.goals[0];
    (goal.words, goal.for_whom, goal.status_text, goal.why) = (h(), h(), h(), vec![h()]);
    (goal.actions[0].what, goal.actions[0].who, goal.actions[0].by) = (h(), h(), h());
    (plan.contacts[0].label, plan.contacts[0].phone) = (h(), h());
    let pdf = case_plan_pdf(&plan).unwrap();
    let Some(text) = text(&pdf) else { return };
    for literal in ["#panic(\"x\")", "*a* _b_ $x^2 [c] \\ <d> @e", "`f` ~ #import"] {
        assert!(text.contains(literal), "{literal} is not on the page:\n{text}");
    }
}

#[test]
fn a_long_plan_flows_over_its_pages() {
    let pdf = case_plan_pdf(&plan_long()).unwrap();
    assert!((8..=20).contains(&pages(&pdf)), "{} pages", pages(&pdf));
    let Some(text) = text(&pdf) else { return };
    // Nothing of an over-long word is lost beyond the edge of its column.
    assert_eq!(text.matches('W').count(), 12 * 120);
}

#[test]
fn a_drawing_that_would_be_too_small_lies_on_its_side() {
    let lying = b"/MediaBox[0 0 841.8898 595.2756]";
    let bare = |svg: Option<String>| CasePlanDoc { genogram_svg: svg, ..plan_empty(Lang::Km) };
    assert_eq!(count(&case_plan_pdf(&bare(plan_wide().genogram_svg)).unwrap(), lying), 1);
    assert_eq!(count(&case_plan_pdf(&bare(plan_km().genogram_svg)).unwrap(), lying), 0);
}

#[test]
fn an_empty_plan_leaves_room_for_the_pen() {
    for lang in [Lang::En, Lang::Km] {
        assert_eq!(pages(&case_plan_pdf(&plan_empty(lang)).unwrap()), 2);
    }
}

#[test]
fn page_numbers_and_dates_are_in_the_wanted_digits() {
    let latin = case_plan_pdf(&plan_en()).unwrap();
    let khmer = case_plan_pdf(&CasePlanDoc { digits: Digits::Khmer, ..plan_en() }).unwrap();
    assert!(latin != khmer);
    let (Some(latin), Some(khmer)) = (text(&latin), text(&khmer)) else { return };
    assert!(
        latin.contains("Page 1 of 4") && latin.contains("18 November 2026") && latin.contains("13 years")
    );
    assert!(
        khmer.contains("Page ១ of ៤") && khmer.contains("១៨ November ២០២៦") && khmer.contains("១៣ years")
    );
    assert!(
        khmer.contains("012 555 014") && khmer.contains("BTB-2026-0147"),
        "numbers to dial and look up stay"
    );
}

#[test]
fn the_english_plan_says_what_it_must() {
    let Some(text) = text(&case_plan_pdf(&plan_en()).unwrap()) else { return };
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} is missing:\n{text}"));
    let strengths = at("What is strong in our family");
    let words = at("I want Dara to go to a school");
    let steps = at("Visit the class for deaf children");
    let why = at("Dara is alone at home");
    let sign = at("We agree with this plan");
    assert!(strengths < words && words < steps && steps < why && why < sign);
    for part in [
        "Parent or caregiver",
        "Child, if able",
        "Social worker",
        "village chief or CCWC",
        "1280",
        "This paper is private",
    ] {
        at(part);
    }
}

#[test]
fn consent_and_closing_print_with_their_source_inside() {
    for consent in [consent_en(), consent_km(), ConsentDoc::default()] {
        let pdf = consent_pdf(&consent).unwrap();
        assert!((2..=3).contains(&pages(&pdf)), "{} pages", pages(&pdf));
        assert_eq!(serde_json::from_slice::<ConsentDoc>(&attached(&pdf)).unwrap(), consent);
    }
    let closing = closing_km();
    let pdf = closing_pdf(&closing).unwrap();
    assert!((2..=4).contains(&pages(&pdf)), "{} pages", pages(&pdf));
    assert_eq!(serde_json::from_slice::<kinkeeper_print::ClosingDoc>(&attached(&pdf)).unwrap(), closing);
}

#[test]
fn what_cannot_be_printed_is_refused_without_quoting_it() {
    let drawing = |svg: &str| CasePlanDoc { genogram_svg: Some(svg.to_owned()), ..plan_empty(Lang::En) };
    assert_eq!(case_plan_pdf(&drawing("<svg>Sok Dara")), Err(PrintError::Drawing));
    let outside = r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="secret-of-sok-dara.png" width="9" height="9"/></svg>"#;
    let refusal = case_plan_pdf(&drawing(outside)).unwrap_err();
    assert!(
        matches!(refusal, PrintError::Typeset { .. }) && !format!("{refusal} {refusal:?}").contains("dara")
    );
    let huge = "x".repeat(kinkeeper_print::MAX_INPUT_BYTES + 1);
    assert_eq!(case_plan_pdf(&drawing(&huge)), Err(PrintError::TooLarge));
    assert_eq!(case_plan_pdf(&CasePlanDoc { strengths: vec![huge], ..plan_en() }), Err(PrintError::TooLarge));
}

#[test]
fn readers_and_erasure_print_with_their_source_inside() {
    use kinkeeper_print::{ErasureDoc, ReadersDoc, erasure_pdf, readers_pdf};
    for lang in [Lang::Km, Lang::En] {
        let doc = common::readers(lang);
        let pdf = readers_pdf(&doc).unwrap();
        assert!((1..=3).contains(&pages(&pdf)), "{} pages", pages(&pdf));
        assert_eq!(serde_json::from_slice::<ReadersDoc>(&attached(&pdf)).unwrap(), doc);
        let none = ReadersDoc { days: Vec::new(), more: false, ..doc };
        assert_eq!(pages(&readers_pdf(&none).unwrap()), 1);
        let doc = common::erasure(lang);
        let pdf = erasure_pdf(&doc).unwrap();
        assert_eq!(pages(&pdf), 1);
        assert_eq!(serde_json::from_slice::<ErasureDoc>(&attached(&pdf)).unwrap(), doc);
    }
    if let Some(text) = text(&readers_pdf(&common::readers(Lang::En)).unwrap()) {
        for word in
            ["Who opened our file", "Meas Chanthy", "opened the file", "Was not let in", "22 November 2026"]
        {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn who_may_see_a_file_prints_with_its_source_inside() {
    use kinkeeper_print::{AccessDoc, access_pdf};
    for lang in [Lang::Km, Lang::En] {
        let doc = common::access(lang);
        let pdf = access_pdf(&doc).unwrap();
        assert!((1..=2).contains(&pages(&pdf)), "{} pages", pages(&pdf));
        assert_eq!(serde_json::from_slice::<AccessDoc>(&attached(&pdf)).unwrap(), doc);
        assert_eq!(pages(&access_pdf(&AccessDoc { lang, ..AccessDoc::default() }).unwrap()), 1);
    }
    if let Some(text) = text(&access_pdf(&common::access(Lang::En)).unwrap()) {
        for word in ["Who may see our file", "Meas Chanthy", "until 23 November 2026", "Never sees it"] {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn the_annex_shows_its_hash_and_carries_the_matrix() {
    use kinkeeper_print::{AnnexDoc, annex_pdf};
    for lang in [Lang::Km, Lang::En] {
        let doc = common::annex(lang);
        let pdf = annex_pdf(&doc).unwrap();
        assert_eq!(pages(&pdf), 1);
        assert_eq!(serde_json::from_slice::<AnnexDoc>(&attached(&pdf)).unwrap(), doc);
        // Even without anything to show.
        assert_eq!(pages(&annex_pdf(&AnnexDoc { lang, ..AnnexDoc::default() }).unwrap()), 1);
    }
    if let Some(text) = text(&annex_pdf(&common::annex(Lang::En)).unwrap()) {
        for word in
            ["Version 2", "01234567 89abcdef", "Families for which she answers", "Signature and stamp"]
        {
            assert!(text.contains(word), "{word}: {text}");
        }
    }
}
