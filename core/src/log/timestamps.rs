//! What stands before a record: `service timestamps`. IOS: reference.

use alloc::format;
use alloc::string::String;

use super::Facility;
use crate::ios::RunningConfig;
use crate::ios::config::{ClockTimezone, Timestamps};
use crate::time::{SimTime, WallClock};

/// The time stamp of a record with the `: ` behind it; empty where none is configured. `started` is when the router was
/// switched on.
pub(crate) fn timestamp(
    config: &RunningConfig,
    facility: Facility,
    clock: WallClock,
    started: SimTime,
    at: SimTime,
) -> String {
    let format = match facility {
        Facility::Log => config.log_timestamps,
        Facility::Isakmp | Facility::Ipsec | Facility::Engine | Facility::Icmp | Facility::IpPacket => {
            config.debug_timestamps
        }
    };
    match format {
        None => String::new(),
        Some(Timestamps::Uptime) => format!("{}: ", uptime(at.secs_since(started))),
        Some(Timestamps::Datetime {
            milliseconds,
            local_time,
            show_timezone,
        }) => {
            let zone = config.clock_timezone.as_ref().filter(|_| local_time);
            let text = format!("{}", local(clock.at(at), zone));
            let text = if milliseconds {
                &text
            } else {
                text.split('.').next().unwrap_or(&text)
            };
            let zone = if show_timezone {
                format!(" {}", zone.map_or("UTC", |zone| &zone.name))
            } else {
                String::new()
            };
            format!("*{text}{zone}: ")
        }
    }
}

/// `00:01:05`; from a day on `1d02h`. IOS: reference.
fn uptime(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    if days > 0 {
        format!("{days}d{hours:02}h")
    } else {
        format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
    }
}

/// What a clock in a time zone shows when one in UTC shows `clock`.
pub(crate) fn local(clock: WallClock, zone: Option<&ClockTimezone>) -> WallClock {
    let minutes = zone.map_or(0, |zone| {
        let minutes = i32::from(zone.minutes);
        i32::from(zone.hours) * 60 + if zone.hours < 0 { -minutes } else { minutes }
    });
    clock.shifted(minutes)
}
