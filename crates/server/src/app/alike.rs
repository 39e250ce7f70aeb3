//! Families that may be one, looked for again when they arrive: two workers without a network write down the same child,
//! and neither could be warned. Compared away from whoever wrote, as at intake (`duplicates`); shown to those who steer one
//! of the two; decided in both files at once, by two people (ADR 26).

use super::duplicates::{Candidate, Sign, compare, names_alike};
use super::families::may_open;
use super::gate::PolicyGate;
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::entry::{ACTION_VERSION, Action, Base, Entry, Outcome, Rejection, Section, StreamKind};
use domain::family::summary::{CardPerson, Summary};
use domain::family::{Family, FamilyAction};
use domain::ids::{EntryId, StreamId, WorkerId};
use domain::khmer::keys::search_tokens;
use domain::place::PlaceCode;
use domain::stream::AnyStream;
use policy::{Act, Context, Protected};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::alike::{Pair, Waiting};
use store::reads::{FamilyRow, StreamInfo};
use store::{Append, Denied, Gate, Verdict};

/// From this score on, and of the same commune, it is worth somebody's time. At intake more is told (`duplicates`): there
/// she has the family before her, while here every chance likeness of two names would lie on a desk.
const WORTH_A_LOOK: u8 = 73;
/// Below this, two names are not the same name written differently.
const SAME_NAME: f32 = 0.93;
/// Most pairs of one family.
const MOST: usize = 10;
/// Families compared in one turn.
const TURN: u32 = 100;
/// Pairs looked through for one answer, and those that are shown.
const LOOKED_THROUGH: u32 = 1_000;
const SHOWN: usize = 40;
/// Longest reason, in characters.
const LONGEST: usize = 2_000;

/// Compares families that wait. Says how many.
pub async fn compare_waiting(app: &App) -> Result<usize, Problem> {
    let waiting = app.store.alike_waiting(TURN).await?;
    for one in &waiting {
        let pairs = alike_to(app, *one).await?;
        let told: Vec<StreamId> = pairs.iter().flat_map(|pair| [pair.one.0, pair.other.0]).collect();
        app.store.alike_found(*one, &pairs).await?;
        for family in told {
            // From no device: whoever may see it is told that there is something.
            let nobody = domain::ids::DeviceId::from_u128(0);
            app.events.tell(family, StreamKind::Family, nobody, false);
        }
    }
    Ok(waiting.len())
}

fn card(row: &FamilyRow) -> Option<Summary> {
    serde_json::from_str(row.card.get()).ok()
}

fn village(row: &FamilyRow) -> Option<PlaceCode> {
    row.village.as_deref().and_then(|code| code.parse().ok())
}

/// Whether nobody has to look: the file was withdrawn, or somebody has said something about the two already.
fn is_settled(one: &Summary, other: &FamilyRow) -> bool {
    one.asked_of.contains(&other.stream) || other.stage == "withdrawn"
}

async fn alike_to(app: &App, waiting: Waiting) -> Result<Vec<Pair>, Problem> {
    // Erased in between, or of no interest any more.
    let Some(row) = app.store.family_rows(&[waiting.family]).await?.pop() else { return Ok(Vec::new()) };
    let Some(summary) = card(&row).filter(|_| row.stage != "withdrawn") else { return Ok(Vec::new()) };
    let mut best: BTreeMap<StreamId, Pair> = BTreeMap::new();
    for person in &summary.people {
        let candidate = Candidate {
            name_km: person.name_km.clone(),
            name_latin: person.name_latin.clone(),
            sex: person.sex,
            birth_year: person.birth.map(|birth| birth.year()),
            village: village(&row),
        };
        let keys = search_tokens(&candidate.name_km, &candidate.name_latin);
        for found in app.store.duplicates(row.org, &keys, 50).await? {
            let other = &found.family;
            if other.stream == row.stream || is_settled(&summary, other) {
                continue;
            }
            let Some(held) = card(other) else { continue };
            let Some(known) = held.people.iter().find(|person| person.id == found.person) else { continue };
            if names_alike(&candidate, known) < SAME_NAME {
                continue;
            }
            let alike = compare(&candidate, known, village(other).as_ref());
            let near = |signs: &[Sign]| signs.contains(&Sign::Village) || signs.contains(&Sign::Commune);
            let worth = alike.filter(|(score, signs)| *score >= WORTH_A_LOOK && near(signs));
            let Some((score, signs)) = worth else { continue };
            let pair = Pair {
                one: (row.stream, person.id),
                other: (other.stream, known.id),
                org: row.org,
                score,
                signs: signs.into_iter().map(Sign::code).collect::<Vec<_>>().join(" "),
                at: app.now(),
            };
            let before = best.get(&other.stream).map_or(0, |pair| pair.score);
            if score > before {
                best.insert(other.stream, pair.in_order());
            }
        }
    }
    let mut pairs: Vec<Pair> = best.into_values().collect();
    pairs.sort_by(|a, b| b.score.cmp(&a.score).then(a.one.cmp(&b.one)).then(a.other.cmp(&b.other)));
    pairs.truncate(MOST);
    Ok(pairs)
}

