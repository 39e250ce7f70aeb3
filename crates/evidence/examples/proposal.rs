//! A proposal from an invented cohort, as JSON: what the browser's tests look at, and whoever draws its page.
//! `cargo run -p kinkeeper-evidence --example proposal > web/e2e/fixtures/proposal.json`

#![allow(clippy::print_stdout, reason = "that is what it is for")]

use domain::instrument::library;
use kinkeeper_evidence::gather::EvidenceSettings;
use kinkeeper_evidence::{Screen, Settings, learn};

/// Chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
    fn yes(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }
    fn one_of(&mut self, labels: &[&str]) -> Option<String> {
        labels.get((self.unit() * labels.len() as f64) as usize).map(|label| (*label).to_owned())
    }
}

/// The day up to which outcomes are known.
const AS_OF: i32 = 20_800;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let settings = EvidenceSettings::shipped()?;
    let tool = library().iter().find(|tool| tool.code == settings.index.tool).ok_or("no such tool")?;
    let index = settings.index.index(tool);
    let mut chance = Chance(11);
    let weights: Vec<f64> =
        index.items.iter().map(|item| item.weight * (0.1 + 1.3 * chance.unit().powi(2))).collect();
    let screens: Vec<Screen> = (0..4_000)
        .map(|at| {
            let answers: Vec<f64> =
                (0..weights.len()).map(|_| f64::from(u8::from(chance.yes(0.32)))).collect();
            let log_odds = -4.6 + answers.iter().zip(&weights).map(|(a, w)| a * w).sum::<f64>();
            let apart = chance.yes(1.0 / (1.0 + (-log_odds).exp()));
            Screen {
                family: format!("f{at:06}"),
                day: 20_000 + (chance.unit() * 365.0) as i32,
                score: answers.iter().zip(&index.items).map(|(a, item)| a * item.weight).sum(),
                items: answers.into_iter().map(|a| (!chance.yes(0.05)).then_some(a)).collect(),
                sex: chance.one_of(&["girls", "boys", "both"]),
                disability: Some(if chance.yes(0.08) { "yes" } else { "no" }.to_owned()),
                area: chance.one_of(&["0202", "0204", "0208"]),
                outcome_6: (!chance.yes(0.05)).then_some(apart && chance.yes(0.6)),
                outcome_12: (!chance.yes(0.1)).then_some(apart),
            }
        })
        .collect();
    let with = Settings { resamples: 60, repeats: 1, ..Settings::new(index, AS_OF, 7) };
    let mut proposal = learn(&screens, &with)?;
    // The page draws no curve: a third of the file.
    for part in [&mut proposal.now, &mut proposal.proposed, &mut proposal.unrounded] {
        part.roc.clear();
    }
    println!("{}", serde_json::to_string(&proposal)?);
    Ok(())
}
