//! The tools that come with the program, each filled in once as a worker would: `instruments/examples`.
//!
//! The same results must come out of the WASM build (`web/e2e/tools-wasm.test.mjs` compares them with
//! `golden/evaluations.json`, which this test writes when `KINKEEPER_BLESS` is set).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use kinkeeper_domain as domain;
use kinkeeper_domain::instrument::{
    Answers, Compiled, Context, Evaluation, Facts, GateState, Instrument, ProblemKind, Text, asked, begin,
    change, library,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A tool filled in, and what must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    instrument: String,
    version: u16,
    story: Text,
    age: Option<i32>,
    today: String,
    #[serde(default)]
    previous: Answers,
    answers: Answers,
    expects: Expects,
}

#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expects {
    complete: bool,
    scores: BTreeMap<String, Option<f64>>,
    bands: BTreeMap<String, Option<String>>,
    flags: Vec<String>,
    gates: BTreeMap<String, GateState>,
    next_steps: Vec<String>,
    needs_goal: Vec<String>,
    hidden: Vec<String>,
}

fn instruments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../instruments")
}

/// The two tools of the first day have their examples in `instrument/tests.rs`.
fn examples() -> Vec<(&'static Instrument, Example)> {
    let own =
        |tool: &&Instrument| !(tool.version == 1 && ["csi", "safety-map"].contains(&tool.code.as_str()));
    library()
        .iter()
        .filter(own)
        .map(|tool| {
            let path = instruments().join(format!("examples/{}.v{}.json", tool.code, tool.version));
            let text =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let example: Example =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!((example.instrument.as_str(), example.version), (tool.code.as_str(), tool.version));
            assert_eq!(example.story.fault(), None, "{}", tool.code);
            (tool, example)
        })
        .collect()
}

fn context(example: &Example) -> Context {
    let today = Some(example.today.parse().unwrap());
    Context { subject_age_years: example.age, today, ..Context::default() }
}

#[test]
fn every_tool_gives_what_its_example_says() {
    let examples = examples();
    assert!(examples.len() >= 39, "{}", examples.len());
    for (tool, example) in &examples {
        let out = Compiled::new(tool).evaluate(&example.answers, &context(example));
        let expects = &example.expects;
        let code = &tool.code;
        assert_eq!(out.problems, [], "{code}");
        assert_eq!(out.complete, expects.complete, "{code}");
        assert_eq!(out.unreckoned, [""; 0], "{code}");
        #[allow(clippy::cast_precision_loss, reason = "scores are small")]
        let scores: BTreeMap<String, Option<f64>> = out
            .scores
            .iter()
            .map(|score| (score.code.clone(), score.thousandths.map(|value| value as f64 / 1000.0)))
            .collect();
        assert_eq!(scores, expects.scores, "{code}");
        let bands: BTreeMap<_, _> = out.bands.iter().map(|b| (b.banding.clone(), b.band.clone())).collect();
        assert_eq!(bands, expects.bands, "{code}");
        assert_eq!(out.flags, expects.flags, "{code}");
        let gates: BTreeMap<_, _> = out.gates.iter().map(|gate| (gate.code.clone(), gate.state)).collect();
        assert_eq!(gates, expects.gates, "{code}");
        assert_eq!(out.next_steps, expects.next_steps, "{code}");
        assert_eq!(out.needs_goal, expects.needs_goal, "{code}");
        let mut hidden: Vec<_> = out.hidden.iter().map(|place| place.code.clone()).collect();
        let mut wanted = expects.hidden.clone();
        hidden.sort();
        wanted.sort();
        assert_eq!(hidden, wanted, "{code}");
        assert_eq!(
            asked(tool, &example.answers, &out.hidden),
            example.answers,
            "{code}: nothing hidden is answered"
        );
    }
}

/// The draft of somebody who has only begun lacks answers, and is wrong in no other way: nothing is told of it that
/// would not be told of a form that nobody has touched.
#[test]
fn an_empty_record_raises_nothing() {
    for (tool, example) in &examples() {
        let out = Compiled::new(tool).evaluate(&Answers::new(), &context(example));
        let missing = |kind: &ProblemKind| {
            matches!(kind, ProblemKind::MissingAnswer | ProblemKind::CalledFor | ProblemKind::TooFew)
        };
        assert!(
            out.problems.iter().all(|problem| missing(&problem.kind)),
            "{}: {:?}",
            tool.code,
            out.problems
        );
        assert_eq!(out.flags, [""; 0], "{}", tool.code);
        assert_eq!(out.unreckoned, [""; 0], "{}", tool.code);
    }
}

/// What was answered half a year ago can be put beside the new answers, and a record compared with itself has not
/// changed.
#[test]
fn records_are_compared() {
    for (tool, example) in &examples() {
        change(&example.previous, &example.answers, tool);
        let same = change(&example.answers, &example.answers, tool);
        assert!(same.iter().all(|one| one.direction == domain::instrument::Direction::Same), "{}", tool.code);
    }
}

/// A new record begins with nothing that its own document would refuse.
#[test]
fn a_new_record_begins_with_sound_answers() {
    let all = examples();
    for (tool, example) in &all {
        let records =
            all.iter().map(|(tool, example)| (tool.code.as_str(), (*tool, &example.answers))).collect();
        let file = [
            (domain::instrument::Fact::SubjectName, "សុខ ដារា"),
            (domain::instrument::Fact::SubjectAge, "9"),
            (domain::instrument::Fact::SubjectSex, "female"),
            (domain::instrument::Fact::SubjectBirth, "2017-03-04"),
            (domain::instrument::Fact::FamilyNumber, "7F3A-92C1-08BE"),
            (domain::instrument::Fact::FamilyVillage, "02080304"),
            (domain::instrument::Fact::HouseholdSize, "5"),
            (domain::instrument::Fact::ChildrenCount, "3"),
            (domain::instrument::Fact::CaregiverName, "សុខ ចាន់"),
            (domain::instrument::Fact::WorkerName, "ចាន់ សុភា"),
            (domain::instrument::Fact::OrganisationName, "អង្គការ"),
            (domain::instrument::Fact::Today, "2026-11-28"),
        ];
        let file = file.map(|(fact, text)| (fact, text.to_owned())).into();
        let facts = Facts { file, previous: Some(&example.previous), records };
        let context = context(example);
        let begun = begin(tool, &facts, &context);
        let out = Compiled::new(tool).evaluate(&begun, &context);
        for (code, answer) in &begun {
            let wrong = out.problems.iter().find(|problem| {
                problem.item.as_ref() == Some(code)
                    && matches!(
                        problem.kind,
                        ProblemKind::WrongKind | ProblemKind::UnknownItem | ProblemKind::UnknownOption
                    )
            });
            assert!(wrong.is_none(), "{}: {code} begins with {answer:?}: {wrong:?}", tool.code);
        }
    }
}

/// The results as the WASM build must give them too.
#[test]
fn results_are_those_of_the_golden_file() {
    #[derive(serde::Serialize, Deserialize, PartialEq, Debug)]
    struct Golden {
        document: String,
        age: Option<i32>,
        today: String,
        evaluation: Evaluation,
    }
    let found: Vec<Golden> = examples()
        .iter()
        .map(|(tool, example)| Golden {
            document: format!("{}.v{}", tool.code, tool.version),
            age: example.age,
            today: example.today.clone(),
            evaluation: Compiled::new(tool).evaluate(&example.answers, &context(example)),
        })
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/evaluations.json");
    if std::env::var_os("KINKEEPER_BLESS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let golden: Vec<Golden> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(found, golden);
}
