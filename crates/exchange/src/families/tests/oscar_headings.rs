//! Workbooks with the headings of OSCaR's onboarding workbook.

use super::*;

#[test]
fn clients_become_people_of_their_families() {
    let plan = read(&oscar(&invented(20)).unwrap()).unwrap();
    assert_eq!(plan.source, Source::OscarOnboarding);
    // Twenty families of two clients and a carer, and two clients by themselves.
    assert_eq!(plan.counts(), (22, 62, 40));
    let family = &plan.families[0];
    assert_eq!((family.code.as_str(), family.village.as_str()), ("100", "02010101"));
    assert_eq!((family.status, family.id_poor), (Some(FileStatus::Active), Some(IdPoor::Level2)));
    assert_eq!(family.address.as_deref(), Some("1"));
    assert_eq!(family.referral.source, Some(ReferralSource::Known(KnownSource::School)));
    let names: Vec<_> = family.people.iter().map(|p| p.name_latin.as_deref().unwrap()).collect();
    assert_eq!(names, ["Sok Yeay", "Sok Sophea", "Sok Rattana"]);
    assert!(family.people[0].is_caregiver && family.people[1].is_child_of_concern);
    assert_eq!(family.people[0].phones, ["+85512000100"]);
    assert_eq!(family.people[1].name_km.as_deref(), Some("សុខ សុភា"));
    assert!(family.relationships.iter().all(|r| r.relation == Relation::CarerOf && r.person == "carer-2"));
    let alone = &plan.families[20];
    assert_eq!(
        (alone.code.as_str(), alone.people.len(), alone.at.sheet.as_str()),
        ("client-4", 1, "clients")
    );
}

#[test]
fn what_has_no_field_is_kept_in_the_note() {
    let plan = read(&oscar(&invented(20)).unwrap()).unwrap();
    let note = plan.families[0].import_note.as_deref().unwrap();
    for line in [
        "Name: Sok",
        "Family Type: Birth Family (Both Parents)",
        "Family History: ",
        "Donor: Lotus Fund",
        "Sok Sophea (client-2)",
    ] {
        assert!(note.contains(line), "{line} in {note}");
    }
    assert_eq!(
        places(&plan.warnings)[..5],
        [
            "users!-0 sheet_not_imported",
            "families!A0 column_kept_in_note",
            "families!C0 column_kept_in_note",
            "families!E0 column_kept_in_note",
            "clients!W0 column_kept_in_note",
        ]
    );
    assert!(plan.warnings[5..].iter().all(|w| w.code == "carer_made_person"));
}

const CLIENT_HEADINGS: &[&str] = &[
    "Given Name (English)",
    "Family Name (Khmer)",
    "* Gender",
    "Date of Birth",
    "Family ID",
    "Current Province",
    "Address - Village",
    "*Case Worker ID",
    "Is the Client Rated for ID Poor?",
    "NGO Exited Date",
    "* Exit Note",
];

fn clients(rows: &[&[&str]]) -> Vec<u8> {
    let mut all = vec![CLIENT_HEADINGS];
    all.extend(rows);
    let families: &[&[&str]] = &[
        &["*Name", "*Family ID", "*Family Status", "Village"],
        &["Sok", "1", "Active", "ភូមិថ្មី"],
        &["Keo", "2", "Inactive", ""],
    ];
    book(&[("Families", families), ("Clients", &all)])
}

#[test]
fn villages_are_found_by_name_and_values_of_another_system_are_kept() {
    let plan = read(&clients(&[
        &["Malis", "", "female", "1/2/2015", "1", "Battambang", "somewhere", "dara", "Yes"],
        &["", "កែវ", "Prefer not to say", "", "2", "", "02010102", "17", "Level 1"],
        &["Visal", "", "male", "3/4/2012", "", "", "ភូមិថ្មី", "", "", "5/6/2025", "Moved away"],
    ]))
    .unwrap();
    let [first, second, third] = plan.families.as_slice() else { panic!("{:?}", plan.families) };
    assert_eq!((first.village.as_str(), first.worker.as_deref()), ("02010101", Some("dara")));
    let note = first.import_note.as_deref().unwrap();
    assert!(note.contains("Address - Village: somewhere") && note.contains("ID Poor?: Yes"), "{note}");
    assert_eq!((second.village.as_str(), second.status), ("02010102", None));
    assert_eq!((second.people[0].sex, second.worker.as_deref()), (Sex::Unknown, None));
    let note = second.import_note.as_deref().unwrap();
    for line in ["Family Status: Inactive", "Gender: Prefer not to say", "Case Worker ID: 17"] {
        assert!(note.contains(line), "{line} in {note}");
    }
    assert_eq!(third.status, Some(FileStatus::Closed));
    assert!(third.import_note.as_deref().unwrap().contains("Exit Note: Moved away"));
}

#[test]
fn what_cannot_be_placed_is_a_problem() {
    let found = problems(&clients(&[
        &["Malis", "", "female", "40/2/2015", "1"],            // 2
        &["Malis", "", "female", "1/2/2015", "3"],             // 3: no such family
        &["", "", "female", "1/2/2015", "1"],                  // 4: no name
        &["Dara", "", "male", "1/2/2015", "", "", "Nowhere"],  // 5
        &["Dara", "", "male", "1/2/2015", "", "", "Svay"],     // 6: two of that name
        &["Dara", "", "male", "1/2/2015", "", "", "99999999"], // 7
        &["Dara", "", "male", "1/2/2015", "", "", ""],         // 8
    ]));
    assert_eq!(
        found,
        [
            "Clients!D2 date_not_on_calendar",
            "Clients!E3 family_not_found",
            "Clients!A4 name_missing",
            "Clients!G5 village_not_found",
            "Clients!G6 village_ambiguous",
            "Clients!G7 village_unknown",
            "Clients!G8 required",
            "Families!D3 required",
        ]
    );
}

#[test]
fn a_sheet_without_what_it_needs_is_refused() {
    assert_eq!(
        problems(&book(&[(
            "clients",
            &[&["Given Name (English)", "Address - Village"], &["Dara", "02010101"]]
        )])),
        ["clients!-0 column_missing"]
    );
}
