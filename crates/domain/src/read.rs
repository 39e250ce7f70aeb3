//! Reads our types from a JSON tree with as little code as can be: what a phone downloads is mostly code that
//! reads and writes JSON.
//!
//! `serde`'s derived code, compiled for `serde_json`, knows several ways of reading into every type and a message
//! for every mistake, and below a tag that lies within an object it is there a second time. [`Told`] knows one
//! way for each kind of thing. Its errors are a word ([`Bad`]), never the value, which may be a child's name. Both are
//! derived from the same `#[serde(…)]` attributes, and tests hold them against each other.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A JSON tree.
pub type Tree = Value;

/// Why a JSON tree is not what was to be read. Carries nothing of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// Not JSON at all.
    #[error("not JSON")]
    Syntax,
    /// A field that the type does not have.
    #[error("a field too many")]
    Field,
    /// None of the enum's variants.
    #[error("an unknown variant")]
    Variant,
    /// A field is missing, or holds another kind of value than the type takes.
    #[error("a value is missing or of the wrong kind")]
    Kind,
    /// The right kind of value, but one that cannot be.
    #[error("a value that cannot be")]
    Value,
}

/// A type that can be read from a JSON tree.
pub trait Told: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// When the tree is not of this type's shape.
    fn told(tree: &Tree) -> Result<Self, Bad>;
}

/// Reads JSON text.
///
/// # Errors
/// When it is no JSON, or not of this type's shape.
pub fn text<T: Told>(json: &str) -> Result<T, Bad> {
    T::told(&tree(json)?)
}

#[inline(never)]
fn tree(json: &str) -> Result<Tree, Bad> {
    serde_json::from_str(json).map_err(|_| Bad::Syntax)
}

macro_rules! numbers {
    ($($type:ty, $read:ident;)*) => {$(
        impl Told for $type {
            fn told(tree: &Tree) -> Result<Self, Bad> {
                <$type>::try_from(tree.$read().ok_or(Bad::Kind)?).map_err(|_| Bad::Value)
            }
        }
    )*};
}
numbers! {
    i8, as_i64; i16, as_i64; i32, as_i64; u8, as_u64; u16, as_u64; u32, as_u64; usize, as_u64;
}

impl Told for i64 {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_i64().ok_or(Bad::Kind)
    }
}
impl Told for u64 {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_u64().ok_or(Bad::Kind)
    }
}
impl Told for f64 {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_f64().ok_or(Bad::Kind)
    }
}

impl Told for f32 {
    #[allow(clippy::cast_possible_truncation, reason = "a number of JSON has no width; serde rounds alike")]
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_f64().map(|number| number as f32).ok_or(Bad::Kind)
    }
}
impl Told for bool {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_bool().ok_or(Bad::Kind)
    }
}
impl Told for String {
    #[inline(never)]
    fn told(tree: &Tree) -> Result<Self, Bad> {
        tree.as_str().map(str::to_owned).ok_or(Bad::Kind)
    }
}
impl Told for Tree {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        Ok(tree.clone())
    }
}
impl Told for uuid::Uuid {
    #[inline(never)]
    fn told(tree: &Tree) -> Result<Self, Bad> {
        Self::parse_str(tree.as_str().ok_or(Bad::Kind)?).map_err(|_| Bad::Value)
    }
}
impl<T: Told> Told for Option<T> {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        if tree.is_null() { Ok(None) } else { T::told(tree).map(Some) }
    }
}
impl<T: Told> Told for Box<T> {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        T::told(tree).map(Box::new)
    }
}
impl<T: Told> Told for Vec<T> {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        let list = tree.as_array().ok_or(Bad::Kind)?;
        let mut read = Vec::with_capacity(list.len());
        for one in list {
            read.push(T::told(one)?);
        }
        Ok(read)
    }
}
impl<T: Told + Ord> Told for BTreeSet<T> {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        Vec::told(tree).map(|list| list.into_iter().collect())
    }
}
/// Keys that are written as text; no type of ours that comes from outside has others.
impl<K: Told + Ord, T: Told> Told for BTreeMap<K, T> {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        let mut read = BTreeMap::new();
        for (key, one) in tree.as_object().ok_or(Bad::Kind)? {
            read.insert(K::told(&Value::String(key.clone()))?, T::told(one)?);
        }
        Ok(read)
    }
}
impl<A: Told, B: Told> Told for (A, B) {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        match tree.as_array().map(Vec::as_slice) {
            Some([a, b]) => Ok((A::told(a)?, B::told(b)?)),
            Some(_) | None => Err(Bad::Kind),
        }
    }
}
impl<A: Told, B: Told, C: Told> Told for (A, B, C) {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        match tree.as_array().map(Vec::as_slice) {
            Some([a, b, c]) => Ok((A::told(a)?, B::told(b)?, C::told(c)?)),
            Some(_) | None => Err(Bad::Kind),
        }
    }
}
impl<T: Told, const N: usize> Told for [T; N] {
    fn told(tree: &Tree) -> Result<Self, Bad> {
        Vec::told(tree)?.try_into().map_err(|_| Bad::Value)
    }
}

