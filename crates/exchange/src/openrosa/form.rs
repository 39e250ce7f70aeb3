//! A tool as the XML of an XForm: what a converter makes of the exported workbook.

use super::filed::Added;
use super::paths::{Paths, Piece, Place, ROOT};
use super::xml::Out;
use crate::xlsform_out::ExportError;
use crate::xlsform_out::rows::{Form, Row, What};
use crate::xlsform_out::words::Words;
use domain::instrument::Instrument;

/// The form of a tool, by the [ODK XForms specification](https://getodk.github.io/xforms-spec/).
///
/// # Errors
/// When an expression of the document cannot be read or names nothing, as for the workbook.
pub fn form_xml(instrument: &Instrument) -> Result<String, ExportError> {
    written(instrument, None)
}

/// The same, asking which file it belongs to where the tool does not ask that itself (see [`super::filed`]).
///
/// # Errors
/// As [`form_xml`].
pub fn form_xml_with_file(instrument: &Instrument) -> Result<String, ExportError> {
    written(instrument, Some(Added::to(instrument)))
}

fn written(instrument: &Instrument, added: Option<Added>) -> Result<String, ExportError> {
    let form = Form::sound(instrument)?;
    let paths = Paths::new(&form);
    let mut out = Out::document();
    let writer = Writer { form: &form, paths: &paths, added };
    writer.html(&mut out);
    Ok(out.text)
}

struct Writer<'f, 'a> {
    form: &'f Form<'a>,
    paths: &'f Paths,
    /// Questions that are none of the tool's.
    added: Option<Added>,
}

