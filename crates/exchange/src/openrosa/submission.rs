//! What somebody filled in, as it was sent: read with limits, nothing of it judged.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The most bytes of a submission's XML. Pictures are sent beside it.
pub const MAX_BYTES: usize = 4 << 20;
/// How deep elements may lie in each other.
pub const MAX_DEPTH: usize = 64;
/// How many elements there may be.
pub const MAX_ELEMENTS: usize = 100_000;

/// One element: words, or further elements.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// Its name, without prefix.
    pub name: String,
    /// The words in it; blanks around them are kept. Of an element with further elements what is more than blanks.
    pub text: String,
    /// What lies in it.
    pub children: Vec<Node>,
}

/// One filled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What names it: the same when it is sent again.
    pub instance_id: String,
    /// The submission that it replaces, when it is a correction.
    pub deprecated_id: Option<String>,
    /// The form's id: the tool's code.
    pub form_id: String,
    /// The form's version; empty when it has none.
    pub version: String,
    /// What was filled in, with its `meta`.
    pub root: Node,
}

/// Why a submission cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// More bytes or elements than allowed.
    #[error("too large")]
    TooLarge,
    /// Elements lie too deep in each other.
    #[error("too deep")]
    TooDeep,
    /// It is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// It is not well-formed XML.
    #[error("not XML: {0}")]
    NotXml(String),
    /// It declares a document type or names an entity of its own. Neither is ever read.
    #[error("declares a document type or an entity")]
    Declares,
    /// It does not say which form it is of.
    #[error("no form id")]
    NoFormId,
    /// It does not say which submission it is.
    #[error("no instance id")]
    NoInstanceId,
}

fn broken(error: impl std::fmt::Display) -> SubmissionError {
    SubmissionError::NotXml(error.to_string())
}

/// Reads a submission, by the [metadata schema](https://docs.getodk.org/openrosa-metadata/) of OpenRosa.
///
/// # Errors
/// See [`SubmissionError`].
pub fn parse(xml: &[u8]) -> Result<Submission, SubmissionError> {
    if xml.len() > MAX_BYTES {
        return Err(SubmissionError::TooLarge);
    }
    let text = std::str::from_utf8(xml).map_err(|_| SubmissionError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (root, attributes) = tree(text)?;
    let attribute =
        |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let form_id = attribute("id").filter(|id| !id.is_empty()).ok_or(SubmissionError::NoFormId)?;
    let meta = root.children.iter().find(|child| child.name == "meta");
    let said = |name: &str| {
        let node = meta.and_then(|meta| meta.children.iter().find(|child| child.name == name));
        node.map(|node| node.text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let own = said("instanceID").or_else(|| attribute("instanceID").filter(|id| !id.is_empty()));
    let instance_id = own.ok_or(SubmissionError::NoInstanceId)?;
    let (deprecated_id, version) = (said("deprecatedID"), attribute("version").unwrap_or_default());
    Ok(Submission { instance_id, deprecated_id, form_id, version, root })
}

type Attributes = Vec<(String, String)>;

/// The elements of a document, and the attributes of the outermost.
fn tree(text: &str) -> Result<(Node, Attributes), SubmissionError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Node> = Vec::new();
    let mut found: Option<(Node, Attributes)> = None;
    let mut attributes = Attributes::new();
    let mut elements = 0usize;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => {
                begin(&start, (&mut open, &mut elements), found.is_some(), &mut attributes)?;
            }
            Event::Empty(start) => {
                begin(&start, (&mut open, &mut elements), found.is_some(), &mut attributes)?;
                end(&mut open, &mut found, &mut attributes);
            }
            Event::End(_) => end(&mut open, &mut found, &mut attributes),
            Event::Text(words) => say(&mut open, &words.xml10_content())?,
            Event::CData(words) => say(&mut open, &words.xml10_content())?,
            Event::GeneralRef(reference) => {
                let c = referred(&reference)?;
                say(&mut open, c.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(SubmissionError::Declares),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match (found, open.is_empty()) {
        (Some(found), true) => Ok(found),
        (_, _) => Err(broken("an element is not closed")),
    }
}

fn begin(
    start: &BytesStart<'_>,
    (open, elements): (&mut Vec<Node>, &mut usize),
    done: bool,
    attributes: &mut Attributes,
) -> Result<(), SubmissionError> {
    *elements = elements.saturating_add(1);
    if *elements > MAX_ELEMENTS {
        return Err(SubmissionError::TooLarge);
    }
    if open.len() >= MAX_DEPTH {
        return Err(SubmissionError::TooDeep);
    }
    if open.is_empty() {
        if done {
            return Err(broken("more than one outermost element"));
        }
        for attribute in start.attributes() {
            let attribute = attribute.map_err(broken)?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(broken)?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
    }
    let name = start.local_name().as_ref().to_owned();
    open.push(Node { name, ..Node::default() });
    Ok(())
}

fn end(open: &mut Vec<Node>, found: &mut Option<(Node, Attributes)>, attributes: &mut Attributes) {
    let Some(mut node) = open.pop() else { return };
    // Between elements blanks mean nothing.
    if !node.children.is_empty() && node.text.trim().is_empty() {
        node.text = String::new();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None => *found = Some((node, std::mem::take(attributes))),
    }
}

fn say(open: &mut [Node], words: &str) -> Result<(), SubmissionError> {
    match open.last_mut() {
        Some(node) => node.text.push_str(words),
        None if words.trim().is_empty() => {}
        None => return Err(broken("words outside of every element")),
    }
    Ok(())
}

/// The character that a reference stands for: by number, or one of the five that XML itself names.
fn referred(reference: &BytesRef<'_>) -> Result<char, SubmissionError> {
    if let Some(c) = reference.resolve_char_ref().map_err(broken)? {
        return Ok(c);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(SubmissionError::Declares),
    }
}
