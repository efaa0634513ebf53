//! What any format can hold.

use super::{Source, Source::Rfc, Term};

/// What a packet as a whole is.
pub(in crate::dissect) const PACKET: Source = Rfc("RFC 791 §3.1");

terms! {
    UNKNOWN = Unknown "Not understood" PACKET;
        "These bytes match nothing that is specified for this place, or nothing that this page knows. A receiver \
         that cannot parse a message discards all of it."
}
