//! Whatever the bytes are: an answer, never a panic.

use crate::xlsform::{Options, fixtures, import};
use domain::khmer::Lang;
use proptest::prelude::*;
use std::io::Read;
use std::sync::LazyLock;

static CENSUS: LazyLock<Vec<u8>> = LazyLock::new(|| fixtures::census().unwrap());
static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    super::common::form(
        "type|name|label|relevant|choice_filter|calculation\nbegin_repeat|r|R\nselect_one l|a|A|${b} = 1|x = ${b}\ncalculate|b||||1 + 1\nend_repeat",
        "list_name|name|label|x\nl|1|One|1\nl|2|Two|2",
    )
});

/// The parts of a workbook.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..package.len())
        .map(|at| {
            let mut file = package.by_index(at).unwrap();
            let mut part = Vec::new();
            file.read_to_end(&mut part).unwrap();
            (file.name().unwrap().to_string(), part)
        })
        .collect()
}

static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| parts(&SMALL));

fn try_both(bytes: &[u8]) {
    for tolerant in [false, true] {
        match import(bytes, &Options { tolerant, ..Options::default() }) {
            Ok(read) => {
                let problems = read.instrument.check().err().unwrap_or_default();
                let fine = |fault| matches!(fault, domain::instrument::DocumentFault::Text(_));
                assert!(problems.iter().all(|problem| fine(problem.fault)), "{problems:?}");
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                assert!(faults.iter().all(|fault| !fault.message(Lang::Km).is_empty()));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04".to_vec(), bytes].concat() } else { bytes };
        try_both(&bytes);
    }

    #[test]
    fn a_workbook_with_changed_bytes(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = SMALL.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        try_both(&bytes);
    }

    #[test]
    fn a_workbook_with_changed_parts(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[<>&\"'/=0-9a-zA-Z{}$()\\[\\]!. -]{0,6}", 0..6_usize), 1..6),
    ) {
        let mut all = PARTS.clone();
        let which = which.index(all.len());
        for (at, text, cut) in changes {
            let part = &mut all[which].1;
            let at = at.index(part.len() + 1);
            let end = (at + cut).min(part.len());
            part.splice(at..end, text.into_bytes());
        }
        let all: Vec<(&str, &[u8])> = all.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
        try_both(&super::common::raw(&all));
    }

    #[test]
    fn any_cells(
        rows in proptest::collection::vec(
            proptest::collection::vec(
                prop_oneof![
                    Just(String::new()),
                    prop::sample::select(vec![
                        "text", "begin_group", "end_group", "begin_repeat", "end_repeat", "select_one l", "select_multiple l or_other",
                        "rank l", "calculate", "note", "range", "today", "start", "hidden", "a", "b", "c", "l", "${a}", "${b} + 1", ". > 0",
                        "yes", "TRUE", "1", "start=1 end=3", "x = ${a}", "instance('l')/root/item[name = ${a}]/label", "../a", "/data/b",
                        "indexed-repeat(${a}, ${b}, 1)", "jr:choice-name(${a}, '${a}')", "${a}${b}", "{}", "kinkeeper", "ខ្មែរ",
                    ]).prop_map(str::to_owned),
                    "\\PC{0,12}",
                ],
                0..10,
            ),
            0..12,
        ),
        lists in proptest::collection::vec(proptest::collection::vec("[a-cl \u{17a0}]{0,3}", 0..5), 0..6),
    ) {
        let headings = "type|name|label|relevant|calculation|constraint|choice_filter|parameters|default|repeat_count";
        let grid = |name: &str, head: &str, rows: Vec<Vec<String>>| {
            let mut all = vec![head.split('|').map(str::to_owned).collect()];
            all.extend(rows);
            fixtures::Grid { name: name.into(), rows: all }
        };
        let bytes = fixtures::workbook(&[grid("survey", headings, rows), grid("choices", "list_name|name|label|x", lists)]);
        if let Ok(bytes) = bytes {
            try_both(&bytes);
        }
    }
}

#[test]
fn every_truncation_of_a_workbook() {
    for end in (0..SMALL.len()).step_by(37) {
        try_both(&SMALL[..end]);
    }
    try_both(&CENSUS);
}

#[test]
fn names_that_lie_in_themselves_thousands_deep_do_not_overflow() {
    let deep: String = (0..9_000).map(|at| format!("begin_group|g{at}|G\n")).collect();
    try_both(&super::common::survey(&format!("type|name|label\n{deep}")));
    let chain: String = (0..5_000)
        .map(|at| format!("calculate|c{at}||${{c{}}} + 1\n", at + 1))
        .chain(["integer|c5000|C".to_owned()])
        .collect();
    try_both(&super::common::survey(&format!("type|name|label|calculation\n{chain}")));
}
