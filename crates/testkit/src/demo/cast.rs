//! Who works in the demonstration's network: organisations, workers and villages.

use crate::builders::{Hand, Ids};
use domain::ids::{DeviceId, OrganisationId, WorkerId};
use domain::organisation::{Role, Worker};
use domain::place::{Place, PlaceCode, PlaceUnit};

/// A worker of the demonstration.
#[derive(Debug, Clone)]
pub struct Member {
    /// The organisation's id; equal to the id of its stream.
    pub organisation: OrganisationId,
    /// Her device.
    pub device: DeviceId,
    /// As her organisation knows her.
    pub worker: Worker,
}

impl Member {
    /// Who writes, on which device.
    pub fn hand(&self) -> Hand {
        Hand { worker: self.worker.id, device: self.device }
    }
    /// The sign-in name.
    pub fn account(&self) -> &str {
        &self.worker.account
    }
}

/// An organisation of the demonstration.
#[derive(Debug, Clone)]
pub struct Agency {
    /// Its id.
    pub id: OrganisationId,
    /// Name in Khmer.
    pub name_km: &'static str,
    /// Name in Latin letters.
    pub name_latin: &'static str,
}

/// Everybody.
#[derive(Debug, Clone)]
pub struct Cast {
    /// The organisations.
    pub agencies: Vec<Agency>,
    /// The workers.
    pub members: Vec<Member>,
}

/// Organisations, all invented except that districts have an office of social affairs.
const AGENCIES: [(&str, &str); 4] = [
    ("អង្គការទូកគ្រួសារ", "Tuk Krousar (Family Boat)"),
    ("អង្គការភ្លើងចង្កៀង", "Pleung Changkieng (Lamplight)"),
    ("អង្គការកន្ទេលមួយ", "Kantel Muoy (One Mat)"),
    ("ការិយាល័យសង្គមកិច្ច ស្រុកព្រៃនប់", "Prey Nob District Social Affairs Office"),
];

struct Line {
    account: &'static str,
    agency: usize,
    km: &'static str,
    latin: &'static str,
    role: Role,
    under: &'static str,
    areas: &'static [&'static str],
    phone: &'static str,
}

