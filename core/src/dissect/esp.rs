//! ESP (RFC 2406) as fields.

use alloc::format;

use super::cutter::Cutter;
use super::explain::esp as terms;
use super::numbers::protocol_name;
use super::view::{Hidden, View};
use super::{Data, show};
use crate::effects::ProtectionCipher;

/// Bytes of pad length and next header.
const TRAILER_LEN: usize = 2;

/// A packet from SPI to ICV; `data` cuts what it carries. How long the IV and the ICV are is not on the wire: what is hidden
/// says it.
pub(super) fn packet(cutter: &mut Cutter<'_>, view: &View<'_>, data: Data) -> Option<()> {
    let hidden = view.hidden(cutter.offset(), cutter.rest().len());
    let is_seal = hidden
        .as_ref()
        .is_some_and(|hidden| matches!(hidden.cipher, ProtectionCipher::Seal { .. }));
    cutter.group(&terms::ESP, cutter.rest().len(), |cutter| {
        cutter.leaf(&terms::SPI, 4, show::words)?;
        let sequence_term = if is_seal {
            &terms::SEQUENCE_SEAL
        } else {
            &terms::SEQUENCE
        };
        cutter.u32(sequence_term, |sequence| format!("{sequence}"))?;
        let Some(hidden) = hidden else {
            cutter.remainder(&terms::ENCRYPTED, show::hex);
            return Some(());
        };
        let iv_len = hidden.start.checked_sub(cutter.offset())? as usize;
        cutter.leaf(&terms::IV, iv_len, show::hex)?;
        body(cutter, view, &hidden, is_seal, data)?;
        cutter.remainder(&terms::ICV, show::hex);
        Some(())
    })
}

fn body(cutter: &mut Cutter<'_>, view: &View<'_>, hidden: &Hidden<'_>, is_seal: bool, data: Data) -> Option<()> {
    if !hidden.readable {
        let term = if is_seal {
            &terms::ENCRYPTED_SEAL
        } else {
            &terms::ENCRYPTED
        };
        return cutter.leaf(term, hidden.len, show::hex).map(|_| ());
    }
    let is_null = *hidden.cipher == ProtectionCipher::Null;
    let term = if is_null { &terms::DATA } else { &terms::DECRYPTED };
    cutter.group(term, hidden.len, |cutter| protected(cutter, view, data));
    Some(())
}

/// The protected packet, and the trailer, which is found from the end.
fn protected(cutter: &mut Cutter<'_>, view: &View<'_>, data: Data) -> Option<()> {
    let (rest, &[pad_length, next_header]) = cutter.rest().split_last_chunk::<TRAILER_LEN>()?;
    let padding_len = usize::from(pad_length);
    let data_len = rest.len().checked_sub(padding_len);
    cutter.span(data_len.unwrap_or(rest.len()), |cutter| {
        data(cutter, view, next_header, None)
    });
    cutter.leaf(&terms::PADDING, cutter.rest().len() - TRAILER_LEN, show::hex)?;
    cutter.u8(&terms::PAD_LENGTH, |_| show::length(padding_len, rest.len()))?;
    cutter.u8(&terms::NEXT_HEADER, |protocol| {
        show::named(protocol, protocol_name(protocol))
    })?;
    Some(())
}