/// One of the two, as far as she may read it.
#[derive(Debug, Clone)]
pub struct Side {
    /// The family.
    pub family: StreamId,
    /// Who of it may be the same.
    pub person: CardPerson,
    /// Where they live.
    pub village: Option<PlaceCode>,
    /// Who answers for it.
    pub lead: Option<WorkerId>,
    /// Whether she may say what they are.
    pub decides: bool,
}

/// Two families in which somebody may be the same.
#[derive(Debug, Clone)]
pub struct Alike {
    /// The family that she steers.
    pub one: Side,
    /// The other; nothing when she may not open it: then she learns that there is one, as at intake.
    pub other: Option<Side>,
    /// What speaks for it.
    pub signs: Vec<String>,
    /// Whom she can ask about a family that she may not open.
    pub ask: Option<WorkerId>,
}

/// What waits for somebody to look, of families that she steers.
pub async fn list(app: &App, signed: &Signed) -> Result<Vec<Alike>, Problem> {
    super::team::decide(signed, Act::AskForDuplicates)?;
    let pairs = app.store.alike_pairs(signed.session.org, LOOKED_THROUGH).await?;
    let ids: Vec<StreamId> = pairs.iter().flat_map(|pair| [pair.one.0, pair.other.0]).collect();
    let infos = infos(app, signed, &ids).await?;
    let mut shown = Vec::new();
    for pair in pairs {
        let (Some(a), Some(b)) = (infos.get(&pair.one.0), infos.get(&pair.other.0)) else { continue };
        let (a, b) = ((a, pair.one.1), (b, pair.other.1));
        // Hers first.
        let (mine, other) = match (steers(signed, a.0), steers(signed, b.0)) {
            (false, false) => continue,
            (true, _) => (a, b),
            (false, true) => (b, a),
        };
        if !may_know(signed, other.0) {
            continue;
        }
        shown.push((pair, mine.0.id, mine.1, other.0.id, other.1));
        if shown.len() == SHOWN {
            break;
        }
    }
    let ids: Vec<StreamId> = shown.iter().flat_map(|(_, mine, _, other, _)| [*mine, *other]).collect();
    let rows: HashMap<StreamId, FamilyRow> =
        app.store.family_rows(&ids).await?.into_iter().map(|row| (row.stream, row)).collect();
    let side = |family: StreamId, person| -> Option<(Side, Summary)> {
        let (row, info) = (rows.get(&family)?, infos.get(&family)?);
        let summary = card(row)?;
        let person = summary.people.iter().find(|one| one.id == person)?.clone();
        let decides = steers(signed, info);
        Some((Side { family, person, village: village(row), lead: row.lead, decides }, summary))
    };
    let (mut all, mut hinted) = (Vec::new(), Vec::new());
    for (pair, mine, person, other, other_person) in shown {
        let (Some((one, summary)), Some(row)) = (side(mine, person), rows.get(&other)) else { continue };
        if is_settled(&summary, row) {
            continue;
        }
        let opens = infos.get(&other).is_some_and(|info| may_open(signed, info));
        let other_side = if opens { side(other, other_person).map(|(side, _)| side) } else { None };
        if opens && other_side.is_none() {
            continue;
        }
        if !opens {
            hinted.push(other);
        }
        // Of what she may not open she is not told how alike it is.
        let signs = if opens { pair.signs.split(' ').map(str::to_owned).collect() } else { Vec::new() };
        let ask = signed.directory.supervisor_of(signed.session.worker).filter(|_| !opens);
        all.push(Alike { one, other: other_side, signs, ask });
    }
    let families = all.iter().flat_map(|one| {
        [Some(one.one.family), one.other.as_ref().map(|other| other.family)].into_iter().flatten()
    });
    let mut events = vec![signed.showed("alike", families)];
    if !hinted.is_empty() {
        events.push(signed.showed("alike.hinted", hinted));
    }
    app.store.audit(events).await?;
    Ok(all)
}

