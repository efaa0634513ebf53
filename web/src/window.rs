//! Long lists: of ten thousand rows, those are drawn that the reader looks at.

use std::ops::Range;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// The part of a list that is drawn, and the ear by which it follows the reader's scrolling. The pane must have the class
/// `windowed`: its styles leave room for the rows that are not drawn, each as high as `--row`.
pub struct Window {
    /// The rows.
    pub rows: Range<usize>,
    /// To be called when the pane is scrolled.
    pub onscroll: Callback<Event>,
}

/// What a window remembers between two drawings.
struct Held {
    /// The row that was asked for last, and of how many.
    asked: (usize, usize),
    /// The first row that is drawn.
    first: usize,
    /// Whether the asked row is not scrolled to yet: until then, scrolling is not the reader's.
    jumps: bool,
}

/// Draws at most `most` of `count` rows, among them `at` whenever that, or how many there are, is another than before.
#[hook]
pub fn use_window(pane: &NodeRef, count: usize, at: usize, most: usize) -> Window {
    let held = use_mut_ref(|| Held {
        asked: (usize::MAX, 0),
        first: 0,
        jumps: true,
    });
    let update = use_force_update();
    let first = {
        let held = &mut *held.borrow_mut();
        if held.asked != (at, count) {
            held.first = first_row(held.first, at, count, most);
            (held.asked, held.jumps) = ((at, count), true);
        }
        held.first = held.first.min(count.saturating_sub(most));
        held.first
    };
    let rows = first..count.min(first + most);
    let undrawn = (rows.start, count - rows.end);
    // With the rows, before anything is painted; an effect would come a frame too late, but is the first to have a pane.
    leave_room(pane, undrawn);
    use_effect_with((undrawn, at, count), {
        let (pane, held) = (pane.clone(), held.clone());
        move |(undrawn, ..)| {
            leave_room(&pane, *undrawn);
            held.borrow_mut().jumps = false;
        }
    });
    let onscroll = {
        let pane = pane.clone();
        Callback::from(move |_: Event| {
            let Some(at) = row_in_the_middle(&pane, count) else {
                return;
            };
            let mut held = held.borrow_mut();
            let first = first_row(held.first, at, count, most);
            if !held.jumps && first != held.first {
                held.first = first;
                drop(held);
                update.force_update();
            }
        })
    };
    Window { rows, onscroll }
}

/// The first row to be drawn for a look at `at`: the same as before if there is enough around it.
fn first_row(first: usize, at: usize, count: usize, most: usize) -> usize {
    let last_first = count.saturating_sub(most);
    let margin = most / 4;
    let enough_before = first == 0 || at >= first + margin;
    let enough_behind = first == last_first || at + margin < first + most;
    if first <= last_first && enough_before && enough_behind {
        first
    } else {
        at.saturating_sub(most / 2).min(last_first)
    }
}

/// Which row is in the middle of a pane, all being about as high.
fn row_in_the_middle(pane: &NodeRef, count: usize) -> Option<usize> {
    let pane = pane.cast::<Element>()?;
    let middle = (pane.scroll_top() + pane.client_height() / 2) as i64;
    let height = i64::from(pane.scroll_height().max(1));
    usize::try_from(middle * count as i64 / height).ok()
}

/// By the object model of the styles: the page's policy allows no style attribute.
fn leave_room(pane: &NodeRef, (before, after): (usize, usize)) {
    let Some(pane) = pane.cast::<HtmlElement>() else { return };
    for (name, rows) in [("--before", before), ("--after", after)] {
        // A property that is not set leaves no room: the list is shorter than it should be, and nothing else.
        drop(pane.style().set_property(name, &rows.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::first_row;

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!((first_row(0, 0, 10, 80), first_row(0, 9, 10, 80)), (0, 0));
    }

    #[test]
    fn the_window_moves_only_when_its_ends_come_near() {
        let mut first = 0;
        let mut moves = 0;
        for at in 0..10_000 {
            let next = first_row(first, at, 10_000, 80);
            assert!(next <= at && at < next + 80, "{at} is drawn");
            moves += u32::from(next != first);
            first = next;
        }
        assert_eq!(first, 9920);
        assert!(moves < 10_000 / 16, "{moves}");
    }

    #[test]
    fn a_jump_and_a_shorter_list_are_followed() {
        assert_eq!(first_row(0, 5000, 10_000, 80), 4960);
        assert_eq!(first_row(4960, 0, 10_000, 80), 0);
        assert_eq!(first_row(4960, 90, 100, 80), 20);
    }
}
