//! The bytes of a packet beside those of its counterpart.

/// Rows of a packet that are shown.
pub const MOST_ROWS: usize = 64;

/// Bytes one after the other, all of which differ from their counterparts, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Whether they differ.
    pub differs: bool,
    /// Their digits, or their characters.
    pub text: String,
}

/// Sixteen bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByteRow {
    /// The place of the first one.
    pub start: usize,
    /// Eight as digits, and the next eight.
    pub halves: [Vec<Chunk>; 2],
    /// All as characters.
    pub characters: Vec<Chunk>,
}

/// In how many bytes two packets differ, those counted that only the longer one has.
pub fn count_differing(one: &[u8], other: &[u8]) -> usize {
    let unequal = one.iter().zip(other).filter(|(one, other)| one != other).count();
    unequal + one.len().abs_diff(other.len())
}

/// The rows of a packet, of which those bytes differ that its counterpart does not have in their places. Without a
/// counterpart none differs.
pub fn byte_rows(bytes: &[u8], other: Option<&[u8]>) -> Vec<ByteRow> {
    let marked: Vec<(u8, bool)> = bytes
        .iter()
        .enumerate()
        .map(|(place, byte)| (*byte, other.is_some_and(|other| other.get(place) != Some(byte))))
        .collect();
    let row = |(index, row): (usize, &[(u8, bool)])| {
        let (left, right) = row.split_at(row.len().min(8));
        ByteRow {
            start: index * 16,
            halves: [left, right].map(|half| chunks(half, true)),
            characters: chunks(row, false),
        }
    };
    marked.chunks(16).take(MOST_ROWS).enumerate().map(row).collect()
}

fn chunks(bytes: &[(u8, bool)], as_digits: bool) -> Vec<Chunk> {
    let alike = bytes.chunk_by(|(_, one), (_, other)| one == other);
    let chunk = |bytes: &[(u8, bool)]| {
        let mut text = String::new();
        for (byte, _) in bytes {
            match (as_digits, *byte) {
                (true, byte) if text.is_empty() => text = format!("{byte:02x}"),
                (true, byte) => text.push_str(&format!(" {byte:02x}")),
                (false, 0x20..=0x7e) => text.push(char::from(*byte)),
                (false, _) => text.push('·'),
            }
        }
        Chunk {
            differs: bytes[0].1,
            text,
        }
    };
    alike.map(chunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_differ_are_marked_in_their_places() {
        let rows = byte_rows(b"abcdefghijklmnopqr", Some(b"abXXefghiYklmnopq"));
        let texts = |chunks: &[Chunk]| {
            chunks
                .iter()
                .map(|it| (it.differs, it.text.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            texts(&rows[0].halves[0]),
            [
                (false, "61 62".into()),
                (true, "63 64".into()),
                (false, "65 66 67 68".into())
            ]
        );
        assert_eq!(texts(&rows[1].characters), [(false, "q".into()), (true, "r".into())]);
        assert_eq!((rows.len(), rows[1].start, rows[1].halves[1].len()), (2, 16, 0));
        assert_eq!(count_differing(b"abcdefghijklmnopqr", b"abXXefghiYklmnopq"), 4);
    }

    #[test]
    fn without_a_counterpart_nothing_is_marked() {
        let rows = byte_rows(&[0; 2000], None);
        assert_eq!(rows.len(), MOST_ROWS);
        assert!(
            rows.iter()
                .all(|row| row.characters.len() == 1 && !row.characters[0].differs)
        );
    }
}
