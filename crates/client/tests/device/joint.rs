//! A file that another organisation holds.

use super::*;

/// A file of another organisation, on which hers works too.
fn joint_file(server: &mut Server) -> StreamId {
    let family = StreamId::from_u128(700);
    let (lead, child) = (WorkerId::from_u128(50), PersonId::from_u128(701));
    let (consent, joint) = (ConsentId::from_u128(702), JointId::from_u128(703));
    let today = Millis(START).day();
    let child_of = NewPerson {
        id: child,
        name_km: "ឡុង ស្រីពេជ្រ".into(),
        name_latin: "Long Sreypich".into(),
        sex: Sex::Female,
        birth: None,
        in_focus: true,
    };
    let referral = Referral {
        source: "school".into(),
        referrer: String::new(),
        referrer_phone: String::new(),
        reasons: vec!["hunger".into()],
        story: String::new(),
        urgency: Risk::Medium,
        people: vec![child],
        family_knows: None,
        received_at: Millis(START),
    };
    let given = Consent {
        purpose: "joint_case".into(),
        by: child,
        covers: vec![child],
        recipient: String::new(),
        organisation: Some(OrganisationId::from_u128(9)),
        sections: vec![Section::Identity, Section::Narrative],
        language: "km".into(),
        on: today,
        until: today.plus_days(90),
        withheld: String::new(),
        mark: Mark::OnPaper,
    };
    let named = |worker, name: &str| JointWorker {
        worker,
        name_km: format!("{name} ខ្មែរ"),
        name_latin: name.into(),
        phone: "012 555 102".into(),
    };
    let offered = JointOffered {
        lead: OrganisationId::from_u128(8),
        to: OrganisationId::from_u128(9),
        consent,
        sections: given.sections.clone(),
        works: vec![JointWork::Visits],
        why: "both visit".into(),
        contact: "Sophea".into(),
        team: vec![named(lead, "Sophea")],
        on: today,
        until: today.plus_days(60),
    };
    let workers = vec![named(WorkerId::from_u128(1), "Davy")];
    let screening = Screening::Accept { risk: Risk::Medium, respond_by: Millis(START), note: String::new() };
    for (n, action) in [
        FamilyAction::Opened { village: "02080102".parse().unwrap(), import: None },
        FamilyAction::PersonAdded { person: child_of },
        FamilyAction::ReferralReceived { referral },
        FamilyAction::ReferralScreened { screening },
        FamilyAction::WorkerAssigned { worker: lead, role: TeamRole::Lead },
        FamilyAction::ConsentGiven { consent, given },
        FamilyAction::JointOffered { joint, offered },
        FamilyAction::JointAccepted { joint, workers },
    ]
    .into_iter()
    .enumerate()
    {
        let receipt = server.place(Entry {
            id: EntryId::from_u128(800 + n as u128),
            stream: family,
            author: lead,
            device: DeviceId::from_u128(50),
            made_at: Millis(START),
            base: Base { seen: n as u64, after: None },
            v: ACTION_VERSION,
            action: Action::Family(action),
        });
        assert!(matches!(receipt.verdict, Verdict::Placed { result: Outcome::Applied, .. }), "{receipt:?}");
    }
    family
}

#[test]
fn a_partner_works_on_anothers_file_without_a_network_and_loses_it_with_the_consent() {
    let mut server = Server::default();
    let family = joint_file(&mut server);
    let mut phone = Phone::new();
    phone.later(&mut server, Network::Works);
    let file = |phone: &Phone| match phone.core.view(&Route::Family { family }, Millis(phone.now)) {
        View::Family(file) => *file,
        other => panic!("{other:?}"),
    };
    let seen = file(&phone);
    assert_eq!(seen.readable, [Section::Identity, Section::Narrative]);
    let may = |name: &str| seen.can.iter().any(|can| can == name);
    assert!(may("family.visit_recorded") && may("family.concern_raised"));
    for not_hers in ["family.task_added", "family.closed", "family.consent_withdrawn", "family.joint_ended"] {
        assert!(!may(not_hers), "{not_hers}");
    }
    let mark = seen.card.joint.clone().unwrap();
    assert_eq!((mark.with.latin.as_str(), mark.ours), ("Lead", false));
    assert!(seen.timeline.iter().any(|line| line.by.latin == "Sophea · Lead"), "{:?}", seen.timeline);
    assert!(seen.guest.is_none());

    let act = |phone: &mut Phone, action, server: &mut Server, network| {
        let command = Command::Act { family, actions: vec![action], draft: None };
        phone.event(Event::Do { command: Box::new(command) }, server, network);
    };
    act(&mut phone, visited(), &mut server, Network::Down);
    assert_eq!(phone.sync(), (1, 0));
    // What was not agreed is refused before anything is recorded.
    let new = NewTask { what: "…".into(), worker: WorkerId::from_u128(1), by: None };
    let task = FamilyAction::TaskAdded { task: TaskId::from_u128(901), new };
    act(&mut phone, task, &mut server, Network::Down);
    assert_eq!(phone.sync(), (1, 0));
    phone.killed();
    phone.later(&mut server, Network::Works);
    phone.later(&mut server, Network::Works);
    assert_eq!(phone.sync(), (0, 0));
    assert!(file(&phone).visits.iter().any(|visit| visit.worker.latin == "Davy"));

    // Without a network she writes on, while the family takes its consent back.
    let again = FamilyAction::VisitMissed { visit: VisitId::from_u128(902), reason: "rain".into() };
    let planned =
        PlannedVisit { on: Millis(START).day(), worker: WorkerId::from_u128(1), purpose: "…".into() };
    act(
        &mut phone,
        FamilyAction::VisitPlanned { visit: VisitId::from_u128(902), planned },
        &mut server,
        Network::Down,
    );
    act(&mut phone, again, &mut server, Network::Down);
    server.forget.push(family);
    server.refuse.extend(["family.visit_planned", "family.visit_missed"]);
    let before = server.entries();
    for _ in 0..3 {
        phone.later(&mut server, Network::Works);
    }
    assert_eq!(server.entries(), before);
    assert!(matches!(phone.core.view(&Route::Family { family }, Millis(phone.now)), View::Gone));
    assert!(!phone.vault.iter().any(|((table, _), value)| table == "streams" && value.contains("Sreypich")));
    assert_eq!(phone.sync(), (0, 2), "what she wrote is kept and shown");
    phone.killed();
    assert_eq!(phone.sync(), (0, 2));
    assert!(matches!(phone.core.view(&Route::Family { family }, Millis(phone.now)), View::Gone));
}
