//! What [OpenRosa](https://docs.getodk.org/openrosa/) clients exchange: the list of forms, the forms, their
//! manifests, and what was filled in.
//!
//! Sources: [Form list](https://docs.getodk.org/openrosa-form-list/),
//! [Metadata schema](https://docs.getodk.org/openrosa-metadata/),
//! [ODK XForms specification](https://getodk.github.io/xforms-spec/).

mod answers;
mod filed;
mod form;
mod instance;
mod paths;
mod rebuild;
mod submission;
mod xml;

pub use answers::{Left, Problem, Why, to_answers};
pub use filed::{Filed, filed};
pub use form::{form_xml, form_xml_with_file};
pub use instance::to_instance;
pub use submission::{Node, Submission, SubmissionError, parse};

use xml::Out;

/// One form of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedForm {
    /// Its id: the tool's code.
    pub form_id: String,
    /// What people call it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `md5:` and the digest of the form's XML in hexadecimal, by which clients see that it changed.
    pub hash: String,
    /// Where the form is.
    pub download_url: String,
    /// Where its manifest is; none when it has no further files.
    pub manifest_url: Option<String>,
}

/// A file that belongs to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// By which name the form asks for it.
    pub filename: String,
    /// `md5:` and the digest in hexadecimal.
    pub hash: String,
    /// Where it is.
    pub download_url: String,
}

/// The forms that a client may download.
pub fn form_list(forms: &[ListedForm]) -> String {
    let mut out = Out::document();
    out.open("xforms", &[("xmlns", "http://openrosa.org/xforms/xformsList")]);
    for form in forms {
        out.open("xform", &[]);
        out.leaf("formID", &form.form_id);
        out.leaf("name", &form.name);
        out.leaf("version", &form.version);
        out.leaf("hash", &form.hash);
        out.leaf("downloadUrl", &form.download_url);
        if let Some(url) = &form.manifest_url {
            out.leaf("manifestUrl", url);
        }
        out.close("xform");
    }
    out.close("xforms");
    out.text
}

/// What a server answers, with a message for people. `nature`: `submit_success` or `submit_error`.
pub fn response(message: &str, nature: &str) -> String {
    let mut out = Out::document();
    out.open("OpenRosaResponse", &[("xmlns", "http://openrosa.org/http/response")]);
    out.open("message", &[("nature", nature)]);
    out.words(message);
    out.close("message");
    out.close("OpenRosaResponse");
    out.text
}

/// The files that belong to a form.
pub fn manifest(files: &[MediaFile]) -> String {
    let mut out = Out::document();
    out.open("manifest", &[("xmlns", "http://openrosa.org/xforms/xformsManifest")]);
    for file in files {
        out.open("mediaFile", &[]);
        out.leaf("filename", &file.filename);
        out.leaf("hash", &file.hash);
        out.leaf("downloadUrl", &file.download_url);
        out.close("mediaFile");
    }
    out.close("manifest");
    out.text
}
