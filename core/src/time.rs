//! Virtual time. Nothing in core reads a clock: a run starts at zero and its scenario says what a wall clock showed then.

use core::fmt;
use core::ops::Add;

use serde::{Deserialize, Serialize};

/// Milliseconds since the start of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SimTime(pub u64);

impl SimTime {
    /// The start of the run.
    pub const ZERO: SimTime = SimTime(0);

    /// The moment `seconds` after the start.
    pub const fn from_secs(seconds: u64) -> Self {
        SimTime(seconds * 1000)
    }

    /// Whole seconds from `earlier` to this moment; zero if `earlier` is later.
    pub const fn secs_since(self, earlier: SimTime) -> u64 {
        self.0.saturating_sub(earlier.0) / 1000
    }
}

impl Add<u64> for SimTime {
    type Output = SimTime;

    /// The moment `millis` milliseconds later.
    fn add(self, millis: u64) -> SimTime {
        SimTime(self.0.saturating_add(millis))
    }
}

/// What the routers' clocks show at the start of the run. Neither clock is authoritative, so IOS prints a `*` before it
/// (IOS: seed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallClock {
    /// Full year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Milliseconds since midnight.
    pub millis: u32,
}

const MONTHS: [(&str, u8); 12] = [
    ("Jan", 31),
    ("Feb", 28),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];
const DAY_MILLIS: u64 = 86_400_000;
/// What [`WallClock::unix_millis`] counts in days for 1 January 1970.
const DAYS_TO_1970: u64 = 719_469;
/// The Gregorian calendar repeats itself after so many days,
const CYCLE_DAYS: u64 = 146_097;
/// which are so many years.
const CYCLE_YEARS: u64 = 400;

impl WallClock {
    /// What the clock shows at `at`.
    pub fn at(self, at: SimTime) -> WallClock {
        let total = u64::from(self.millis).saturating_add(at.0);
        let days = total / DAY_MILLIS;
        let mut clock = WallClock {
            year: self
                .year
                .saturating_add((days / CYCLE_DAYS * CYCLE_YEARS).try_into().unwrap_or(u16::MAX)),
            millis: (total % DAY_MILLIS) as u32,
            ..self
        };
        for _ in 0..days % CYCLE_DAYS {
            clock.next_day();
        }
        clock
    }

    /// What the clock of another time zone shows, `minutes` later (less than a day) or, if negative, earlier.
    pub fn shifted(self, minutes: i32) -> WallClock {
        let millis = i64::from(self.millis) + i64::from(minutes) * 60_000;
        let day = DAY_MILLIS as i64;
        let mut clock = WallClock {
            millis: millis.rem_euclid(day) as u32,
            ..self
        };
        if millis < 0 {
            clock.previous_day();
        } else if millis >= day {
            clock.next_day();
        }
        clock
    }

    /// `Sun`: by Zeller's congruence.
    pub fn weekday(self) -> &'static str {
        let (month, year) = if self.month < 3 {
            (u32::from(self.month) + 12, u32::from(self.year).saturating_sub(1))
        } else {
            (u32::from(self.month), u32::from(self.year))
        };
        let day = u32::from(self.day) + 13 * (month + 1) / 5 + year + year / 4 + 6 * (year / 100) + year / 400;
        ["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"][day as usize % 7]
    }

    /// `Apr`.
    pub fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month.clamp(1, 12)) - 1].0
    }

    /// Milliseconds since 1970 began, for what counts time so; 0 for what was before.
    pub fn unix_millis(self) -> u64 {
        let (year, month) = (u64::from(self.year), u64::from(self.month.clamp(1, 12)));
        // A year that begins in March has its leap day at its end.
        let (year, month) = if month < 3 {
            (year.saturating_sub(1), month + 9)
        } else {
            (year, month - 3)
        };
        let leap_days = year / 4 - year / 100 + year / 400;
        let days = year * 365 + leap_days + (153 * month + 2) / 5 + u64::from(self.day);
        days.saturating_sub(DAYS_TO_1970) * DAY_MILLIS + u64::from(self.millis)
    }

    fn days_of_month(self) -> u8 {
        let leap = self.month == 2 && self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let (_, days) = MONTHS[usize::from(self.month.clamp(1, 12)) - 1];
        days + u8::from(leap)
    }

    fn previous_day(&mut self) {
        if self.day > 1 {
            self.day -= 1;
            return;
        }
        if self.month > 1 {
            self.month -= 1;
        } else {
            (self.year, self.month) = (self.year.saturating_sub(1), 12);
        }
        self.day = self.days_of_month();
    }

    fn next_day(&mut self) {
        if self.day < self.days_of_month() {
            self.day += 1;
        } else if self.month < 12 {
            (self.month, self.day) = (self.month + 1, 1);
        } else {
            (self.year, self.month, self.day) = (self.year.saturating_add(1), 1, 1);
        }
    }

    /// The time of day alone, `05:59:20.491`.
    pub fn time_of_day(self) -> impl fmt::Display {
        let WallClock { millis, .. } = self;
        DisplayTime(millis)
    }
}

struct DisplayTime(u32);

impl fmt::Display for DisplayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, millis) = (self.0 / 1000, self.0 % 1000);
        write!(
            f,
            "{:02}:{:02}:{:02}.{millis:03}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )
    }
}

impl fmt::Display for WallClock {
    /// As `service timestamps debug datetime msec` prints it: `Apr 18 05:59:20.491` (IOS: seed).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (month, _) = MONTHS[usize::from(self.month.clamp(1, 12)) - 1];
        write!(f, "{month} {:>2} {}", self.day, DisplayTime(self.millis))
    }
}