async fn infos(
    app: &App,
    signed: &Signed,
    ids: &[StreamId],
) -> Result<HashMap<StreamId, StreamInfo>, Problem> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let infos = app.store.stream_infos(&ids, signed.about.at).await?;
    let ours = infos.into_iter().filter(|info| info.org == signed.session.org);
    Ok(ours.map(|info| (info.id, info)).collect())
}

/// Whether she may say that a file is of the same family as another.
fn steers(signed: &Signed, info: &StreamInfo) -> bool {
    let context = Context { has_no_lead: info.ties().lead.is_none(), ..Context::default() };
    let opens = info.kind == StreamKind::Family && may_open(signed, info);
    opens && signed.asker.may_give("family.files_same", info.facts(), context).is_ok()
}

/// Whoever is kept out of a file, or was not cleared for who they are, does not learn that it is there.
fn may_know(signed: &Signed, info: &StreamInfo) -> bool {
    let kept_out = info.access.excluded.contains(&signed.session.worker);
    !kept_out && (may_open(signed, info) || !info.access.sealed.contains(&Section::Identity))
}

/// What somebody says about two files.
#[derive(Debug, Clone)]
pub struct Decided {
    /// They are of the same family; `stands` says which file stands.
    pub same: bool,
    /// Why; may be empty.
    pub words: String,
}

/// Says in both files that they are of the same family, `stands` being the one that stands, or that they are not.
pub async fn decide(
    app: &App,
    signed: &Signed,
    (stands, other): (StreamId, StreamId),
    decided: Decided,
) -> Result<(), Problem> {
    if decided.words.chars().count() > LONGEST {
        return Err(Problem::new(Code::BadValue).at("words"));
    }
    if stands == other {
        return Err(Problem::new(Code::BadValue).at("other"));
    }
    let infos = infos(app, signed, &[stands, other]).await?;
    let (Some(one), Some(two)) = (infos.get(&stands), infos.get(&other)) else {
        return Err(Problem::new(Code::NotFound));
    };
    for info in [one, two] {
        if !steers(signed, info) {
            let mut event = signed.event("family.files_same", false);
            event.stream = Some(info.id);
            app.store.audit(vec![event]).await?;
            return Err(Problem::new(Code::NotFound));
        }
    }
    let words = decided.words.trim();
    let entry = |info: &StreamInfo, other: StreamId, stands: bool| -> Result<Entry, Problem> {
        let words = words.to_owned();
        let action = if decided.same {
            FamilyAction::FilesSame { other, stands, words }
        } else {
            FamilyAction::FilesNotSame { other, words }
        };
        Ok(Entry {
            id: EntryId::from_uuid(app.new_id()?),
            stream: info.id,
            author: signed.session.worker,
            device: signed.session.device,
            made_at: signed.about.at,
            base: Base { seen: info.head, after: None },
            v: ACTION_VERSION,
            action: Action::Family(action),
        })
    };
    let gate = PolicyGate::new(Arc::clone(&signed.asker), Arc::clone(&signed.directory), signed.about.at);
    let request = Append {
        entries: vec![entry(one, other, true)?, entry(two, stands, false)?],
        actor: signed.actor(),
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
        gate: Arc::new(BothFiles { gate }),
        atomic: true,
        on_behalf: false,
    };
    for receipt in app.store.append(request).await? {
        match receipt.verdict {
            Verdict::Placed { outcome: Outcome::Rejected { reason }, .. } => {
                return Err(Problem::new(if reason == Rejection::FourEyes {
                    Code::TwoPeople
                } else {
                    Code::FilesDecided
                }));
            }
            Verdict::Refused { .. } => return Err(Problem::new(Code::NotFound)),
            Verdict::Placed { .. } | Verdict::AlreadyThere { .. } => {}
        }
    }
    for family in [stands, other] {
        app.events.tell(family, StreamKind::Family, signed.session.device, false);
    }
    Ok(())
}

/// Under the locks of both streams once more.
struct BothFiles {
    gate: PolicyGate,
}

impl Gate for BothFiles {
    fn allow(&self, info: &StreamInfo, state: &AnyStream, entry: &Entry) -> Result<(), Denied> {
        let family: Option<&Family> = state.family().map(|file| &file.state);
        match family.filter(|_| info.head > 0) {
            Some(family) => self.gate.may_write(info, family, &entry.action),
            None => Err(Denied { code: "no_such_family".to_owned(), reason: "there is none".to_owned() }),
        }
    }
}