/// The namespaces of a form.
const SPACES: [(&str, &str); 7] = [
    ("xmlns", "http://www.w3.org/2002/xforms"),
    ("xmlns:h", "http://www.w3.org/1999/xhtml"),
    ("xmlns:ev", "http://www.w3.org/2001/xml-events"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:jr", "http://openrosa.org/javarosa"),
    ("xmlns:orx", "http://openrosa.org/xforms"),
    ("xmlns:odk", "http://www.opendatakit.org/xforms"),
];

/// The texts of a row: what follows its path in their ids.
const TEXTS: [&str; 3] = ["label", "hint", "jr:constraintMsg"];

impl Writer<'_, '_> {
    fn html(&self, out: &mut Out) {
        let instrument = self.form.instrument;
        out.open("h:html", &SPACES);
        out.open("h:head", &[]);
        out.leaf("h:title", &instrument.title.en);
        out.open("model", &[("odk:xforms-version", "1.0.0")]);
        self.itext(out);
        out.open("instance", &[]);
        let version = instrument.version.to_string();
        out.open(ROOT, &[("id", &instrument.code), ("version", &version)]);
        self.added.inspect(|added| added.nodes(out));
        nodes(&self.form.rows, Of::Both, out);
        out.open("meta", &[]);
        out.empty("instanceID", &[]);
        out.close("meta");
        out.close(ROOT);
        out.close("instance");
        self.lists(out);
        self.added.inspect(|added| added.binds(out));
        self.binds(&self.form.rows, &Place::default(), false, out);
        let id = format!("/{ROOT}/meta/instanceID");
        let bind =
            [("nodeset", id.as_str()), ("type", "string"), ("readonly", "true()"), ("jr:preload", "uid")];
        out.empty("bind", &bind);
        out.close("model");
        out.close("h:head");
        out.open("h:body", &[]);
        self.added.inspect(|added| added.controls(out));
        self.controls(&self.form.rows, &Place::default(), false, out);
        out.close("h:body");
        out.close("h:html");
    }

    fn itext(&self, out: &mut Out) {
        out.open("itext", &[]);
        for (at, language) in self.form.languages.iter().enumerate() {
            // Khmer is what most who fill forms read.
            let default = [("lang", language.as_str()), ("default", "true()")];
            out.open("translation", if at == 1 { &default } else { default.get(..1).unwrap_or_default() });
            for list in &self.form.lists {
                for (place, option) in list.options.iter().enumerate() {
                    let id = format!("{}-{place}", list.name);
                    self.text(&id, (&option.label, at), &Place::default(), out);
                }
            }
            self.added.inspect(|added| added.itext(at, out));
            self.texts(&self.form.rows, &Place::default(), (at, false), out);
            out.close("translation");
        }
        out.close("itext");
    }

    fn texts(&self, rows: &[Row<'_>], parent: &Place, (language, repeats): (usize, bool), out: &mut Out) {
        for row in rows {
            let place = parent.below(row, repeats);
            for (what, words) in TEXTS.iter().zip([&row.label, &row.hint, &row.message]) {
                if let Some(words) = words {
                    let id = format!("{}:{what}", place.path());
                    self.text(&id, (words, language), &place, out);
                }
            }
            self.texts(&row.children, &place, (language, row.what == What::Repeat), out);
        }
    }

    fn text(&self, id: &str, (words, language): (&Words, usize), from: &Place, out: &mut Out) {
        // As converters do, a text that is not translated is a dash.
        let text = words.0.get(language).map(String::as_str).filter(|text| !text.is_empty()).unwrap_or("-");
        out.open("text", &[("id", id)]);
        out.open("value", &[]);
        for piece in self.paths.pieces(from, text) {
            match piece {
                Piece::Words(words) => out.words(&words),
                Piece::Told(path) => out.empty("output", &[("value", &path)]),
            }
        }
        out.close("value");
        out.close("text");
    }

    fn lists(&self, out: &mut Out) {
        for list in &self.form.lists {
            out.open("instance", &[("id", &list.name)]);
            out.open("root", &[]);
            for (place, option) in list.options.iter().enumerate() {
                out.open("item", &[]);
                out.leaf("itextId", &format!("{}-{place}", list.name));
                out.leaf("name", &option.code);
                for (name, value) in &option.attributes {
                    if !value.is_empty() {
                        out.leaf(name, value);
                    }
                }
                out.close("item");
            }
            out.close("root");
            out.close("instance");
        }
    }

    fn binds(&self, rows: &[Row<'_>], parent: &Place, repeats: bool, out: &mut Out) {
        for row in rows {
            if let Some((name, count)) = counted(row) {
                let path = format!("{}/{name}", parent.path());
                let place = parent.below(&Row { name, ..row.clone() }, repeats);
                let count = self.paths.xpath(&place, count);
                let bind = [
                    ("nodeset", path.as_str()),
                    ("type", "string"),
                    ("readonly", "true()"),
                    ("calculate", count.as_str()),
                ];
                out.empty("bind", &bind);
            }
            let place = parent.below(row, repeats);
            self.bind(row, &place, out);
            self.binds(&row.children, &place, row.what == What::Repeat, out);
        }
    }

    fn bind(&self, row: &Row<'_>, place: &Place, out: &mut Out) {
        let path = place.path();
        let written = |expr: &Option<String>| expr.as_ref().map(|expr| self.paths.xpath(place, expr));
        let required = match row.required.as_deref() {
            Some("yes") => Some("true()".to_owned()),
            Some(expr) => Some(self.paths.xpath(place, expr)),
            None => None,
        };
        let message = row.message.as_ref().map(|_| format!("jr:itext('{path}:jr:constraintMsg')"));
        let read_only = (row.read_only || row.what == What::Note).then(|| "true()".to_owned());
        let pixels = (row.what == What::Image).then(|| "1600".to_owned());
        let kind = bind_type(&row.what);
        let all = [
            ("nodeset", Some(path.clone())),
            ("type", kind.map(str::to_owned)),
            ("readonly", read_only),
            ("required", required),
            ("relevant", written(&row.relevant)),
            ("constraint", written(&row.constraint)),
            ("jr:constraintMsg", message),
            ("calculate", written(&row.calculation)),
            ("orx:max-pixels", pixels),
        ];
        let said: Vec<(&str, String)> =
            all.into_iter().filter_map(|(key, value)| value.map(|value| (key, value))).collect();
        if said.len() > 1 {
            let said: Vec<(&str, &str)> = said.iter().map(|(key, value)| (*key, value.as_str())).collect();
            out.empty("bind", &said);
        }
    }

    fn controls(&self, rows: &[Row<'_>], parent: &Place, repeats: bool, out: &mut Out) {
        for row in rows {
            let place = parent.below(row, repeats);
            self.control(row, &place, parent, out);
        }
    }

    fn control(&self, row: &Row<'_>, place: &Place, parent: &Place, out: &mut Out) {
        let path = place.path();
        let appearance = row.appearance.as_deref();
        let mut attributes = vec![("ref", path.as_str())];
        let (name, list) = match &row.what {
            What::Calculate => return,
            What::Group => {
                attributes.extend(appearance.map(|appearance| ("appearance", appearance)));
                out.open("group", &attributes);
                self.label(row, &path, out);
                self.controls(&row.children, place, false, out);
                return out.close("group");
            }
            What::Repeat => return self.repeat(row, place, parent, out),
            What::Text
            | What::Integer
            | What::Decimal
            | What::Date
            | What::Time
            | What::Moment
            | What::Note
            | What::Point
            | What::Trace
            | What::Shape => ("input", None),
            What::Acknowledge => ("trigger", None),
            What::Image | What::Audio => ("upload", None),
            What::One(list) => ("select1", Some(list)),
            What::Many(list) => ("select", Some(list)),
            What::Rank(list) => ("odk:rank", Some(list)),
            What::OneRow(_) => ("select1", None),
        };
        if name == "upload" {
            let kind = if row.what == What::Audio { "audio/*" } else { "image/*" };
            attributes.push(("mediatype", kind));
        }
        attributes.extend(appearance.map(|appearance| ("appearance", appearance)));
        out.open(name, &attributes);
        self.label(row, &path, out);
        if let Some(list) = list {
            let filter = row.filter.as_ref().map(|filter| format!("[{filter}]")).unwrap_or_default();
            let nodes = self.paths.xpath(place, &format!("instance('{list}')/root/item{filter}"));
            itemset(&nodes, "name", "jr:itext(itextId)", out);
        } else if let What::OneRow(pick) = &row.what
            && let Some((repeat, pick)) = self.paths.row_of(place, pick)
        {
            itemset(&format!("{repeat}[./{pick} != '']"), &pick, &pick, out);
        }
        out.close(name);
    }

    fn repeat(&self, row: &Row<'_>, place: &Place, parent: &Place, out: &mut Out) {
        let path = place.path();
        out.open("group", &[("ref", &path)]);
        self.label(row, &path, out);
        let count = match (counted(row), &row.count) {
            (Some((name, _)), _) => Some(format!("{}/{name}", parent.path())),
            (None, count) => count.as_ref().map(|count| self.paths.xpath(place, count)),
        };
        let mut attributes = vec![("nodeset", path.as_str())];
        attributes.extend(count.as_deref().map(|count| ("jr:count", count)));
        out.open("repeat", &attributes);
        self.controls(&row.children, place, true, out);
        out.close("repeat");
        out.close("group");
    }

    fn label(&self, row: &Row<'_>, path: &str, out: &mut Out) {
        for (name, words) in [("label", &row.label), ("hint", &row.hint)] {
            if words.is_some() {
                out.empty(name, &[("ref", &format!("jr:itext('{path}:{name}')"))]);
            }
        }
    }
}

fn itemset(nodes: &str, value: &str, label: &str, out: &mut Out) {
    out.open("itemset", &[("nodeset", nodes)]);
    out.empty("value", &[("ref", value)]);
    out.empty("label", &[("ref", label)]);
    out.close("itemset");
}

/// The node that holds how often a repeat is filled, where that is more than the answer to one question.
fn counted<'r>(row: &'r Row<'_>) -> Option<(String, &'r str)> {
    let count = row.count.as_deref()?;
    let plain = count.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    if plain.is_some_and(|name| !name.contains('}')) {
        return None;
    }
    Some((format!("{}_count", row.name), count))
}

/// Whether a node holds how often a repeat is filled.
pub(super) fn counts(rows: &[Row<'_>], name: &str) -> bool {
    rows.iter().any(|row| counted(row).is_some_and(|(own, _)| own == name))
}

/// What is written of a repeat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The pattern of its rows, and one row.
    Both,
    /// Within a pattern, the pattern.
    Pattern,
    /// Within a row, one row.
    First,
}

/// The data as a form begins.
fn nodes(rows: &[Row<'_>], of: Of, out: &mut Out) {
    for row in rows {
        if let Some((name, _)) = counted(row) {
            out.empty(&name, &[]);
        }
        let repeats = row.what == What::Repeat;
        if repeats && of != Of::First {
            out.open(&row.name, &[("jr:template", "")]);
            nodes(&row.children, Of::Pattern, out);
            out.close(&row.name);
        }
        if repeats && of == Of::Pattern {
            continue;
        }
        if row.children.is_empty() {
            out.empty(&row.name, &[]);
        } else {
            out.open(&row.name, &[]);
            nodes(&row.children, if repeats { Of::First } else { of }, out);
            out.close(&row.name);
        }
    }
}

fn bind_type(what: &What) -> Option<&'static str> {
    Some(match what {
        What::Group | What::Repeat => return None,
        What::Integer => "int",
        What::Decimal => "decimal",
        What::Date => "date",
        What::Time => "time",
        What::Moment => "dateTime",
        What::Image | What::Audio => "binary",
        What::Point => "geopoint",
        What::Trace => "geotrace",
        What::Shape => "geoshape",
        What::Rank(_) => "odk:rank",
        What::Text
        | What::Note
        | What::Acknowledge
        | What::Calculate
        | What::One(_)
        | What::Many(_)
        | What::OneRow(_) => "string",
    })
}
