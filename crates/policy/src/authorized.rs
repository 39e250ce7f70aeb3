//! The proof that somebody may do something with a record. Only a decision makes one: its fields are private, and
//! nothing outside this crate's engine constructs it.
//!
//! ```compile_fail,E0451
//! use kinkeeper_policy::{Authorized, acts};
//! let forged: Authorized<u8, acts::ReadFile> = Authorized { thing: 7, worker: todo!(), purpose: todo!(), act: todo!() };
//! ```
//!
//! A proof for one act is none for another:
//!
//! ```compile_fail,E0308
//! use kinkeeper_policy::{Authorized, acts};
//! fn printing(_: &Authorized<u8, acts::Print>) {}
//! fn reader(proof: &Authorized<u8, acts::ReadFile>) {
//!     printing(proof);
//! }
//! ```
//!
//! It cannot be made from nothing:
//!
//! ```compile_fail,E0277
//! use kinkeeper_policy::{Authorized, acts};
//! fn needs_default<T: Default>() {}
//! needs_default::<Authorized<u8, acts::ReadFile>>();
//! ```
//!
//! nor be put around another record:
//!
//! ```compile_fail,E0616
//! use kinkeeper_policy::{Authorized, acts};
//! fn swap(mut proof: Authorized<u8, acts::ReadFile>) {
//!     proof.thing = 8;
//! }
//! ```
//!
//! and nobody adds an act of her own:
//!
//! ```compile_fail,E0277
//! struct Mine;
//! impl kinkeeper_policy::Action for Mine {
//!     const ACT: kinkeeper_policy::Act<'static> = kinkeeper_policy::Act::Print;
//! }
//! ```

use crate::request::{Act, FamilyFacts, Purpose, Resource};
use domain::ids::WorkerId;
use std::marker::PhantomData;

mod sealed {
    pub trait Sealed {}
}

/// A marker for one act, so that a proof for one is none for another.
pub trait Action: sealed::Sealed {
    /// What is done.
    const ACT: Act<'static>;
}

/// The acts that need a proof.
pub mod acts {
    use super::{Act, Action, sealed::Sealed};
    use domain::entry::Section;

    macro_rules! acts {
        ($($(#[$doc:meta])* $name:ident = $act:expr;)*) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub struct $name;
            impl Sealed for $name {}
            impl Action for $name {
                const ACT: Act<'static> = $act;
            }
        )*};
    }

    acts! {
        /// Opening a family's file: whoever may read who the people are, with each section judged by itself.
        ReadFile = Act::Read(Section::Identity);
        /// Reading what was sent to a service, and what it answered.
        ReadReferral = Act::Read(Section::Identity);
        /// Asking the receiver again, or giving it a link.
        RemindReferral = Act::Give("service_referral.reminded");
        /// Seeing a photograph.
        SeePhotos = Act::Read(Section::Media);
        /// Printing one of its papers.
        Print = Act::Print;
        /// Seeing who opened it.
        SeeReaders = Act::SeeReaders;
        /// Seeing who may read it, and why.
        SeeAccess = Act::SeeAccess;
        /// Looking whether an emergency was one.
        ReviewEmergency = Act::ReviewEmergency;
        /// Answering another organisation's question about the child.
        AnswerElsewhere = Act::AnswerElsewhere;
        /// Asking somebody for advice on the family.
        Consult = Act::Consult;
        /// Giving advice that one was asked for.
        Advise = Act::Advise;
        /// Counting over all families of an organisation.
        ReadNumbers = Act::ReadNumbers;
    }
}

/// A record that is not handed out without a proof.
pub trait Protected {
    /// What a decision about it is taken on.
    fn facts(&self) -> FamilyFacts;
    /// The resource that it is, on these facts; a family's file, unless it says otherwise.
    fn resource<'a>(&self, facts: &'a FamilyFacts) -> Resource<'a> {
        Resource::Family(facts)
    }
}

/// Proof that somebody may do `A` with `T`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Authorized<T, A> {
    thing: T,
    worker: WorkerId,
    purpose: Purpose,
    act: PhantomData<A>,
}

impl<T, A: Action> Authorized<T, A> {
    /// Only the engine, after a yes.
    #[cfg(feature = "engine")]
    pub(crate) const fn new(thing: T, worker: WorkerId, purpose: Purpose) -> Self {
        Self { thing, worker, purpose, act: PhantomData }
    }
    /// What may be worked on.
    pub const fn get(&self) -> &T {
        &self.thing
    }
    /// By whom.
    pub const fn worker(&self) -> WorkerId {
        self.worker
    }
    /// What for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }
    /// The stable name of what may be done.
    pub const fn code(&self) -> &'static str {
        A::ACT.code()
    }
}
