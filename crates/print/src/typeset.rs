//! The world in which Typst sets our papers: four fonts, our own templates, one JSON document.
//!
//! There is no file system, no network, no package and no clock in it. Text of the family reaches
//! the templates only as values of the JSON document, never as Typst source.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_pdf::PdfOptions;

use crate::PrintError;

/// Upper bound of a drawing and of a paper's text, in bytes. A generous plan is under 100 KB; what
/// is larger than this is not a paper but an attempt to keep the server busy.
pub const MAX_INPUT_BYTES: usize = 2 * 1024 * 1024;

const TEMPLATES: [(&str, &str); 8] = [
    ("common.typ", include_str!("../templates/common.typ")),
    ("plan.typ", include_str!("../templates/plan.typ")),
    ("consent.typ", include_str!("../templates/consent.typ")),
    ("closing.typ", include_str!("../templates/closing.typ")),
    ("readers.typ", include_str!("../templates/readers.typ")),
    ("access.typ", include_str!("../templates/access.typ")),
    ("erasure.typ", include_str!("../templates/erasure.typ")),
    ("annex.typ", include_str!("../templates/annex.typ")),
];

/// The only fonts there are.
pub const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Bold.ttf"),
    include_bytes!("../fonts/NotoSans-Latin-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Latin-Bold.ttf"),
];

/// Which template sets a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The case plan.
    Plan,
    /// The consent.
    Consent,
    /// The summary at the end.
    Closing,
    /// Who opened the file.
    Readers,
    /// Who may see the file.
    Access,
    /// The certificate of an erasure.
    Erasure,
    /// A version of the information-sharing protocol.
    Annex,
}

impl Paper {
    const fn template(self) -> &'static str {
        match self {
            Self::Plan => "plan.typ",
            Self::Consent => "consent.typ",
            Self::Closing => "closing.typ",
            Self::Readers => "readers.typ",
            Self::Access => "access.typ",
            Self::Erasure => "erasure.typ",
            Self::Annex => "annex.typ",
        }
    }
}

/// Everything that one paper is made of.
pub struct Job {
    /// The template.
    pub paper: Paper,
    /// What tells this paper from others of its kind; only a hash of it reaches the PDF.
    pub ident: String,
    /// The values that the template reads, as JSON.
    pub data: Vec<u8>,
    /// The JSON that is attached to the PDF.
    pub attached: Vec<u8>,
    /// The shapes of an SVG drawing.
    pub drawing: Option<String>,
}

/// The parts that are the same for every paper, made once per process.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: HashMap<FileId, Source>,
    data: FileId,
    attached: FileId,
    drawing: FileId,
}

static PRESS: LazyLock<Option<Press>> = LazyLock::new(Press::new);

impl Press {
    fn new() -> Option<Self> {
        let fonts: Vec<Font> =
            FONTS.iter().map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect::<Option<_>>()?;
        let templates = TEMPLATES
            .iter()
            .map(|(name, text)| file_id(name).map(|id| (id, Source::new(id, (*text).to_owned()))))
            .collect::<Option<_>>()?;
        Some(Self {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates,
            data: file_id("data.json")?,
            attached: file_id("attached.json")?,
            drawing: file_id("drawing.svg")?,
        })
    }
}

fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

struct PrintWorld {
    press: &'static Press,
    main: FileId,
    data: Bytes,
    attached: Bytes,
    drawing: Option<Bytes>,
}

impl PrintWorld {
    fn new(press: &'static Press, job: Job) -> Option<Self> {
        Some(Self {
            press,
            main: file_id(job.paper.template())?,
            data: Bytes::new(job.data),
            attached: Bytes::new(job.attached),
            drawing: job.drawing.map(Bytes::from_string),
        })
    }
}

fn absent() -> FileError {
    FileError::Other(Some("there is no such file in this world".into()))
}

impl World for PrintWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.templates.get(&id).cloned().ok_or_else(absent)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            Ok(self.data.clone())
        } else if id == self.press.attached {
            Ok(self.attached.clone())
        } else if id == self.press.drawing {
            self.drawing.clone().ok_or_else(absent)
        } else {
            Err(absent())
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Turns values into the JSON that a template reads.
///
/// # Errors
/// [`PrintError::TooLarge`] beyond [`MAX_INPUT_BYTES`], [`PrintError::Data`] when the values have no
/// JSON form.
pub fn to_json(values: &impl Serialize) -> Result<Vec<u8>, PrintError> {
    let json = serde_json::to_vec(values).map_err(|_| PrintError::Data)?;
    within_bounds(json.len())?;
    Ok(json)
}

/// Refuses input that no honest paper has.
///
/// # Errors
/// [`PrintError::TooLarge`] beyond [`MAX_INPUT_BYTES`].
pub fn within_bounds(bytes: usize) -> Result<(), PrintError> {
    if bytes > MAX_INPUT_BYTES { Err(PrintError::TooLarge) } else { Ok(()) }
}

/// Empties Typst's process-wide cache when a print ends, well or badly: memory must not grow with
/// the number of papers, and no family's text may stay behind in it.
struct ForgetAfterwards;

impl Drop for ForgetAfterwards {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

/// Sets a paper and writes it as PDF.
///
/// # Errors
/// [`PrintError::Setup`] when the built-in fonts or templates cannot be loaded,
/// [`PrintError::Typeset`] when Typst refuses the paper.
pub fn typeset(job: Job) -> Result<Vec<u8>, PrintError> {
    let press = PRESS.as_ref().ok_or(PrintError::Setup)?;
    let ident = job.ident.clone();
    let world = PrintWorld::new(press, job).ok_or(PrintError::Setup)?;
    let _forget = ForgetAfterwards;
    let document = typst::compile(&world).output.map_err(|errors| refused(&world, &errors))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Kinkeeper".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&world, &errors))
}

/// Says where in our templates a paper failed, without Typst's message: that may quote the family.
fn refused(world: &PrintWorld, errors: &[SourceDiagnostic]) -> PrintError {
    #[cfg(test)]
    for error in errors {
        eprintln!("typst: {}", error.message);
    }
    let place = errors.iter().find_map(|error| {
        let id = error.span.id()?;
        let line = world.source(id).ok()?.lines().byte_to_line(world.range(error.span)?.start)?;
        Some(format!("{}:{}", id.vpath().get_without_slash(), line + 1))
    });
    PrintError::Typeset { place: place.unwrap_or_else(|| "unknown place".to_owned()) }
}

#[cfg(test)]
pub(crate) fn template_texts() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> PrintWorld {
        let job = Job {
            paper: Paper::Plan,
            ident: String::new(),
            data: Vec::new(),
            attached: Vec::new(),
            drawing: None,
        };
        PrintWorld::new(PRESS.as_ref().unwrap(), job).unwrap()
    }

    #[test]
    fn the_world_holds_nothing_but_the_paper() {
        let world = world();
        assert!(world.today(None).is_none());
        for name in ["etc/passwd", "drawing.svg", "Cargo.toml"] {
            let id = file_id(name).unwrap();
            assert!(world.file(id).is_err() && world.source(id).is_err(), "{name}");
        }
        assert_eq!(world.book().families().count(), 2);
        assert!(world.font(4).is_none());
    }

    #[test]
    fn templates_never_evaluate_text() {
        for text in template_texts() {
            for word in ["eval(", "@preview", "plugin(", "datetime.today"] {
                assert!(!text.contains(word), "{word}");
            }
        }
    }
}