/// The fields of an object, taken one by one.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    taken: usize,
}

impl<'a> Fields<'a> {
    /// The fields of `tree`, which must be an object.
    #[inline(never)]
    pub fn of(tree: &'a Tree) -> Result<Self, Bad> {
        tree.as_object().map(|map| Self { map, taken: 0 }).ok_or(Bad::Kind)
    }
    #[inline(never)]
    fn find(&mut self, name: &str) -> Option<&'a Tree> {
        let found = self.map.get(name);
        self.taken += usize::from(found.is_some());
        found
    }
    #[inline(never)]
    fn find_or_null(&mut self, name: &str) -> &'a Tree {
        self.find(name).unwrap_or(&Value::Null)
    }
    /// The tag of an enum.
    #[inline(never)]
    pub fn tag(&mut self, name: &'static str) -> Result<&'a str, Bad> {
        self.find(name).and_then(Value::as_str).ok_or(Bad::Kind)
    }
    /// A field that must be there, unless its type takes null.
    pub fn needed<T: Told>(&mut self, name: &'static str) -> Result<T, Bad> {
        T::told(self.find_or_null(name))
    }
    /// A field that has a usual value when absent.
    pub fn or_default<T: Told + Default>(&mut self, name: &'static str) -> Result<T, Bad> {
        self.find(name).map_or_else(|| Ok(T::default()), T::told)
    }
    /// A field with two names.
    pub fn aliased<T: Told>(&mut self, name: &'static str, other: &'static str) -> Result<T, Bad> {
        let found = self.find(name);
        T::told(found.unwrap_or_else(|| self.find_or_null(other)))
    }
    /// Refuses fields that nobody took.
    #[inline(never)]
    pub fn end(&self) -> Result<(), Bad> {
        if self.taken == self.map.len() { Ok(()) } else { Err(Bad::Field) }
    }
}

/// What comes with a variant, if anything.
pub type Content<'a> = Option<&'a Tree>;

/// A variant's name and what comes with it: `"name"` or `{"name": content}`.
#[inline(never)]
pub fn variant(tree: &Tree) -> Result<(&str, Content<'_>), Bad> {
    if let Value::String(name) = tree {
        return Ok((name, None));
    }
    let mut entries = tree.as_object().ok_or(Bad::Kind)?.iter();
    match (entries.next(), entries.next()) {
        (Some((name, content)), None) => Ok((name, Some(content))),
        _ => Err(Bad::Kind),
    }
}

/// A variant that comes with nothing.
#[inline(never)]
pub fn nothing(content: Content<'_>) -> Result<(), Bad> {
    if content.is_none_or(Value::is_null) { Ok(()) } else { Err(Bad::Kind) }
}

/// A variant that comes with something.
pub fn something(content: Content<'_>) -> Result<&Tree, Bad> {
    content.ok_or(Bad::Kind)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
