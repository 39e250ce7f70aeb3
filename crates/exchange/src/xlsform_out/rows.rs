//! A form between the document and its two spellings, workbook and XML: rows as XLSForm knows them, already with their
//! names and expressions.

use super::logic::Logic;
use super::words::{self, Words};
use super::{ExportError, Names, Part, items, reckon};
use domain::instrument::{Choice, Instrument, Item, Section};
use std::collections::BTreeMap;

/// What a row asks or does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    Moment,
    Note,
    Acknowledge,
    Image,
    Audio,
    Point,
    Trace,
    Shape,
    Calculate,
    /// One option of a list.
    One(String),
    /// Several options of a list.
    Many(String),
    /// The options of a list, in an order.
    Rank(String),
    /// One row of a repeat, by the name of what names its rows.
    OneRow(String),
    Group,
    Repeat,
}

/// What of a record a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role<'a> {
    /// Nothing: a heading around other rows.
    Heading,
    /// A part of the answer to an item, or of what somebody set for a banding; by code.
    Part(Part, &'a str),
    /// The rows of a list, a scale or a repeat.
    Rows(&'a Item),
    /// Further photographs of an item.
    More(&'a Item),
    /// A field of a row, by its code.
    Field(&'a str),
    /// Nothing that was answered: words, or what the document reckons itself.
    Derived,
}

/// One row of a form.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub(crate) name: String,
    pub(crate) what: What,
    pub(crate) role: Role<'a>,
    pub(crate) label: Option<Words>,
    pub(crate) hint: Option<Words>,
    /// An expression; `yes` for always.
    pub(crate) required: Option<String>,
    pub(crate) relevant: Option<String>,
    pub(crate) constraint: Option<String>,
    pub(crate) message: Option<Words>,
    pub(crate) calculation: Option<String>,
    pub(crate) read_only: bool,
    pub(crate) appearance: Option<String>,
    /// How often a repeat is filled.
    pub(crate) count: Option<String>,
    /// Which options are offered.
    pub(crate) filter: Option<String>,
    pub(crate) children: Vec<Row<'a>>,
}

impl<'a> Row<'a> {
    pub(crate) fn new(name: &str, what: What, role: Role<'a>) -> Self {
        Self {
            name: name.to_owned(),
            what,
            role,
            label: None,
            hint: None,
            required: None,
            relevant: None,
            constraint: None,
            message: None,
            calculation: None,
            read_only: false,
            appearance: None,
            count: None,
            filter: None,
            children: Vec::new(),
        }
    }

    pub(crate) fn labelled(mut self, label: Words) -> Self {
        self.label = Some(label);
        self
    }

    pub(crate) fn when(mut self, relevant: Option<String>) -> Self {
        self.relevant = relevant;
        self
    }

    pub(crate) fn reckoned(name: &str, calculation: String) -> Self {
        let mut row = Self::new(name, What::Calculate, Role::Derived);
        row.calculation = Some(calculation);
        row
    }

    /// Adds something that an answer must satisfy.
    pub(crate) fn constrain(&mut self, expr: String, message: Words) {
        self.constraint = both(self.constraint.take(), Some(expr));
        self.message = Some(match self.message.take() {
            Some(own) => own.beside(" ", &message),
            None => message,
        });
    }
}

/// Both must hold.
pub(crate) fn both(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("({one}) and ({other})")),
        (one, other) => one.or(other),
    }
}

/// The fields of somebody's number on a scale.
pub(crate) mod voiced {
    pub(crate) const RATER: &str = "rater";
    pub(crate) const WHO: &str = "who";
    pub(crate) const SCORE: &str = "score";
    pub(crate) const REASON: &str = "reason";
    pub(crate) const ONE_HIGHER: &str = "one_higher";
    pub(crate) const ABOUT: &str = "about";
    pub(crate) const FIELDS: [&str; 6] = [RATER, WHO, SCORE, REASON, ONE_HIGHER, ABOUT];
}

/// A list of options.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) options: Vec<Offer>,
}

/// One of them.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) code: String,
    pub(crate) label: Words,
    pub(crate) attributes: BTreeMap<String, String>,
}

/// A whole form.
pub(crate) struct Form<'a> {
    pub(crate) instrument: &'a Instrument,
    pub(crate) names: Names,
    pub(crate) languages: Vec<String>,
    pub(crate) rows: Vec<Row<'a>>,
    pub(crate) lists: Vec<Listed>,
    pub(crate) logic: Logic<'a>,
    fault: Option<ExportError>,
}

/// The two languages that every document has, as XLSForm names them.
pub(crate) const LANGUAGES: [&str; 2] = ["English (en)", "Khmer (km)"];

