//! Long lists: of ten thousand rows, those are drawn that the reader looks at.

use std::cell::RefCell;
use std::ops::Range;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

use crate::media::use_media_query;

/// Rows that are drawn more than have to be, on either side.
const SPARE: usize = 2;
/// A window moves by so many rows, so that most steps need not move it.
const STRIDE: usize = 4;
/// Rows for which a pane has room at most: one without an end is as high as its list.
const ROOMIEST: usize = 100;
/// Rows that are drawn on paper.
const PRINTED: usize = 300;

/// What is known of a list's pane before it is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pane {
    /// How high a row of it is at least, in pixels.
    pub least: i32,
    /// For how many rows it has room, on most screens.
    pub room: usize,
}

/// The part of a list that is drawn, and the ear by which it follows the reader's scrolling. The pane must have the class
/// `windowed`: its styles leave room for the rows that are not drawn, each as high as `--row`.
pub struct Window {
    /// The rows.
    pub rows: Range<usize>,
    /// To be called when the pane is scrolled.
    pub onscroll: Callback<Event>,
}

/// What a window remembers between two drawings.
struct WindowMemory {
    /// All rows.
    count: usize,
    /// The row that was asked for last.
    asked: usize,
    /// The first row that is drawn.
    first: usize,
    /// The rows for which the pane has room, or once had.
    room: usize,
    /// Whether the asked row is not scrolled to yet: until then, scrolling is not the reader's.
    jumps: bool,
    /// Whether the page is printed, which is not how it will be looked at.
    is_printed: bool,
    /// The rows before and behind that the pane has been given room for.
    left: Option<(usize, usize)>,
}

impl WindowMemory {
    const fn new(room: usize) -> WindowMemory {
        WindowMemory {
            count: 0,
            asked: usize::MAX,
            first: 0,
            room,
            jumps: true,
            is_printed: false,
            left: None,
        }
    }

    /// Rows that are drawn at once: wherever in the pane the row in their midst stands, the pane is full.
    fn most(&self) -> usize {
        2 * (self.room + SPARE) + STRIDE
    }

    /// The rows that are drawn.
    fn drawn(&self) -> Range<usize> {
        let (first, most) = match self.is_printed {
            true => (self.asked.saturating_sub(PRINTED / 2), PRINTED),
            false => (self.first, self.most()),
        };
        let first = first.min(self.count);
        first..self.count.min(first + most)
    }

    /// Draws the rows around `at` whenever that, or how many there are, is another than before; around the same row, the same.
    fn ask(&mut self, count: usize, at: usize) {
        if (self.asked, self.count) != (at, count) {
            let first = at.saturating_sub(self.room + SPARE);
            self.first = first - first % STRIDE;
            (self.asked, self.count, self.jumps) = (at, count, true);
        }
    }
}

/// Draws of `count` rows those that are looked at, and those around `at` whenever that, or how many there are, is another than
/// before.
#[hook]
pub fn use_window(pane: &NodeRef, count: usize, at: usize, kind: Pane) -> Window {
    let memory = use_mut_ref(|| WindowMemory::new(kind.room));
    let update = use_force_update();
    let is_printed = use_media_query("print");
    let rows = {
        let mut memory = memory.borrow_mut();
        memory.is_printed = is_printed;
        memory.ask(count, at);
        memory.drawn()
    };
    let undrawn = (rows.start, count - rows.end);
    // With the rows, and not behind what has looked at the page as it was; but an effect is the first to have a pane.
    leave_room(pane, undrawn, &memory);
    use_effect_with((undrawn, at, count), {
        let (pane, memory) = (pane.clone(), memory.clone());
        move |(undrawn, ..)| {
            leave_room(&pane, *undrawn, &memory);
            memory.borrow_mut().jumps = false;
        }
    });
    let look = {
        let pane = pane.clone();
        use_callback(kind.least, move |(), least| {
            if pane.cast().is_some_and(|pane| look(&pane, *least, &memory)) {
                update.force_update();
            }
        })
    };
    use_resizing(pane, look.clone());
    Window {
        rows,
        onscroll: look.reform(|_: Event| ()),
    }
}

/// Looks whether the pane has rows for all its room, and says whether others are to be drawn.
fn look(pane: &HtmlElement, least: i32, memory: &RefCell<WindowMemory>) -> bool {
    let memory = &mut *memory.borrow_mut();
    if memory.is_printed {
        return false;
    }
    let drawn = memory.drawn();
    let room = (pane.client_height() / least) as usize + 1;
    memory.room = memory.room.max(room + room % 2).min(ROOMIEST);
    if !memory.jumps && is_short(pane, &drawn, memory.count, f64::from(least)) {
        memory.first = row_in_the_middle(pane, &drawn, memory.count).saturating_sub(memory.most() / 2);
    }
    memory.drawn() != drawn
}

