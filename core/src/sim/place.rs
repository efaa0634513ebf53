//! Places in a run, as coarse as a step or as fine as one event, and the way from one to the next.

use core::ops::Range;

use super::trace::Trace;

/// A place in a run: at the end of a step, or in it after some of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The step.
    pub step: usize,
    /// How many of the step's events have happened, where the run is looked at event by event; `None`: all of them, where it
    /// is looked at step by step.
    pub event: Option<u32>,
}

impl Place {
    /// The end of a step, looked at as a whole.
    pub const fn step(step: usize) -> Place {
        Place { step, event: None }
    }

    /// Whether the run is looked at event by event.
    pub const fn is_fine(self) -> bool {
        self.event.is_some()
    }
}

impl Trace {
    /// The nearest place that the run has. A step behind the first begins with its first event.
    pub fn nearest(&self, place: Place) -> Place {
        let step = place.step.min(self.last_step());
        let all = self.steps[step].events.len() as u32;
        let least = all.min(u32::from(step > 0));
        Place {
            step,
            event: place.event.map(|event| event.clamp(least, all)),
        }
    }

    /// The end of a step, looked at as finely as `like`.
    pub fn end_of(&self, step: usize, like: Place) -> Place {
        let event = like.event.map(|_| u32::MAX);
        self.nearest(Place { step, event })
    }

    /// The first place, looked at as finely as `like`: nothing has happened, or the routers have just been switched on.
    pub fn first(&self, like: Place) -> Place {
        let event = like.event.map(|_| 0);
        Place { step: 0, event }
    }

    /// The first place at which so many events of the run have happened, event by event.
    pub fn after_events(&self, events: u32) -> Place {
        let step = self.steps.partition_point(|step| step.events.end < events);
        let step = step.min(self.last_step());
        let event = Some(events.saturating_sub(self.steps[step].events.start));
        self.nearest(Place { step, event })
    }

    /// What is new at a place: all events of the step, or the last one that has happened. So many events of the run have
    /// happened as its end says.
    pub fn new_at(&self, place: Place) -> Range<u32> {
        let Place { step, event } = self.nearest(place);
        let events = self.steps[step].events.clone();
        match event {
            None => events,
            Some(event) => {
                let end = events.start + event;
                end.saturating_sub(1).max(events.start)..end
            }
        }
    }

    /// The place after this one; the same at the end.
    pub fn next(&self, place: Place) -> Place {
        let is_within = |event: u32| (event as usize) < self.steps[place.step].events.len();
        match place.event {
            Some(event) if is_within(event) => Place {
                event: Some(event + 1),
                ..place
            },
            _ if place.step == self.last_step() => place,
            event => self.nearest(Place {
                step: place.step + 1,
                event: event.map(|_| 0),
            }),
        }
    }

    /// The place before this one; the same at the start.
    pub fn previous(&self, place: Place) -> Place {
        let begin = self.nearest(Place {
            event: place.event.map(|_| 0),
            ..place
        });
        match place.event {
            Some(event) if place != begin => Place {
                event: Some(event - 1),
                ..place
            },
            _ if place.step == 0 => place,
            _ => self.end_of(place.step - 1, place),
        }
    }
}
