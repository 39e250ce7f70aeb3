//! Photographs: their bytes, brought in parts by whoever took them, and shown to whoever may see them.

use super::families::{authorize, ground, reader};
use super::session::Signed;
use crate::problem::{Code, Problem};
use crate::state::App;
use domain::family::photo::PhotoHash;
use domain::ids::StreamId;
use policy::Action as _;
use policy::acts::SeePhotos;
use store::photos::{BringPart, Brought, Held, Shown};

/// Bytes of a megabyte, as an operator counts.
const MEGABYTE: u64 = 1_000_000;

/// How much of a photograph of hers is here.
pub async fn held(app: &App, signed: &Signed, family: StreamId, hash: PhotoHash) -> Result<Held, Problem> {
    let held = app.store.photo_held(family, hash, signed.actor().worker).await?;
    let held = held.ok_or(Problem::new(Code::NotFound))?;
    let mut event = signed.event("family.photo_held", true);
    event.stream = Some(family);
    // Part of sending, not of reading.
    "append".clone_into(&mut event.purpose);
    app.store.audit(vec![event]).await?;
    Ok(held)
}

/// Takes a part. Only whoever took the photograph brings it, and only after its entry was taken: whether she may was
/// decided there, by the policies, and she brings what was promised even if she works with the family no longer.
pub async fn bring(
    app: &App,
    signed: &Signed,
    (family, hash): (StreamId, PhotoHash),
    part: u32,
    bytes: Vec<u8>,
) -> Result<Held, Problem> {
    let ask = BringPart {
        family,
        hash,
        part,
        bytes,
        actor: signed.actor(),
        budget: u64::from(app.config.photos_megabytes) * MEGABYTE,
        at: signed.about.at,
        request_id: signed.about.id.to_string(),
    };
    match app.store.photo_bring(&ask).await? {
        Brought::Here(held) => Ok(held),
        Brought::Unknown => Err(Problem::new(Code::NotFound)),
        Brought::NoRoom => Err(Problem::new(Code::PhotoNoRoom)),
        Brought::Broken => Err(Problem::new(Code::PhotoBroken)),
        Brought::Unfit => Err(Problem::new(Code::PhotoUnfit)),
    }
}

/// A photograph, from a byte on.
pub async fn show(
    app: &App,
    signed: &Signed,
    (family, hash): (StreamId, PhotoHash),
    from: u32,
) -> Result<Vec<u8>, Problem> {
    let authorized = authorize::<SeePhotos>(app, signed, family).await?;
    let mut reader = reader(signed, super::families::purpose_of(signed, authorized.get()));
    reader.basis = ground(signed, SeePhotos::ACT, authorized.get());
    match app.store.photo_read(&reader, &authorized, hash, from).await? {
        Shown::Bytes(bytes) => Ok(bytes),
        Shown::Unknown => Err(Problem::new(Code::NotFound)),
        Shown::NotHere => Err(Problem::new(Code::PhotoNotHere)),
    }
}