impl<'a> Form<'a> {
    /// The form of a document whose expressions are all sound.
    pub(crate) fn sound(instrument: &'a Instrument) -> Result<Self, ExportError> {
        let mut form = Self::new(instrument);
        match form.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(form),
        }
    }

    /// The form of any document: what cannot be read is left out.
    pub(crate) fn new(instrument: &'a Instrument) -> Self {
        let names = Names::new(instrument);
        let logic = Logic::new(instrument);
        let mut languages: Vec<String> = LANGUAGES.map(str::to_owned).to_vec();
        languages.extend(instrument.translations.keys().cloned());
        let (rows, lists) = (Vec::new(), Vec::new());
        let mut form = Self { instrument, names, languages, rows, lists, logic, fault: None };
        let mut rows = vec![form.about()];
        for section in &instrument.sections {
            let found = form.section(section);
            rows.extend(found);
        }
        rows.extend(reckon::rows(&mut form));
        form.rows = rows;
        form
    }

    /// An expression of the document, with the names of the form.
    pub(crate) fn expr(&mut self, code: &str, text: Option<&str>) -> Option<String> {
        match self.logic.renamed(&self.names, code, text?) {
            Ok(text) => Some(text),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }

    /// A text of the document in every language of the form.
    pub(crate) fn words(&self, text: &domain::instrument::Text, path: &str) -> Words {
        let further = self.instrument.translations.values();
        let rest = further.map(|texts| texts.get(path).map(String::as_str).unwrap_or_default());
        let words = Words::new([text.en.as_str(), text.km.as_str()].into_iter().chain(rest));
        words.each(|text| self.referring(text))
    }

    /// A text in which `${code}` names what the form names so; what names nothing is no reference.
    fn referring(&self, text: &str) -> String {
        let mut parts = text.split("${");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let named =
                part.split_once('}').and_then(|(code, rest)| Some((self.names.meant(code.trim())?, rest)));
            match named {
                Some((name, rest)) => out.push_str(&format!("${{{name}}}{rest}")),
                None => out.push_str(&format!("$ {{{part}")),
            }
        }
        out
    }

    /// A text that the form adds.
    pub(crate) fn added(&self, text: [&str; 2]) -> Words {
        Words::new(text.into_iter().chain(self.instrument.translations.keys().map(|_| "")))
    }

    /// Keeps a list of options and gives its name.
    pub(crate) fn offer(&mut self, name: &str, options: &[Choice], path: &str) -> String {
        if !self.lists.iter().any(|list| list.name == name) {
            let offer = |option: &Choice| Offer {
                code: option.code.clone(),
                label: self.words(&option.label, &format!("{path}.{}", option.code)),
                attributes: option.attributes.clone(),
            };
            let options = options.iter().map(offer).collect();
            self.lists.push(Listed { name: name.to_owned(), options });
        }
        name.to_owned()
    }

    /// The same for options that the form adds.
    pub(crate) fn offer_added(&mut self, wanted: &str, options: &[(&str, [&str; 2])]) -> What {
        let taken = |name: &str| {
            let item = self.instrument.items().any(|(_, item)| item.code == name);
            item || self.instrument.lists.contains_key(name)
        };
        let name = if taken(wanted) { format!("kk_{wanted}") } else { wanted.to_owned() };
        if !self.lists.iter().any(|list| list.name == name) {
            let offer = |(code, label): &(&str, [&str; 2])| Offer {
                code: (*code).to_owned(),
                label: self.added(*label),
                attributes: BTreeMap::new(),
            };
            let options = options.iter().map(offer).collect();
            self.lists.push(Listed { name: name.clone(), options });
        }
        What::One(name)
    }

    /// What the tool is, and what it must not be used for: first on the screen.
    fn about(&self) -> Row<'a> {
        let instrument = self.instrument;
        let mut words = self.words(&instrument.purpose, "purpose");
        for text in instrument.label.iter().chain(&instrument.cautions).chain([&instrument.attribution]) {
            words = words.beside("\n\n", &self.words(text, ""));
        }
        Row::new("about_tool", What::Note, Role::Derived).labelled(words)
    }

    fn section(&mut self, section: &'a Section) -> Vec<Row<'a>> {
        let code = section.code.as_str();
        let relevant = self.expr(code, section.relevant.as_deref());
        let mut rows = Vec::new();
        if let Some(guidance) = &section.guidance {
            let words = self.words(guidance, &format!("section.{code}.guidance"));
            let name = self.names.get(Part::Guidance, code).to_owned();
            rows.push(Row::new(&name, What::Note, Role::Derived).labelled(words));
        }
        for item in &section.items {
            rows.extend(items::rows(self, item));
        }
        if section.loose {
            for row in &mut rows {
                row.relevant = both(relevant.clone(), row.relevant.take());
            }
            return rows;
        }
        let title = self.words(&section.title, &format!("section.{code}.title"));
        let mut group =
            Row::new(self.names.get(Part::Section, code), What::Group, Role::Heading).labelled(title);
        group.relevant = relevant;
        group.children = rows;
        vec![group]
    }

    /// Yes or no.
    pub(crate) fn yes_no(&mut self) -> What {
        self.offer_added("yes_no", &[("yes", words::YES), ("no", words::NO)])
    }

    /// Yes, no or not known.
    pub(crate) fn yes_no_unknown(&mut self) -> What {
        let options = [("yes", words::YES), ("no", words::NO), ("unknown", words::UNKNOWN)];
        self.offer_added("yes_no_unknown", &options)
    }
}
