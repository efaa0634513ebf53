//! Lines that change nothing here and are kept for `show running-config`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::map::Map;

/// Where `show running-config` prints a kept line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Section {
    /// `version 12.3`, first of all.
    Version,
    /// `service …`, before the host name.
    Service,
    /// `boot-start-marker`, after the host name.
    Boot,
    /// `enable secret`, `logging …`.
    Logging,
    /// `aaa …`, `ip subnet-zero`, after the time zone.
    General,
    /// `ip cef`, `ip audit …`, before everything crypto.
    IpFeatures,
    /// `router …`, after the interfaces.
    Routing,
    /// `ip classless`, before the static routes.
    IpRouting,
    /// `ip http …`, after the static routes.
    IpServices,
    /// `control-plane`, `snmp-server`, after the access lists.
    Management,
    /// `line …`.
    Line,
    /// `ntp …`, before `end`.
    Last,
    /// Inside the interface or block where it was typed.
    Inside,
}

/// A line that changes nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptLine {
    /// The line, its abbreviations spelled out.
    pub text: String,
    /// The lines inside it: those under `line vty 0 4`.
    pub inside: KeptLines,
}

/// Such lines, in the order typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct KeptLines {
    lines: Vec<KeptLine>,
    /// Which line sets what: a line with the subject of an earlier one takes its place.
    #[serde(skip)]
    places: Map<String, usize>,
}

impl KeptLines {
    /// The lines.
    pub fn iter(&self) -> impl Iterator<Item = &KeptLine> {
        self.lines.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line that sets `subject`.
    pub fn setting(&self, subject: &str) -> Option<&str> {
        self.places.get(subject).map(|place| self.lines[*place].text.as_str())
    }

    /// Keeps a line that sets `subject`; one that was there keeps its place and what is inside it.
    pub fn keep(&mut self, subject: String, text: String) {
        match self.places.get(&subject) {
            Some(place) => self.lines[*place].text = text,
            None => {
                self.places.insert(subject, self.lines.len());
                let inside = KeptLines::default();
                self.lines.push(KeptLine { text, inside });
            }
        }
    }

    /// Keeps a line behind all others, whatever they set.
    pub fn append(&mut self, text: String) {
        self.keep(self.lines.len().to_string(), text);
    }

    /// Takes lines away; answers whether there were any.
    pub fn remove(&mut self, goes: impl Fn(&str) -> bool) -> bool {
        let mut left = 0..;
        let lines = self.lines.iter();
        let places: Vec<Option<usize>> = lines
            .map(|line| if goes(&line.text) { None } else { left.next() })
            .collect();
        let removes = places.contains(&None);
        if removes {
            self.lines.retain(|line| !goes(&line.text));
            self.places.retain(|_, place| match places[*place] {
                Some(new) => {
                    *place = new;
                    true
                }
                None => false,
            });
        }
        removes
    }

    /// The lines inside the one that sets `subject`.
    pub fn inside(&mut self, subject: &str) -> Option<&mut KeptLines> {
        self.places.get(subject).map(|place| &mut self.lines[*place].inside)
    }
}