/// Whether rows are wanting at an end of the pane, or a little behind it.
fn is_short(pane: &HtmlElement, drawn: &Range<usize>, count: usize, spare: f64) -> bool {
    let ends = pane.first_element_child().zip(pane.last_element_child());
    ends.is_some_and(|(first, last)| {
        let seen = pane.get_bounding_client_rect();
        let lacks_first = drawn.start > 0 && first.get_bounding_client_rect().top() > seen.top() - spare;
        let lacks_last = drawn.end < count && last.get_bounding_client_rect().bottom() < seen.bottom() + spare;
        lacks_first || lacks_last
    })
}

/// Which row is in the middle of a pane. One that is drawn is looked up, so that it stays; others are taken to be equally high.
fn row_in_the_middle(pane: &HtmlElement, drawn: &Range<usize>, count: usize) -> usize {
    let seen = pane.get_bounding_client_rect();
    let middle = seen.top() + seen.height() / 2.0;
    let begin = seen.top() - f64::from(pane.scroll_top());
    let part = |rows: usize, from: f64, to: f64| (rows as f64 * (middle - from) / (to - from)) as usize;
    let (mut row, mut end) = (drawn.start, begin);
    let mut next = pane.first_element_child();
    while let Some(element) = next {
        let place = element.get_bounding_client_rect();
        if row == drawn.start && middle < place.top() {
            return part(row, begin, place.top());
        }
        if middle <= place.bottom() {
            return row;
        }
        (row, end) = (row + 1, place.bottom());
        next = element.next_element_sibling();
    }
    let behind = count - drawn.end;
    drawn.end + part(behind, end, begin + f64::from(pane.scroll_height()))
}

/// Calls `look` whenever a pane is another size.
#[hook]
fn use_resizing(pane: &NodeRef, look: Callback<()>) {
    let pane = pane.clone();
    use_effect_with(look, move |look| {
        let look = look.clone();
        let looks = Closure::<dyn FnMut()>::new(move || look.emit(()));
        let observer = ResizeObserver::new(looks.as_ref().unchecked_ref()).ok();
        let observed = observer.zip(pane.cast::<Element>());
        if let Some((observer, pane)) = &observed {
            observer.observe(pane);
        }
        move || {
            if let Some((observer, _)) = observed {
                observer.disconnect();
            }
            drop(looks);
        }
    });
}

/// By the object model of the styles: the page's policy allows no style attribute.
fn leave_room(pane: &NodeRef, undrawn: (usize, usize), memory: &RefCell<WindowMemory>) {
    let Some(pane) = pane.cast::<HtmlElement>() else { return };
    if memory.borrow_mut().left.replace(undrawn) == Some(undrawn) {
        return;
    }
    let (before, after) = undrawn;
    for (name, rows) in [("--before", before), ("--after", after)] {
        // A property that is not set leaves no room: the list is shorter than it should be, and nothing else.
        drop(pane.style().set_property(name, &rows.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::WindowMemory;

    const COUNT: usize = 10_000;
    const ROOM: usize = 6;

    #[test]
    fn a_short_list_is_drawn_whole() {
        let mut memory = WindowMemory::new(ROOM);
        for at in [0, 9, 10] {
            memory.ask(10, at);
            assert_eq!(memory.drawn(), 0..10);
        }
    }

    #[test]
    fn a_row_has_a_pane_of_rows_on_either_side() {
        let mut memory = WindowMemory::new(ROOM);
        for at in 0..COUNT {
            memory.ask(COUNT, at);
            let drawn = memory.drawn();
            assert!(drawn.start <= at.saturating_sub(ROOM), "{at} in {drawn:?}");
            assert!(drawn.end >= COUNT.min(at + ROOM), "{at} in {drawn:?}");
        }
    }

    #[test]
    fn the_same_rows_are_drawn_on_the_way_back() {
        let mut memory = WindowMemory::new(ROOM);
        let mut drawn = |at| {
            memory.ask(COUNT, at);
            memory.drawn()
        };
        let forth: Vec<_> = (0..100).map(&mut drawn).collect();
        let back: Vec<_> = (0..100).rev().map(&mut drawn).collect();
        assert!(forth.iter().eq(back.iter().rev()));
    }

    #[test]
    fn a_shorter_list_is_followed() {
        let mut memory = WindowMemory::new(ROOM);
        memory.ask(COUNT, 5000);
        memory.ask(100, 5000);
        assert_eq!(memory.drawn(), 100..100);
        memory.ask(100, 90);
        assert!(memory.drawn().contains(&90) && memory.drawn().contains(&99));
    }
}
