//! Which families somebody's lists may show. The policy decides; this crate turns it into SQL.

pub use policy::ListScope;
