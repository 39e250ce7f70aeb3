//! Photographs: those of a family's file, and those that lie here and are not on the server yet. The bytes of the latter
//! are kept as drafts, `picture/<family>/<hash>`: so they are sealed, copied into recovery files and put aside as
//! everything else that is unsent.

use super::Name;
use super::family::person_name;
use crate::core::Core;
use crate::outbox::Status;
use domain::entry::Action;
use domain::family::photo::{PURPOSE, PhotoHash, PhotoOf, PhotoRecord};
use domain::family::{Family, FamilyAction};
use domain::ids::{ConsentId, PersonId, PhotoId, StreamId};
use domain::time::Day;
use serde::Serialize;
use tsify::Tsify;

/// How the key of a draft begins that holds a picture.
pub(crate) const PICTURE: &str = "picture/";

/// A photograph that the family keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PhotoView {
    /// Which.
    pub id: PhotoId,
    /// Which bytes.
    pub hash: PhotoHash,
    /// How many.
    pub bytes: u32,
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
    /// Of whom or what.
    pub of: PhotoOf,
    /// Whom it shows, or whose paper.
    pub who: Option<Name>,
    /// What it shows, in words; may be empty.
    pub words: String,
    /// When it was taken.
    pub on: Day,
    /// Who took it.
    pub by: Name,
    /// Its entry has not been sent.
    pub unsent: bool,
}

/// Who may be photographed, and on whose word.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PhotoConsent {
    /// Who.
    pub person: PersonId,
    /// By which consent.
    pub consent: ConsentId,
}

/// Pictures that lie on this phone and not on the server.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PhotosView {
    /// The server has their entry: they can go.
    pub due: Vec<PictureLine>,
    /// They wait for their entry to be sent.
    pub waiting: Vec<PictureLine>,
    /// Nobody keeps them any more: keys of their drafts.
    pub gone: Vec<String>,
    /// The server may have lost them with a backup: to be kept as drafts again, from the copies that lie here.
    pub again: Vec<PictureLine>,
    /// Photographs of the files that lie here, as `<family>/<hash>`: of no others a copy is kept.
    pub kept: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize, Tsify)]
pub struct PictureLine {
    /// The key of its draft.
    pub key: String,
    /// Of which family.
    pub family: StreamId,
    /// Which bytes.
    pub hash: PhotoHash,
    /// By whose name the family is called.
    pub label: Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Due,
    Waiting,
    /// A form that is not finished, or an entry that was refused, is about it.
    Elsewhere,
    Gone,
}

/// The key of the draft that holds a picture.
pub(crate) fn picture_key(family: StreamId, hash: PhotoHash) -> String {
    format!("{PICTURE}{family}/{hash}")
}

/// Of which picture the key of a draft speaks, if of any.
pub(crate) fn picture_of(key: &str) -> Option<(StreamId, PhotoHash)> {
    let (family, hash) = key.strip_prefix(PICTURE)?.split_once('/')?;
    Some((family.parse().ok()?, hash.parse().ok()?))
}

impl Core {
    /// The photographs of a file, newest first.
    pub(super) fn photo_views(&self, family: &Family) -> Vec<PhotoView> {
        let mut kept: Vec<&PhotoRecord> = family.kept_photos().collect();
        kept.reverse();
        kept.into_iter().map(|record| self.photo_view(family, record)).collect()
    }

    fn photo_view(&self, family: &Family, record: &PhotoRecord) -> PhotoView {
        let taken = &record.taken;
        let who = match taken.of {
            PhotoOf::Person { person } | PhotoOf::Paper { person: Some(person) } => Some(person),
            PhotoOf::Paper { person: None } | PhotoOf::Home {} => None,
        };
        PhotoView {
            id: record.id,
            hash: taken.hash,
            bytes: taken.bytes,
            width: taken.width,
            height: taken.height,
            of: taken.of,
            who: who.map(|person| person_name(family, person)),
            words: taken.words.clone(),
            on: taken.on,
            by: self.author(family, record.by.author),
            unsent: self.outbox.get(record.by.entry).is_some_and(|queued| queued.status == Status::Kept),
        }
    }

