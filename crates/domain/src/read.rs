//! Reads our types from a JSON tree with as little code as can be: what a phone downloads is mostly code that
//! reads and writes JSON.
//!
//! `serde_json`'s own way from a [`Value`] to a type compiles four ways of reading into every type (from lists, from
//! owned maps, from numbered fields, from bytes), a message for every mistake, and all of it a second time below a
//! tag that lies within an object. [`Node`] knows one way for each kind of thing, its errors are a word
//! ([`Bad`], never the value, which may be a child's name), and [`tagged!`](crate::tagged) replaces the derived code
//! of enums whose tag lies within the object. What is read is the same.

use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};
use std::fmt::Display;
use std::slice;

/// Why a JSON tree is not what was to be read. Carries names out of our own code only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// Not JSON at all.
    #[error("not JSON")]
    Syntax,
    /// A field is absent.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field that the type does not have, or has twice.
    #[error("a field too many")]
    Unknown,
    /// None of the enum's variants.
    #[error("an unknown variant")]
    Variant,
    /// Another kind of value than the type takes.
    #[error("a value of the wrong kind")]
    Kind,
    /// The right kind of value, but one that cannot be.
    #[error("a value that cannot be")]
    Value,
}

impl Error for Bad {
    fn custom<T: Display>(_: T) -> Self {
        Self::Value
    }
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Kind
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Value
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::Value
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Variant
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown
    }
    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self::Unknown
    }
}

/// Reads JSON text.
pub fn text<T: DeserializeOwned>(json: &str) -> Result<T, Bad> {
    let tree = tree(json)?;
    T::deserialize(Node(&tree))
}

#[inline(never)]
fn tree(json: &str) -> Result<Value, Bad> {
    serde_json::from_str(json).map_err(|_| Bad::Syntax)
}

/// Reads a JSON tree.
pub fn value<T: DeserializeOwned>(tree: &Value) -> Result<T, Bad> {
    T::deserialize(Node(tree))
}

/// A JSON tree to read from.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a>(pub &'a Value);

impl<'a> Node<'a> {
    fn text(self) -> Result<&'a str, Bad> {
        self.0.as_str().ok_or(Bad::Kind)
    }
    fn whole(self) -> Result<i64, Bad> {
        self.0.as_i64().ok_or(Bad::Kind)
    }
    fn natural(self) -> Result<u64, Bad> {
        self.0.as_u64().ok_or(Bad::Kind)
    }
    fn float(self) -> Result<f64, Bad> {
        self.0.as_f64().ok_or(Bad::Kind)
    }
    fn list(self) -> Result<List<'a>, Bad> {
        self.0.as_array().map(|list| List(list.iter())).ok_or(Bad::Kind)
    }
    fn tuple(self, len: usize) -> Result<List<'a>, Bad> {
        self.list().and_then(|list| if list.0.len() == len { Ok(list) } else { Err(Bad::Value) })
    }
    fn table(self) -> Result<Table<'a>, Bad> {
        self.0.as_object().map(|map| Table { rest: map.iter(), value: self }).ok_or(Bad::Kind)
    }
    /// `"name"` or `{"name": content}`.
    fn variant(self) -> Result<Variant<'a>, Bad> {
        if let Value::String(name) = self.0 {
            return Ok(Variant { name, content: None });
        }
        let mut table = self.table()?;
        match (table.step(), table.step()) {
            (Some(name), None) => Ok(Variant { name, content: Some(table.value) }),
            _ => Err(Bad::Kind),
        }
    }
}

macro_rules! scalars {
    ($($method:ident, $of:ident, $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
            visitor.$visit(self.$of()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'_> {
    type Error = Bad;

    scalars! {
        deserialize_i8, whole, visit_i64;
        deserialize_i16, whole, visit_i64;
        deserialize_i32, whole, visit_i64;
        deserialize_i64, whole, visit_i64;
        deserialize_u8, natural, visit_u64;
        deserialize_u16, natural, visit_u64;
        deserialize_u32, natural, visit_u64;
        deserialize_u64, natural, visit_u64;
        deserialize_f32, float, visit_f64;
        deserialize_f64, float, visit_f64;
        deserialize_char, text, visit_str;
        deserialize_str, text, visit_str;
        deserialize_string, text, visit_str;
        deserialize_bytes, text, visit_str;
        deserialize_byte_buf, text, visit_str;
        deserialize_identifier, text, visit_str;
        deserialize_seq, list, visit_seq;
        deserialize_map, table, visit_map;
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(*yes),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(n), _) => visitor.visit_u64(n),
                (None, Some(n)) => visitor.visit_i64(n),
                (None, None) => visitor.visit_f64(self.float()?),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(_) => visitor.visit_seq(self.list()?),
            Value::Object(_) => visitor.visit_map(self.table()?),
        }
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_bool(self.0.as_bool().ok_or(Bad::Kind)?)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if self.0.is_null() { visitor.visit_unit() } else { Err(Bad::Kind) }
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_unit(visitor)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_seq(self.tuple(len)?)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_seq(self.tuple(len)?)
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_map(self.table()?)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_enum(self.variant()?)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_unit()
    }
}

impl<'a> IntoDeserializer<'_, Bad> for Node<'a> {
    type Deserializer = Node<'a>;
    fn into_deserializer(self) -> Node<'a> {
        self
    }
}

struct List<'a>(slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Bad;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Bad> {
        match self.0.next() {
            Some(value) => seed.deserialize(Node(value)).map(Some),
            None => Ok(None),
        }
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Table<'a> {
    rest: serde_json::map::Iter<'a>,
    /// What belongs to the name that was read last.
    value: Node<'a>,
}

