#[test]
fn dbg() {
    let demo = super::network(super::Day::new(2026, 11, 22).unwrap());
    let mut seen = std::collections::BTreeMap::new();
    for l in &demo.families { for e in &l.entries {
        if let domain::entry::Action::Family(domain::family::FamilyAction::AssessmentCompleted { completed }) = &e.action {
            let t = domain::instrument::find(&completed.instrument, completed.version).unwrap();
            let ev = domain::instrument::evaluate(t, &completed.answers, &domain::instrument::Context::default());
            for p in ev.problems { *seen.entry(format!("{} {:?}", completed.instrument, p)).or_insert(0) += 1; }
        }
    } }
    for l in demo.ledgers() { let (_, o) = { let mut s = domain::stream::AnyStream::empty(l.kind); let o: Vec<_> = crate::builders::placed(&l.entries).into_iter().map(|p| s.take(p)).collect(); (s,o) };
      for (e,o) in l.entries.iter().zip(o) { if o.code() != "applied" { *seen.entry(format!("{} {:?}", e.action.name(), o)).or_insert(0) += 1; } } }
    panic!("{seen:#?}");
}