    /// Who may be photographed today.
    pub(super) fn photo_consents(family: &Family, today: Day) -> Vec<PhotoConsent> {
        let of = |person: PersonId| {
            let mut live =
                family.live_consents(PURPOSE, today).filter(|record| !family.dissent(&record.given));
            live.find(|record| {
                record.given.covers.iter().chain([&record.given.by]).any(|one| family.is_same(*one, person))
            })
            .map(|record| PhotoConsent { person, consent: record.id })
        };
        family.present().filter_map(|person| of(person.id)).collect()
    }

    /// Pictures that are not on the server.
    pub(super) fn photos(&self) -> PhotosView {
        let line = |key: &str, family: StreamId, hash: PhotoHash| {
            let label = self.summary(family).map(|summary| super::lists::label(&summary.people));
            PictureLine { key: key.to_owned(), family, hash, label: label.unwrap_or_default() }
        };
        let lost = self.sync.pictures.iter();
        let again = lost.map(|(family, hash)| line(&picture_key(*family, *hash), *family, *hash));
        let mut view = PhotosView {
            due: Vec::new(),
            waiting: Vec::new(),
            gone: Vec::new(),
            again: again.collect(),
            kept: self.kept_copies(),
        };
        for (key, family, hash) in self.pictures() {
            match self.stand_of(key, family, hash) {
                Stand::Due => view.due.push(line(key, family, hash)),
                Stand::Waiting => view.waiting.push(line(key, family, hash)),
                Stand::Gone => view.gone.push(key.to_owned()),
                Stand::Elsewhere => {}
            }
        }
        view
    }

    fn kept_copies(&self) -> Vec<String> {
        let files = self.held().filter_map(|(id, _)| Some((id, self.family(id)?)));
        let kept = |(id, family): (StreamId, &Family)| {
            family.kept_photos().map(|record| format!("{id}/{}", record.taken.hash)).collect::<Vec<_>>()
        };
        files.flat_map(kept).collect()
    }

    /// How many pictures have yet to be sent.
    pub(super) fn unsent_pictures(&self) -> usize {
        self.pictures().filter(|picture| self.is_unsent(*picture)).count()
    }

    /// How many of one family.
    pub(super) fn unsent_pictures_of(&self, id: StreamId) -> usize {
        let of = |picture: &(&str, StreamId, PhotoHash)| picture.1 == id;
        self.pictures().filter(|picture| of(picture) && self.is_unsent(*picture)).count()
    }

    fn is_unsent(&self, (key, family, hash): (&str, StreamId, PhotoHash)) -> bool {
        matches!(self.stand_of(key, family, hash), Stand::Due | Stand::Waiting)
    }

    fn pictures(&self) -> impl Iterator<Item = (&str, StreamId, PhotoHash)> {
        self.draft_keys().filter_map(|key| picture_of(key).map(|(family, hash)| (key, family, hash)))
    }

    fn stand_of(&self, key: &str, id: StreamId, hash: PhotoHash) -> Stand {
        let tells = |action: &Action| matches!(action, Action::Family(FamilyAction::PhotoTaken { taken, .. }) if taken.hash == hash);
        let queued = self.queue().iter().find(|one| one.entry.stream == id && tells(&one.entry.action));
        match queued.map(|queued| &queued.status) {
            Some(Status::Kept) => return Stand::Waiting,
            Some(Status::Sent) => return Stand::Due,
            Some(Status::Refused { .. }) => return Stand::Elsewhere,
            None => {}
        }
        let text = hash.to_string();
        let (mut any, mut kept) = (false, false);
        match self.family(id) {
            // What she took she brings, whatever became of her part in it: the server knows.
            None => kept = true,
            Some(family) => {
                for record in family.photos.iter().filter(|record| record.taken.hash == hash) {
                    any = true;
                    kept |= family.keeps_photo(record);
                }
            }
        }
        if kept {
            Stand::Due
        } else if !any && self.draft_names(key, &text) {
            Stand::Elsewhere
        } else if self.outbox.unsent_of(id) > 0 {
            // Taking it back may itself be taken back.
            Stand::Waiting
        } else {
            Stand::Gone
        }
    }
}
