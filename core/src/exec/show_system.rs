//! `show clock`, `show logging` and `show version`.

use alloc::format;
use alloc::string::String;

use super::command::{Exec, Moment, show};
use super::words::{field, modelled};
use crate::log::local;

pub(super) static ROWS: [Exec; 3] = [
    show("show clock", "The time", |_, moment| field(clock(moment))).for_all(),
    show("show logging", "Where log records go", |_, moment| {
        field(logging(moment))
    })
    .modelled("all records go to the console"),
    show("show version", "Software and hardware", |_, moment| {
        modelled(version(moment))
    })
    .for_all()
    .modelled("says what this router is"),
];

/// IOS: reference: `*` for a clock that is not authoritative, and the configured time zone.
fn clock(moment: &Moment<'_>) -> String {
    let zone = moment.status.console.config.clock_timezone.as_ref();
    let clock = local(moment.clock.at(moment.now), zone);
    format!(
        "*{} {} {} {} {} {}\n",
        clock.time_of_day(),
        zone.map_or("UTC", |zone| &zone.name),
        clock.weekday(),
        clock.month_name(),
        clock.day,
        clock.year
    )
}

/// IOS: field. Modelled: every record goes to the console, and nothing is kept.
fn logging(moment: &Moment<'_>) -> String {
    format!(
        "Syslog logging: enabled (0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns)\n    \
         Console logging: level debugging, {} messages logged\n    \
         Monitor logging: level debugging, 0 messages logged\n    \
         Buffer logging: disabled\n",
        moment.records
    )
}

/// Modelled: it says what this router is.
fn version(moment: &Moment<'_>) -> String {
    let console = &moment.status.console;
    let minutes = moment.now.secs_since(moment.status.started) / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let uptime = match hours {
        0 => format!("{minutes} minutes"),
        hours => format!("{hours} hours, {minutes} minutes"),
    };
    let interfaces = console.config.interfaces.len();
    let accelerator = if console.platform.accelerator {
        "1 hardware crypto accelerator\n"
    } else {
        ""
    };
    format!(
        "ikelab: a model of a Cisco 7200 with IOS 12.3(7)T\n\n\
         {} uptime is {uptime}\n\n\
         {interfaces} interfaces\n{accelerator}",
        console.config.hostname
    )
}
