//! Writes JSON text as `serde_json` does, with less code: here nothing can fail halfway, so the code of every type
//! is spared the looking. See [`crate::read`] for why that matters.

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, Serializer,
};
use std::fmt::{self, Display, Write};

/// JSON text. Empty when the value cannot be JSON, which none of ours is.
pub fn text<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Out(String::new());
    if value.serialize(&mut out).is_ok() { out.0 } else { String::new() }
}

/// A value that cannot be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotJson;

impl Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that cannot be JSON")
    }
}
impl std::error::Error for NotJson {}
impl Error for NotJson {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

struct Out(String);

impl Out {
    #[inline(never)]
    fn plain(&mut self, text: &str) {
        self.0.push_str(text);
    }
    #[inline(never)]
    fn quoted(&mut self, text: &str) {
        self.0.push('"');
        for letter in text.chars() {
            match letter {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\t' => self.0.push_str("\\t"),
                '\u{8}' => self.0.push_str("\\b"),
                '\u{c}' => self.0.push_str("\\f"),
                // Writing to a text cannot fail.
                control if control < ' ' => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(control));
                }
                other => self.0.push(other),
            }
        }
        self.0.push('"');
    }
    #[inline(never)]
    fn whole(&mut self, number: i64) {
        let _ = write!(self.0, "{number}");
    }
    #[inline(never)]
    fn natural(&mut self, number: u64) {
        let _ = write!(self.0, "{number}");
    }
    /// `{"name":`
    #[inline(never)]
    fn opened(&mut self, name: &str) {
        self.0.push('{');
        self.quoted(name);
        self.0.push(':');
    }
    #[inline(never)]
    fn items<'a>(&'a mut self, begin: &str, end: &'static str) -> Items<'a> {
        self.0.push_str(begin);
        Items { out: self, first: true, end }
    }
}

/// Things between brackets.
struct Items<'a> {
    out: &'a mut Out,
    first: bool,
    end: &'static str,
}

impl Items<'_> {
    #[inline(never)]
    fn next(&mut self) -> &mut Out {
        if !std::mem::take(&mut self.first) {
            self.out.0.push(',');
        }
        self.out
    }
    #[inline(never)]
    fn named(&mut self, name: &str) -> &mut Out {
        let out = self.next();
        out.quoted(name);
        out.0.push(':');
        out
    }
    #[inline(never)]
    fn close(self) {
        self.out.0.push_str(self.end);
    }
    /// A key must be a text: a number is put between quotes.
    #[inline(never)]
    fn key_from(&mut self, at: usize) {
        if self.out.0.as_bytes().get(at) != Some(&b'"') {
            self.out.0.insert(at, '"');
            self.out.0.push('"');
        }
        self.out.0.push(':');
    }
}

type Done = Result<(), NotJson>;

impl<'a> Serializer for &'a mut Out {
    type Ok = ();
    type Error = NotJson;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Impossible<(), NotJson>;
    type SerializeMap = Items<'a>;
    type SerializeStruct = Items<'a>;
    type SerializeStructVariant = Items<'a>;

    fn serialize_bool(self, yes: bool) -> Done {
        self.plain(if yes { "true" } else { "false" });
        Ok(())
    }
    fn serialize_i8(self, number: i8) -> Done {
        self.serialize_i64(i64::from(number))
    }
    fn serialize_i16(self, number: i16) -> Done {
        self.serialize_i64(i64::from(number))
    }
    fn serialize_i32(self, number: i32) -> Done {
        self.serialize_i64(i64::from(number))
    }
    fn serialize_i64(self, number: i64) -> Done {
        self.whole(number);
        Ok(())
    }
    fn serialize_u8(self, number: u8) -> Done {
        self.serialize_u64(u64::from(number))
    }
    fn serialize_u16(self, number: u16) -> Done {
        self.serialize_u64(u64::from(number))
    }
    fn serialize_u32(self, number: u32) -> Done {
        self.serialize_u64(u64::from(number))
    }
    fn serialize_u64(self, number: u64) -> Done {
        self.natural(number);
        Ok(())
    }
    fn serialize_f32(self, number: f32) -> Done {
        self.plain(&serde_json::to_string(&number).map_err(|_| NotJson)?);
        Ok(())
    }
    fn serialize_f64(self, number: f64) -> Done {
        self.plain(&serde_json::to_string(&number).map_err(|_| NotJson)?);
        Ok(())
    }
    fn serialize_char(self, letter: char) -> Done {
        self.quoted(letter.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, text: &str) -> Done {
        self.quoted(text);
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Done {
        Err(NotJson)
    }
    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        self.plain("null");
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.quoted(variant);
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        self.opened(variant);
        value.serialize(&mut *self)?;
        self.plain("}");
        Ok(())
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, NotJson> {
        Ok(self.items("[", "]"))
    }
    fn serialize_tuple(self, _: usize) -> Result<Items<'a>, NotJson> {
        Ok(self.items("[", "]"))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'a>, NotJson> {
        Ok(self.items("[", "]"))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, NotJson> {
        Err(NotJson)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Items<'a>, NotJson> {
        Ok(self.items("{", "}"))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Items<'a>, NotJson> {
        Ok(self.items("{", "}"))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items<'a>, NotJson> {
        self.opened(variant);
        Ok(self.items("{", "}}"))
    }
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Done {
        self.quoted(&value.to_string());
        Ok(())
    }
}

macro_rules! lists {
    ($($trait:ident, $add:ident;)*) => {$(
        impl $trait for Items<'_> {
            type Ok = ();
            type Error = NotJson;
            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                value.serialize(self.next())
            }
            fn end(self) -> Done {
                self.close();
                Ok(())
            }
        }
    )*};
}
lists! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

macro_rules! objects {
    ($($trait:ident)*) => {$(
        impl $trait for Items<'_> {
            type Ok = ();
            type Error = NotJson;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
                value.serialize(self.named(name))
            }
            fn end(self) -> Done {
                self.close();
                Ok(())
            }
        }
    )*};
}
objects! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Items<'_> {
    type Ok = ();
    type Error = NotJson;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let out = self.next();
        let at = out.0.len();
        key.serialize(&mut *out)?;
        self.key_from(at);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut *self.out)
    }
    fn end(self) -> Done {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn same<T: serde::Serialize + ?Sized>(value: &T) {
        assert_eq!(text(value), serde_json::to_string(value).unwrap());
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_does() {
        same(&(true, -1i8, 255u8, i64::MIN, u64::MAX, 'ក', ()));
        same(&(0.1f32, 0.1f64, 1.0f32, 1e300f64, -0.0f64, f32::NAN));
        same("\" \\ \n \r \t \u{8} \u{c} \u{1f} \u{7f} / <ខ្មែរ> \u{1F600}");
        same(&BTreeMap::from([(1u32, Some("a")), (2, None)]));
        same(&BTreeMap::from([(crate::entry::Section::Health, Vec::<u8>::new())]));
        same(&json!({"a": [], "b": {}, "c": [1, -2, 1.5, null, "x", {"d": [[true]]}]}));
    }

    #[test]
    fn every_command_is_written_as_serde_json_does() {
        let golden: Vec<Value> =
            serde_json::from_str(include_str!("../tests/golden/actions-v1.json")).unwrap();
        for json in golden {
            same(&json);
            same(&crate::entry::Action::from_value(1, json).unwrap());
        }
        same(crate::instrument::library());
        same(crate::protocol::Protocol::shipped());
    }
}
