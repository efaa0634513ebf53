//! What serde leaves open of JSON: an object is no list, nothing is `null`, numbers are whole and bounded, and texts mean
//! something.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is an object in the file.
pub trait Row: Sized {
    /// The members, each by itself.
    type Members: Serialize + for<'de> Deserialize<'de>;

    /// What they mean together.
    ///
    /// # Errors
    /// Says what does not go together, and what would.
    fn read(members: Self::Members) -> Result<Self, String>;

    /// The members for it.
    fn members(self) -> Self::Members;
}

/// Something that is an object in the file, and never a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object<T>(pub T);

impl<T> Object<T> {
    /// What it is.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Row + Clone> Serialize for Object<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.clone().members().serialize(serializer)
    }
}

impl<'de, T: Row> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Object)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Row> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object in { }")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let members = T::Members::deserialize(MapAccessDeserializer::new(map))?;
        T::read(members).map_err(A::Error::custom)
    }
}

/// A whole number up to `MOST`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Number<const MOST: u64>(pub u64);

impl<const MOST: u64> Number<MOST> {
    /// Reads one, and what it means.
    pub fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        meaning: impl FnOnce(u64) -> Result<T, String>,
    ) -> Result<T, D::Error> {
        deserializer.deserialize_u64(NumberVisitor { most: MOST, meaning })
    }
}

impl<const MOST: u64> Serialize for Number<MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de, const MOST: u64> Deserialize<'de> for Number<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::<MOST>::read(deserializer, |number| Ok(Number(number)))
    }
}

struct NumberVisitor<F> {
    most: u64,
    meaning: F,
}

impl<T, F: FnOnce(u64) -> Result<T, String>> Visitor<'_> for NumberVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {}", self.most)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        if number > self.most {
            return Err(E::invalid_value(Unexpected::Unsigned(number), &self));
        }
        (self.meaning)(number).map_err(E::custom)
    }
}

/// What a text of the file can mean.
pub trait Meaning: Sized {
    /// What a text must be to mean something, for whoever wrote another one.
    fn wanted() -> String;

    /// What it means; `None` if nothing.
    fn read(text: &str) -> Option<Self>;

    /// The text for it.
    fn text(&self) -> String;
}

/// Something that is a text in the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text<T>(pub T);

impl<T: Meaning> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.text())
    }
}

impl<'de, T: Meaning> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(PhantomData)).map(Text)
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: Meaning> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::read(text).ok_or_else(|| {
            let begin: String = text.chars().take(40).collect();
            E::custom(format!("“{begin}” is not {}", T::wanted()))
        })
    }
}

/// Reads a member that may be left out, but is not `null`.
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Whether a member is left out.
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
