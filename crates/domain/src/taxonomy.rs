//! What kinds of services there are: the types and kinds of the national exchange, so that referrals can be sent on
//! without translating, with words of our own. The document lies in `directory/`.

use crate::instrument::Text;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// All types of services.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct Taxonomy {
    /// Short name.
    pub code: String,
    /// Counts up with every change; a code never changes its meaning.
    pub version: u16,
    /// The types.
    pub types: Vec<ServiceType>,
}

/// A type of services.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ServiceType {
    /// As the national exchange spells it.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// The kinds.
    pub kinds: Vec<ServiceKind>,
}

/// A kind of service.
#[cfg_attr(feature = "ts", derive(tsify::Tsify))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, told::Told)]
#[serde(deny_unknown_fields)]
pub struct ServiceKind {
    /// As the national exchange spells it, spelling mistakes included.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// The reasons for which families are referred that it helps with: codes of the protocol's list.
    pub answers: Vec<String>,
    /// Further words under which it is looked for, in either language.
    pub words: Vec<String>,
}

impl Taxonomy {
    /// The one that comes with the program.
    pub fn shipped() -> &'static Taxonomy {
        static SHIPPED: LazyLock<Taxonomy> = LazyLock::new(|| {
            // A test reads the document.
            crate::read::text(include_str!("../../../directory/services.v1.json")).unwrap_or_default()
        });
        &SHIPPED
    }

    /// A kind with its type.
    pub fn kind(&self, code: &str) -> Option<(&ServiceType, &ServiceKind)> {
        self.types.iter().find_map(|of| of.kinds.iter().find(|kind| kind.code == code).map(|kind| (of, kind)))
    }

    /// Whether a kind answers a need: the code of a kind, of a type, or of a reason for referral.
    pub fn answers(&self, code: &str, need: &str) -> bool {
        code == need
            || self
                .kind(code)
                .is_some_and(|(of, kind)| of.code == need || kind.answers.iter().any(|reason| reason == need))
    }

    /// What a kind is called; its code when this build does not know it.
    pub fn label(&self, code: &str) -> Text {
        self.kind(code)
            .map_or_else(|| Text { en: code.to_owned(), km: code.to_owned() }, |(_, kind)| kind.label.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Protocol;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_is_whole_and_answers_only_reasons_that_the_protocol_knows() {
        let taxonomy = Taxonomy::shipped();
        assert_eq!(crate::instrument::faulty_texts(taxonomy).unwrap(), []);
        let kinds: Vec<_> = taxonomy.types.iter().flat_map(|of| &of.kinds).collect();
        assert_eq!(kinds.iter().map(|kind| &kind.code).collect::<BTreeSet<_>>().len(), kinds.len());
        assert_eq!(kinds.len(), 50);
        let reasons: BTreeSet<_> =
            Protocol::shipped().referral_reasons.iter().map(|reason| reason.code.as_str()).collect();
        let answered: BTreeSet<_> = kinds.iter().flat_map(|kind| &kind.answers).map(String::as_str).collect();
        assert_eq!(answered, reasons, "every reason has a service, and no service an unknown reason");
    }

    #[test]
    fn a_need_is_a_kind_a_type_or_a_reason() {
        let taxonomy = Taxonomy::shipped();
        let code = "disability_support_aid_provision";
        for need in [code, "disability_support", "disability"] {
            assert!(taxonomy.answers(code, need), "{need}");
        }
        assert!(!taxonomy.answers(code, "medical_support"));
        assert_eq!(taxonomy.label("from_a_later_version").en, "from_a_later_version");
    }
}
