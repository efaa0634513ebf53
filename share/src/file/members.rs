//! The members of a scenario file. For each object of it: a type with the members as they stand in the file, and what they
//! mean together.

use std::net::Ipv4Addr;

use ikelab_core::event::RouterId;
use ikelab_core::ios::Platform;
use ikelab_core::ios::config::WhatIf;
use ikelab_core::random::Purpose;
use ikelab_core::sim::{Action, Fault, FaultKind, PacketRef, Pin, Pins, RouterSetup, Scenario, Stimulus};
use ikelab_core::time::{SimTime, WallClock};
use serde::{Deserialize, Serialize};

use super::VERSION;
use super::json::{Number, Object, Row, Text, given, is_default};
use super::text::{Allowed, Byte, Handle, Hex, Kind};
use crate::View;
use crate::limits::{self, MILLIS};

const FOUR_BYTES: u64 = u32::MAX as u64;
const TWO_BYTES: u64 = u16::MAX as u64;
const NO_HOSTS: &str = "\"hosts\" is missing here, and the configurations show no LAN for each";
const NO_STIMULUS: &str =
    "either \"behind\", \"ping\", \"count\" and \"size\" are wanted in this, or \"router\" and \"type\"";
const NO_FAULT: &str = "\"millis\" is wanted with \"delay\" and \"duplicate\", \"offset\" and \"mask\" with \"corrupt\", and \
                        no others in this";

/// The whole file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    ikelab: Version,
    routers: Object<[Object<RouterSetup>; 2]>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    hosts: Option<Object<[Text<Ipv4Addr>; 2]>>,
    clock: Text<WallClock>,
    seed: Number<{ u64::MAX }>,
    #[serde(default, skip_serializing_if = "is_default")]
    pins: Object<Pins>,
    #[serde(default, skip_serializing_if = "is_default")]
    stimuli: Vec<Object<Stimulus>>,
    #[serde(default, skip_serializing_if = "is_default")]
    faults: Vec<Object<Fault>>,
    #[serde(default, skip_serializing_if = "is_default")]
    view: Object<View>,
}

impl Row for (Scenario, View) {
    type Members = Members;

    fn read(members: Members) -> Result<Self, String> {
        let mut scenario = Scenario {
            routers: members.routers.0.map(Object::into_inner),
            hosts: [Ipv4Addr::UNSPECIFIED; 2],
            clock: members.clock.0,
            seed: members.seed.0,
            pins: members.pins.0,
            stimuli: members.stimuli.into_iter().map(Object::into_inner).collect(),
            faults: members.faults.into_iter().map(Object::into_inner).collect(),
        };
        limits::check(&scenario).map_err(|much| much.to_string())?;
        match members.hosts {
            Some(hosts) => scenario.hosts = hosts.0.map(|host| host.0),
            None => {
                scenario.hosts = scenario.suggested_hosts().ok_or(NO_HOSTS)?;
                if scenario.stimuli.is_empty() {
                    scenario.stimuli.push(scenario.default_ping(RouterId::R1));
                }
            }
        }
        Ok((scenario, members.view.0))
    }

    fn members(self) -> Members {
        let (scenario, view) = self;
        Members {
            ikelab: Version,
            routers: Object(scenario.routers.map(Object)),
            hosts: Some(Object(scenario.hosts.map(Text))),
            clock: Text(scenario.clock),
            seed: Number(scenario.seed),
            pins: Object(scenario.pins),
            stimuli: scenario.stimuli.into_iter().map(Object).collect(),
            faults: scenario.faults.into_iter().map(Object).collect(),
            view: Object(view),
        }
    }
}

/// The version of the format: no other one is read.
struct Version;

impl Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::<{ u64::MAX }>::read(deserializer, |number| match number {
            VERSION => Ok(Version),
            newer => Err(format!(
                "version {newer} of the format is not known here, only {VERSION}: open it with a newer ikelab"
            )),
        })
    }
}

/// A member for each router.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both<T> {
    #[serde(rename = "R1")]
    r1: T,
    #[serde(rename = "R2")]
    r2: T,
}

impl<T: Serialize + for<'de> Deserialize<'de>> Row for [T; 2] {
    type Members = Both<T>;

    fn read(Both { r1, r2 }: Both<T>) -> Result<Self, String> {
        Ok([r1, r2])
    }

    fn members(self) -> Both<T> {
        let [r1, r2] = self;
        Both { r1, r2 }
    }
}

/// A router as it is switched on.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SetupMembers {
    configuration: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    accelerator: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    what_if: Vec<Text<Allowed>>,
}

impl Row for RouterSetup {
    type Members = SetupMembers;

    fn read(members: SetupMembers) -> Result<Self, String> {
        let allows = |what| members.what_if.contains(&Text(what));
        Ok(RouterSetup {
            configuration: members.configuration.join("\n"),
            platform: Platform {
                accelerator: members.accelerator,
                what_if: WhatIf {
                    seal_without_authentication: allows(Allowed::SealWithoutAuthentication),
                    seal_with_manual_keys: allows(Allowed::SealWithManualKeys),
                },
            },
        })
    }

    fn members(self) -> SetupMembers {
        let Platform { accelerator, what_if } = self.platform;
        let words = [
            (what_if.seal_without_authentication, Allowed::SealWithoutAuthentication),
            (what_if.seal_with_manual_keys, Allowed::SealWithManualKeys),
        ];
        SetupMembers {
            configuration: self.configuration.split('\n').map(str::to_owned).collect(),
            accelerator,
            what_if: words
                .into_iter()
                .filter(|(is, _)| *is)
                .map(|(_, word)| Text(word))
                .collect(),
        }
    }
}