/// Workers; a supervisor stands before those whom she supervises. Telephone numbers begin with 0xx 555, which
/// nobody has.
const LINES: [Line; 14] = [
    Line {
        account: "bopha",
        agency: 0,
        km: "មាស បុប្ផា",
        latin: "Meas Bopha",
        role: Role::ProgrammeManager,
        under: "",
        areas: &["02"],
        phone: "012 555 101",
    },
    Line {
        account: "sophea",
        agency: 0,
        km: "ចាន់ សុភា",
        latin: "Chan Sophea",
        role: Role::SeniorSocialWorker,
        under: "bopha",
        areas: &["0208", "0202", "0205"],
        phone: "012 555 102",
    },
    Line {
        account: "davy",
        agency: 0,
        km: "កែវ ដាវី",
        latin: "Keo Davy",
        role: Role::VillageSocialWorker,
        under: "sophea",
        areas: &["020801", "02080201"],
        phone: "012 555 103",
    },
    Line {
        account: "channary",
        agency: 0,
        km: "សុខ ចាន់ណារី",
        latin: "Sok Channary",
        role: Role::VillageSocialWorker,
        under: "sophea",
        areas: &["0202"],
        phone: "012 555 104",
    },
    Line {
        account: "rithy",
        agency: 0,
        km: "ហេង រិទ្ធី",
        latin: "Heng Rithy",
        role: Role::Specialist,
        under: "sophea",
        areas: &["02"],
        phone: "012 555 105",
    },
    Line {
        account: "vuthy",
        agency: 0,
        km: "លឹម វុទ្ធី",
        latin: "Lim Vuthy",
        role: Role::MeOfficer,
        under: "bopha",
        areas: &["02"],
        phone: "012 555 106",
    },
    Line {
        account: "pisey",
        agency: 0,
        km: "យឹម ពិសី",
        latin: "Yim Pisey",
        role: Role::Administrator,
        under: "bopha",
        areas: &[],
        phone: "012 555 107",
    },
    Line {
        account: "sokha",
        agency: 1,
        km: "នួន សុខា",
        latin: "Nuon Sokha",
        role: Role::SeniorSocialWorker,
        under: "",
        areas: &["17"],
        phone: "012 555 108",
    },
    Line {
        account: "ratanak",
        agency: 1,
        km: "ប្រាក់ រតនៈ",
        latin: "Prak Ratanak",
        role: Role::VillageSocialWorker,
        under: "sokha",
        areas: &["1707", "1711"],
        phone: "012 555 109",
    },
    Line {
        account: "maly",
        agency: 2,
        km: "ទេព មាលី",
        latin: "Tep Maly",
        role: Role::SeniorSocialWorker,
        under: "",
        areas: &["12", "08"],
        phone: "012 555 110",
    },
    Line {
        account: "kosal",
        agency: 2,
        km: "អ៊ុក កុសល",
        latin: "Ouk Kosal",
        role: Role::VillageSocialWorker,
        under: "maly",
        areas: &["1205", "1214", "0808", "0809"],
        phone: "012 555 111",
    },
    Line {
        account: "nimol",
        agency: 3,
        km: "សៅ និមល",
        latin: "Sao Nimol",
        role: Role::SeniorSocialWorker,
        under: "",
        areas: &["1802"],
        phone: "012 555 112",
    },
    // Another team's senior, for emergencies, and who watches over reading.
    Line {
        account: "sreyleak",
        agency: 0,
        km: "ម៉ក់ ស្រីល័ក្ខ",
        latin: "Mok Sreyleak",
        role: Role::SeniorSocialWorker,
        under: "bopha",
        areas: &["0201"],
        phone: "012 555 113",
    },
    Line {
        account: "vibol",
        agency: 0,
        km: "ផល វិបុល",
        latin: "Phal Vibol",
        role: Role::DataProtectionOfficer,
        under: "bopha",
        areas: &[],
        phone: "012 555 114",
    },
];

impl Cast {
    /// Everybody, with ids from a source.
    pub fn assemble(ids: &mut Ids) -> Self {
        let agencies: Vec<Agency> = AGENCIES
            .iter()
            .map(|(name_km, name_latin)| Agency { id: ids.fresh(), name_km, name_latin })
            .collect();
        let mut members: Vec<Member> = Vec::new();
        for line in &LINES {
            let Some(agency) = agencies.get(line.agency) else { continue };
            let supervisor: Option<WorkerId> =
                members.iter().find(|other| other.account() == line.under).map(|other| other.worker.id);
            let worker = Worker {
                id: ids.fresh(),
                account: line.account.to_owned(),
                name_km: line.km.to_owned(),
                name_latin: line.latin.to_owned(),
                role: line.role,
                supervisor,
                areas: line.areas.iter().filter_map(|code| code.parse().ok()).collect(),
                phone: line.phone.to_owned(),
                active: true,
            };
            members.push(Member { organisation: agency.id, device: ids.fresh(), worker });
        }
        Self { agencies, members }
    }

    /// The worker who signs in with this name.
    pub fn find(&self, account: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.account() == account)
    }
}

/// The few places that the demonstration needs: every province, and what lies above its villages. Official
/// codes and names.
pub fn places() -> Vec<Place> {
    include_str!("../../data/places.csv").lines().skip(1).filter_map(place).collect()
}

fn place(line: &str) -> Option<Place> {
    let mut parts = line.split(',');
    let code = parts.next()?.parse().ok()?;
    let (name_km, name_latin) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    Some(Place { code, name_km, name_latin, unit: PlaceUnit::read(parts.next()?)? })
}

/// The villages of the demonstration.
pub fn villages() -> Vec<Place> {
    places().into_iter().filter(|place| place.unit == PlaceUnit::Village).collect()
}

/// The village with this code in Khmer, as people say it.
pub fn village_name(villages: &[Place], code: &PlaceCode) -> String {
    villages.iter().find(|place| place.code == *code).map_or_else(String::new, |place| place.name_km.clone())
}