impl<'a> Table<'a> {
    #[inline(never)]
    fn step(&mut self) -> Option<&'a str> {
        let (name, value) = self.rest.next()?;
        self.value = Node(value);
        Some(name)
    }
}

impl<'de> MapAccess<'de> for Table<'_> {
    type Error = Bad;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Bad> {
        match self.step() {
            Some(name) => seed.deserialize(Name(name)).map(Some),
            None => Ok(None),
        }
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Bad> {
        seed.deserialize(self.value)
    }
}

/// A field's name, a variant's, or a key.
#[derive(Clone, Copy)]
struct Name<'a>(&'a str);

impl Name<'_> {
    fn whole(self) -> Result<i64, Bad> {
        self.0.parse().map_err(|_| Bad::Kind)
    }
    fn natural(self) -> Result<u64, Bad> {
        self.0.parse().map_err(|_| Bad::Kind)
    }
}

impl<'de> Deserializer<'de> for Name<'_> {
    type Error = Bad;

    scalars! {
        deserialize_i8, whole, visit_i64;
        deserialize_i16, whole, visit_i64;
        deserialize_i32, whole, visit_i64;
        deserialize_i64, whole, visit_i64;
        deserialize_u8, natural, visit_u64;
        deserialize_u16, natural, visit_u64;
        deserialize_u32, natural, visit_u64;
        deserialize_u64, natural, visit_u64;
    }
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_str(self.0)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_some(self)
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_enum(Variant { name: self.0, content: None })
    }
    serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

/// A variant of an enum and what comes with it.
struct Variant<'a> {
    name: &'a str,
    content: Option<Node<'a>>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Bad;
    type Variant = Inside<'a>;
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Inside<'a>), Bad> {
        Ok((seed.deserialize(Name(self.name))?, Inside(self.content)))
    }
}

/// What comes with a variant.
struct Inside<'a>(Option<Node<'a>>);

impl<'de> VariantAccess<'de> for Inside<'_> {
    type Error = Bad;
    fn unit_variant(self) -> Result<(), Bad> {
        if self.0.is_none_or(|node| node.0.is_null()) { Ok(()) } else { Err(Bad::Kind) }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Bad> {
        seed.deserialize(self.0.ok_or(Bad::Kind)?)
    }
    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Bad> {
        visitor.visit_seq(self.0.ok_or(Bad::Kind)?.tuple(len)?)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        visitor.visit_map(self.0.ok_or(Bad::Kind)?.table()?)
    }
}

/// A type that is read field by field rather than by derived code: see [`tagged!`](crate::tagged).
pub trait Told: Sized {
    /// Reads it.
    fn told(tree: &Value) -> Result<Self, Bad>;
}

/// Reads a [`Told`] type from any format, by way of a tree.
pub fn by_tree<'de, T: Told, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::told(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The fields of an object, taken one by one.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    taken: usize,
}

impl<'a> Fields<'a> {
    /// The fields of `tree`, which must be an object.
    pub fn of(tree: &'a Value) -> Result<Self, Bad> {
        tree.as_object().map(|map| Self { map, taken: 0 }).ok_or(Bad::Kind)
    }
    #[inline(never)]
    fn find(&mut self, name: &str) -> Option<&'a Value> {
        let found = self.map.get(name);
        self.taken += usize::from(found.is_some());
        found
    }
    #[inline(never)]
    fn find_or_null(&mut self, name: &str) -> &'a Value {
        self.find(name).unwrap_or(&Value::Null)
    }
    /// The tag of an enum.
    pub fn tag(&mut self, name: &'static str) -> Result<&'a str, Bad> {
        self.find(name).ok_or(Bad::Missing(name))?.as_str().ok_or(Bad::Kind)
    }
    /// A field that must be there, unless its type takes null.
    pub fn needed<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<T, Bad> {
        T::deserialize(Node(self.find_or_null(name)))
    }
    /// A field that has a usual value when absent.
    pub fn or_default<T: DeserializeOwned + Default>(&mut self, name: &'static str) -> Result<T, Bad> {
        self.find(name).map_or_else(|| Ok(T::default()), |value| T::deserialize(Node(value)))
    }
    /// Refuses fields that nobody took.
    pub fn end(&self) -> Result<(), Bad> {
        if self.taken == self.map.len() { Ok(()) } else { Err(Bad::Unknown) }
    }
}

/// Writes `Deserialize` for an enum whose tag lies within the object (`#[serde(tag = …)]`), which derived code would
/// read into a buffer first, with a second copy of every type below. `strict` refuses fields that the variant does
/// not have, `open` passes over them. Each field is `needed` or takes its default (`or_default`). A variant or field
/// that is forgotten does not compile.
#[macro_export]
macro_rules! tagged {
    ($name:ident, $tag:literal, $how:ident, {
        $($text:literal => $variant:ident { $($field:ident : $take:ident),* $(,)? }),* $(,)?
    }) => {
        impl $crate::read::Told for $name {
            fn told(tree: &serde_json::Value) -> Result<Self, $crate::read::Bad> {
                // Names every variant and field: one that is missing here is a compile error.
                let _all = |one: &Self| match one { $(Self::$variant { $($field: _),* } => ()),* };
                let mut fields = $crate::read::Fields::of(tree)?;
                let read = match fields.tag($tag)? {
                    $($text => Self::$variant { $($field: fields.$take(stringify!($field))?),* },)*
                    _ => return Err($crate::read::Bad::Variant),
                };
                $crate::tagged!(@$how fields);
                Ok(read)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::read::by_tree(deserializer)
            }
        }
    };
    (@strict $fields:ident) => { $fields.end()? };
    (@open $fields:ident) => {};
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