/// What is fixed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PinsMembers {
    #[serde(default, skip_serializing_if = "is_default")]
    draws: Vec<Object<Pin>>,
    #[serde(default, skip_serializing_if = "is_default")]
    sa_handles: Object<[Text<Handle>; 2]>,
    #[serde(default, skip_serializing_if = "is_default")]
    peer_handles: Object<[Text<Handle>; 2]>,
    #[serde(default, skip_serializing_if = "is_default")]
    used_flows: Object<[Number<TWO_BYTES>; 2]>,
}

impl Row for Pins {
    type Members = PinsMembers;

    fn read(members: PinsMembers) -> Result<Self, String> {
        Ok(Pins {
            draws: members.draws.into_iter().map(Object::into_inner).collect(),
            sa_handles: members.sa_handles.0.map(|handle| handle.0.0),
            peer_handles: members.peer_handles.0.map(|handle| handle.0.0),
            used_flows: members.used_flows.0.map(|flows| flows.0 as u16),
        })
    }

    fn members(self) -> PinsMembers {
        PinsMembers {
            draws: self.draws.into_iter().map(Object).collect(),
            sa_handles: Object(self.sa_handles.map(|handle| Text(Handle(handle)))),
            peer_handles: Object(self.peer_handles.map(|handle| Text(Handle(handle)))),
            used_flows: Object(self.used_flows.map(|flows| Number(flows.into()))),
        }
    }
}

/// One fixed draw.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinMembers {
    router: Text<RouterId>,
    purpose: Text<Purpose>,
    #[serde(default, skip_serializing_if = "is_default")]
    ordinal: Number<FOUR_BYTES>,
    bytes: Text<Hex>,
}

impl Row for Pin {
    type Members = PinMembers;

    fn read(members: PinMembers) -> Result<Self, String> {
        Ok(Pin {
            router: members.router.0,
            purpose: members.purpose.0,
            ordinal: members.ordinal.0 as u32,
            bytes: members.bytes.0.0,
        })
    }

    fn members(self) -> PinMembers {
        PinMembers {
            router: Text(self.router),
            purpose: Text(self.purpose),
            ordinal: Number(self.ordinal.into()),
            bytes: Text(Hex(self.bytes)),
        }
    }
}

/// A ping, or what is typed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StimulusMembers {
    at: Number<MILLIS>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    behind: Option<Text<RouterId>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    ping: Option<Text<Ipv4Addr>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    count: Option<Number<TWO_BYTES>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    size: Option<Number<TWO_BYTES>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    router: Option<Text<RouterId>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    r#type: Option<String>,
}

impl Row for Stimulus {
    type Members = StimulusMembers;

    fn read(members: StimulusMembers) -> Result<Self, String> {
        let StimulusMembers {
            at,
            behind,
            ping,
            count,
            size,
            router,
            r#type,
        } = members;
        let action = match (behind, ping, count, size, router, r#type) {
            (Some(behind), Some(ping), Some(count), Some(size), None, None) => Action::Ping {
                behind: behind.0,
                destination: ping.0,
                count: count.0 as u16,
                size: size.0 as u16,
            },
            (None, None, None, None, Some(router), Some(line)) => Action::Type { router: router.0, line },
            _ => return Err(NO_STIMULUS.to_owned()),
        };
        Ok(Stimulus {
            at: SimTime(at.0),
            action,
        })
    }

    fn members(self) -> StimulusMembers {
        let empty = StimulusMembers {
            at: Number(self.at.0),
            behind: None,
            ping: None,
            count: None,
            size: None,
            router: None,
            r#type: None,
        };
        match self.action {
            Action::Ping {
                behind,
                destination,
                count,
                size,
            } => StimulusMembers {
                behind: Some(Text(behind)),
                ping: Some(Text(destination)),
                count: Some(Number(count.into())),
                size: Some(Number(size.into())),
                ..empty
            },
            Action::Type { router, line } => StimulusMembers {
                router: Some(Text(router)),
                r#type: Some(line),
                ..empty
            },
        }
    }
}

/// What the wire does to a packet.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultMembers {
    packet: Text<PacketRef>,
    fault: Text<Kind>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    millis: Option<Number<MILLIS>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    offset: Option<Number<FOUR_BYTES>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    mask: Option<Text<Byte>>,
}

impl Row for Fault {
    type Members = FaultMembers;

    fn read(members: FaultMembers) -> Result<Self, String> {
        let kind = match (members.fault.0, members.millis, members.offset, members.mask) {
            (Kind::Lose, None, None, None) => FaultKind::Lose,
            (Kind::Delay, Some(millis), None, None) => FaultKind::Delay(millis.0),
            (Kind::Duplicate, Some(millis), None, None) => FaultKind::Duplicate(millis.0),
            (Kind::Corrupt, None, Some(offset), Some(mask)) => FaultKind::Corrupt {
                offset: offset.0 as u32,
                mask: mask.0.0,
            },
            _ => return Err(NO_FAULT.to_owned()),
        };
        Ok(Fault {
            packet: members.packet.0,
            kind,
        })
    }

    fn members(self) -> FaultMembers {
        let (fault, millis, corruption) = match self.kind {
            FaultKind::Lose => (Kind::Lose, None, None),
            FaultKind::Delay(millis) => (Kind::Delay, Some(millis), None),
            FaultKind::Duplicate(millis) => (Kind::Duplicate, Some(millis), None),
            FaultKind::Corrupt { offset, mask } => (Kind::Corrupt, None, Some((offset, mask))),
        };
        FaultMembers {
            packet: Text(self.packet),
            fault: Text(fault),
            millis: millis.map(Number),
            offset: corruption.map(|(offset, _)| Number(offset.into())),
            mask: corruption.map(|(_, mask)| Text(Byte(mask))),
        }
    }
}
