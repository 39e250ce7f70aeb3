//! The mistakes that are planted for the simulator to find (`domain::planted`), and what each of them does.

/// A mistake's name, and what it does.
pub const ALL: [(&str, &str); 37] = [
    ("gone when it leaves", "a phone forgets an entry when it is given to the network"),
    ("no receipt is a good receipt", "an answer that cannot be read counts as a yes"),
    ("refused is forgotten", "what the server refuses leaves the phone's disk"),
    ("what left is undone", "what may be on the server already can be taken back"),
    ("a pause without end", "a pause is believed however long it is"),
    ("a hold without end", "a clock that is put back holds an entry for as long as it was ahead"),
    ("it waits for ever", "what follows an entry that was refused is never let loose"),
    ("another life unheard", "a phone does not notice that the server was put back to a backup"),
    ("the journal stays shut", "what the server lost with the backup is not sent again"),
    ("nothing comes anew", "after a backup came back, phones keep their old copies"),
    ("home in a former life", "old copies are believed after the server was put back to a backup"),
    ("what is open is not kept", "a phone does not say which sections it holds open"),
    ("received and not kept", "what came from the server is in memory only"),
    ("forgotten in memory only", "what is to be forgotten stays on the disk"),
    ("forgetting takes the unsent along", "with a family, what was written about it goes"),
    ("home with its file", "when a file arrives, all that waits for it counts as arrived"),
    ("a place is skipped", "now and then an entry of an answer is passed over"),
    ("said and not kept", "the second of two entries is not written to the disk"),
    ("a draft is lost", "a half-written form is kept empty"),
    ("an undo takes what was begun since", "taking back gives a form back over what was typed in it since"),
    ("another id after a restart", "after a restart, entries that wait get other ids"),
    ("one further than seen", "somebody counts as having seen one entry more than she had"),
    ("the last one wins", "of two values of a field, the later replaces the former silently"),
    ("placed again", "the server does not recognise what it has"),
    ("a place is left out", "a ledger has a gap"),
    ("a link is missing", "now and then the chain is not carried on"),
    ("acknowledged too early", "the server says yes, and does not keep it"),
    ("the tray forgets", "what is refused is not kept"),
    ("the old team stays", "who was taken off a family stays in its list"),
    ("a list lags", "of several entries at once the lists hear nothing"),
    ("nobody is told to forget", "phones are not told what they may no longer hold"),
    ("closed and not told", "sections that are closed stay open on phones"),
    ("a reading unrecorded", "what comes later of a file is served without a row in the audit log"),
    ("sealed to nobody", "every section is served to everybody"),
    ("one life only", "a server does not say which life of its content it has"),
    ("everybody may write", "the policy is asked, and not heard"),
    ("a refusal sounds like a yes", "the server refuses, and says that it has it"),
];

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::path::Path;

    /// The names that production code asks for.
    fn asked(folder: &Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                asked(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let parts = text.split("planted(\"").skip(1);
                into.extend(parts.filter_map(|part| part.split('"').next()).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_mistake_is_planted_once_and_named_here() {
        let mut found = Vec::new();
        for name in ["domain", "client", "store", "server"] {
            asked(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src"), &mut found);
        }
        found.sort();
        let mut named: Vec<String> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
        named.sort();
        assert_eq!(found, named);
    }
}
