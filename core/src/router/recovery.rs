//! Packets of SAs that are not here: the peer is told, so that it drops its own and negotiates anew. IOS: reference, `crypto
//! isakmp invalid-spi-recovery` (12.3(2)T).

use alloc::string::ToString;
use core::net::Ipv4Addr;

use super::Router;
use super::forward::Match;
use super::proposal::maps_at;
use crate::effects::Effects;
use crate::event::IsakmpEvent;
use crate::field::FieldKind;
use crate::ike::informational;
use crate::ike::session::{Session, SessionContext};
use crate::ip::ipv4;
use crate::ipsec::proxy::{ProxyEnd, ProxyIdentities};
use crate::ipsec::sadb::SaPair;
use crate::isakmp::notify::Notification;
use crate::isakmp::numbers::{NotifyType, ProtocolId};

impl Router {
    /// A packet had an SPI that is not known: its sender is told over the ISAKMP SA with it. Without one, main mode begins:
    /// its INITIAL-CONTACT says the same of all SAs. Modelled: with the peers that a crypto map names, and no others.
    pub(super) fn recover_from_unknown_spi(&mut self, packet: &ipv4::Packet, spi: u32, effects: &mut Effects<'_>) {
        if !self.config().isakmp.invalid_spi_recovery || !self.config().negotiates() {
            return;
        }
        let (local, peer) = (packet.destination, packet.source);
        let protocol = match packet.protocol {
            ipv4::AH => ProtocolId::IpsecAh,
            _ => ProtocolId::IpsecEsp,
        };
        if let Some(index) = self.established_with(peer) {
            self.send_invalid_spi(index, protocol, spi, effects);
        } else if let Some(found) = self.entry_naming(local, peer) {
            self.begin_main_mode(&found, None, effects);
        }
    }

    fn send_invalid_spi(&mut self, index: usize, protocol: ProtocolId, spi: u32, effects: &mut Effects<'_>) {
        let sa = &self.sas[index];
        let Some(established) = sa.phase.established() else {
            return;
        };
        let mut context = SessionContext {
            effects,
            session: &sa.session,
        };
        context.effects.begin_message();
        let message_id = informational::new_message_id(&mut context);
        let event = IsakmpEvent::NotifySent {
            kind: NotifyType::InvalidSpi,
            protocol: protocol.into(),
            spi,
            message_id,
        };
        context.log_about(FieldKind::IsakmpNotification, event);
        informational::send(
            message_id,
            informational::invalid_spi(protocol, spi),
            established,
            &mut context,
        );
    }

    /// The entry of a crypto map in use that names a peer. No traffic asks for SAs.
    fn entry_naming(&self, local: Ipv4Addr, peer: Ipv4Addr) -> Option<Match> {
        let config = self.config();
        let entries = maps_at(config, local).flat_map(|(name, map)| {
            let entries = config.entries_of(map);
            entries.map(move |(id, entry)| (name, id, entry))
        });
        let (name, id, _) = entries
            .into_iter()
            .find(|(_, _, entry)| entry.peers().contains(&peer))?;
        let host = |address| ProxyEnd {
            address,
            mask: Ipv4Addr::BROADCAST,
            port: 0,
        };
        Some(Match {
            map: name.to_string(),
            entry: id,
            access_list: None,
            proxies: ProxyIdentities {
                protocol: 0,
                local: host(local),
                remote: host(peer),
            },
            peer,
            local,
        })
    }

    /// The peer does not know an SA that leads to it: the pair goes. Answers whether there was one. Modelled: whether or not
    /// this router tells its own peers.
    pub(super) fn read_invalid_spi(
        &mut self,
        session: &Session,
        notification: &Notification,
        effects: &mut Effects<'_>,
    ) -> bool {
        let (peer, spi) = (*session.peer.ip(), notification.spi_number());
        let protocol = notification.protocol;
        let is_meant = |pair: &SaPair| pair.peer == peer && pair.outbound.spis().of(protocol) == Some(spi);
        let is_there = self.sadb.pairs().iter().any(is_meant);
        self.remove_ipsec_sas(effects, is_meant);
        is_there
    }
}
