//! What may be right in a document and is probably not meant: said to whoever writes it, never refused.

use super::expr::{Demand, Expr, demands};
use super::{Instrument, Item, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What should be looked at, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentAdvice {
    /// Code of the item or section, or `lists.` and the name of a list.
    pub path: String,
    /// What.
    pub advice: Advice,
}

/// What should be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// A list of options from which no item offers anything.
    UnusedList,
    /// It is asked only when another answer is something that nobody can answer, or never.
    Unreachable,
    /// A recording must be given, and our phones make none: nobody can complete the tool with them.
    NoRecorder,
}

impl Instrument {
    /// What should be looked at before it is published.
    pub fn advise(&self) -> Vec<DocumentAdvice> {
        let mut found = Vec::new();
        let used: BTreeSet<&str> = self.items().filter_map(|(_, item)| item.answer.list()).collect();
        for name in self.lists.keys().filter(|name| !used.contains(name.as_str())) {
            found.push(DocumentAdvice { path: format!("lists.{name}"), advice: Advice::UnusedList });
        }
        let mut asked = |code: &str, relevant: &Option<String>| {
            if relevant.as_deref().is_some_and(|relevant| self.never(relevant)) {
                found.push(DocumentAdvice { path: code.to_owned(), advice: Advice::Unreachable });
            }
        };
        for section in &self.sections {
            asked(&section.code, &section.relevant);
        }
        for (_, item) in self.items() {
            asked(&item.code, &item.relevant);
        }
        for (_, item) in self.items() {
            let demanded = item.required || item.required_when.is_some();
            if demanded && matches!(item.answer, Kind::Audio {}) {
                found.push(DocumentAdvice { path: item.code.clone(), advice: Advice::NoRecorder });
            }
        }
        found
    }

    /// Whether an expression demands what no answer can be.
    fn never(&self, expression: &str) -> bool {
        // One that cannot be read is a fault, not advice.
        let Ok(expression) = Expr::parse(expression) else { return false };
        demands(&expression).iter().any(|demand| match demand {
            Demand::Never => true,
            Demand::Value { question, value } => {
                let item = self.items().map(|(_, item)| item).find(|item| item.code == *question);
                item.is_some_and(|item| !self.may_be(item, value))
            }
        })
    }

    /// Whether an item that offers something offers this.
    fn may_be(&self, item: &Item, value: &str) -> bool {
        match self.options(&item.answer) {
            Some(offered) => offered.options.iter().any(|choice| choice.code == value),
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]
    use super::*;

    fn told(tool: &Instrument) -> Vec<(String, Advice)> {
        tool.advise().into_iter().map(|one| (one.path, one.advice)).collect()
    }

    #[test]
    fn what_is_never_asked_and_what_is_never_offered_is_told() {
        let mut tool = crate::instrument::find("idpoor", 1).unwrap().clone();
        assert_eq!(told(&tool), []);
        let choice = tool.items().find(|(_, item)| tool.options(&item.answer).is_some()).unwrap().1;
        let (question, option) =
            (choice.code.clone(), tool.options(&choice.answer).unwrap().options[0].code.clone());
        for (relevant, never) in [
            (format!("${{{question}}} = '{option}'"), false),
            (format!("selected(${{{question}}}, 'nobody-says-so')"), true),
            (format!("'nobody-says-so' = ${{{question}}} and true()"), true),
            (format!("${{{question}}} = 'nobody-says-so' or true()"), false),
            (format!("not(${{{question}}} = 'nobody-says-so')"), false),
            ("false()".to_owned(), true),
            ("1 = 2 or".to_owned(), false),
        ] {
            let last = tool.sections.last_mut().unwrap();
            last.relevant = Some(relevant.clone());
            let code = last.code.clone();
            assert_eq!(told(&tool).contains(&(code, Advice::Unreachable)), never, "{relevant}");
        }
        tool.lists.insert("spare".into(), Vec::new());
        assert!(told(&tool).contains(&("lists.spare".into(), Advice::UnusedList)));
        let item = tool.sections[0].items.first_mut().unwrap();
        (item.answer, item.required) = (Kind::Audio {}, true);
        let code = item.code.clone();
        assert!(told(&tool).contains(&(code, Advice::NoRecorder)));
    }

    #[test]
    fn the_tools_of_the_library_need_no_advice() {
        for tool in crate::instrument::library() {
            assert_eq!(told(tool), [], "{}", tool.code);
        }
    }
}
