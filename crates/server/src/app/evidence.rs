//! Numbers about an organisation's work: what changed, how work ended, and what the vulnerability index could learn.
//! Whoever counts reads no family: the files are read here, and counts go out.

use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::family::Family;
use domain::ids::{OrganisationId, StreamId};
use domain::instrument::{Instrument, Text};
use domain::time::Millis;
use evidence::change::{ChangeReport, ChangeSettings, since_baseline};
use evidence::closures::{ClosureReport, ClosureSettings, at_closing};
use evidence::gather::{EvidenceSettings, days, screens};
use evidence::records::{ReportRefusal, filed};
use evidence::reliability::Reliability;
use evidence::{Proposal, Refusal, Screen, Settings, learn, reliability_of};
use policy::Purpose;
use policy::acts::ReadNumbers;
use std::sync::Arc;
use store::numbers::FamiliesOf;

/// For so long what was counted is shown again, in milliseconds: counting reads every file.
const GOOD_FOR_MS: i64 = 600_000;
/// Chance in the statistics begins here: the same files give the same figures.
const SEED: u64 = 20_260;

/// What was counted.
#[derive(Debug)]
pub struct Evidence {
    /// When.
    pub at: Millis,
    /// From how many families.
    pub families: u64,
    /// What changed since the baseline.
    pub change: Result<ChangeReport, ReportRefusal>,
    /// How work ended.
    pub closures: Result<ClosureReport, ReportRefusal>,
    /// The index.
    pub index: IndexEvidence,
}

/// What is known of the index.
#[derive(Debug)]
pub struct IndexEvidence {
    /// What its tool is called.
    pub title: Option<Text>,
    /// What the tool wants said wherever its results are shown.
    pub label: Option<Text>,
    /// Its items by their codes.
    pub items: Vec<(String, Text)>,
    /// How well its items hang together, whatever came after.
    pub reliability: Option<Reliability>,
    /// What is proposed, or why nothing is.
    pub learnt: Result<Box<Proposal>, Refusal>,
}

/// What was counted last.
#[derive(Debug, Default)]
pub struct EvidenceCache(tokio::sync::Mutex<Option<(OrganisationId, Arc<Evidence>)>>);

/// The numbers of her organisation.
pub async fn numbers(app: &App, signed: &Signed) -> Result<Arc<Evidence>, Problem> {
    let organisation = signed.session.org;
    let proof = signed
        .asker
        .authorize::<FamiliesOf, ReadNumbers>(FamiliesOf(organisation), Purpose::Measurement)
        .map_err(|_| Problem::new(Code::NotAllowed))?;
    // One count at a time, whoever asks.
    let mut held = app.evidence.0.lock().await;
    if let Some((of, known)) = held.as_ref()
        && *of == organisation
        && (0..GOOD_FOR_MS).contains(&(signed.about.at.0 - known.at.0))
    {
        app.store.audit(vec![signed.event("numbers.read", true)]).await?;
        return Ok(Arc::clone(known));
    }
    let settings = EvidenceSettings::shipped().map_err(Problem::broken)?;
    let tools = Arc::clone(&signed.directory.tools);
    let documents: Vec<&Instrument> = tools.all().collect();
    let mut screened: Vec<Screen> = Vec::new();
    let mut files: Vec<(StreamId, Family)> = Vec::new();
    let families = app
        .store
        .each_family(&proof, signed.event("numbers.read", true), |id, family| {
            screened.extend(screens(id, family, &documents, &settings));
            files.push((id, family.for_counting()));
        })
        .await?;
    let at = signed.about.at;
    let found = tokio::task::spawn_blocking(move || {
        let documents: Vec<Instrument> = tools.all().cloned().collect();
        let records: Vec<_> = files.iter().flat_map(|(id, file)| filed(*id, file)).collect();
        let change = ChangeSettings::new(settings.change.every_version());
        let closures =
            ClosureSettings { tool: settings.closures.every_version(), ..ClosureSettings::phase_out() };
        Evidence {
            at,
            families,
            change: since_baseline(&records, &documents, &change),
            closures: at_closing(&records, &documents, &closures),
            index: index(&documents, &settings, &screened, at),
        }
    });
    let found = Arc::new(found.await.map_err(Problem::broken)?);
    *held = Some((organisation, Arc::clone(&found)));
    Ok(found)
}

fn index(
    documents: &[Instrument],
    settings: &EvidenceSettings,
    screened: &[Screen],
    at: Millis,
) -> IndexEvidence {
    let newest =
        documents.iter().filter(|tool| tool.code == settings.index.tool).max_by_key(|tool| tool.version);
    let Some(tool) = newest else {
        let learnt = Err(Refusal::NoVariation { items: 0 });
        return IndexEvidence { title: None, label: None, items: Vec::new(), reliability: None, learnt };
    };
    let index = settings.index.index(tool);
    let title =
        |code: &str| tool.items().find(|(_, item)| item.code == code).map(|(_, item)| item.title.clone());
    let items = index.items.iter().filter_map(|item| Some((item.code.clone(), title(&item.code)?))).collect();
    let with = Settings::new(index, days(at.day()), SEED);
    // Of few families the figure says nothing, and too much of each.
    let enough = screened.len() >= with.least_of_group;
    IndexEvidence {
        title: Some(tool.title.clone()),
        label: tool.label.clone(),
        items,
        reliability: enough.then(|| reliability_of(screened, &with).ok()).flatten(),
        learnt: learn(screened, &with).map(Box::new),
    }
}
