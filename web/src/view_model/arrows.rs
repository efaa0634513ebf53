//! The keys that move a cursor, and where they move it to in a list and in a grid.

/// A key that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the keys'
pub enum Arrow {
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
}

impl Arrow {
    /// The key with this name.
    pub fn from_key(key: &str) -> Option<Arrow> {
        match key {
            "ArrowUp" => Some(Arrow::Up),
            "ArrowDown" => Some(Arrow::Down),
            "ArrowLeft" => Some(Arrow::Left),
            "ArrowRight" => Some(Arrow::Right),
            "Home" => Some(Arrow::Home),
            "End" => Some(Arrow::End),
            _ => None,
        }
    }

    /// The place that the key moves to from `at` in a list of `count`.
    pub fn in_list(self, at: usize, count: usize) -> usize {
        let last = count.saturating_sub(1);
        match self {
            Arrow::Up => at.saturating_sub(1),
            Arrow::Down => (at + 1).min(last),
            Arrow::Home => 0,
            Arrow::End => last,
            Arrow::Left | Arrow::Right => at,
        }
    }

    /// The place that the key moves to from `at` in a grid of `count` cells in rows of `per_row`; with Control, Home and
    /// End go to the ends of the grid.
    pub fn in_grid(self, with_control: bool, at: u32, count: u32, per_row: u32) -> u32 {
        let last = count.saturating_sub(1);
        let row = at - at % per_row;
        let to = match self {
            Arrow::Right => at + 1,
            Arrow::Left => at.saturating_sub(1),
            Arrow::Down if at + per_row <= last => at + per_row,
            Arrow::Up if at >= per_row => at - per_row,
            Arrow::Down | Arrow::Up => at,
            Arrow::Home if with_control => 0,
            Arrow::End if with_control => last,
            Arrow::Home => row,
            Arrow::End => row + per_row - 1,
        };
        to.min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Arrow::*;

    #[test]
    fn a_list_is_left_at_neither_end() {
        assert_eq!(
            (
                Up.in_list(0, 3),
                Down.in_list(2, 3),
                End.in_list(0, 3),
                Home.in_list(2, 3)
            ),
            (0, 2, 2, 0)
        );
        assert_eq!((Left.in_list(1, 3), Down.in_list(0, 0)), (1, 0));
    }

    #[test]
    fn the_cursor_stays_in_the_grid() {
        assert_eq!(
            (Right.in_grid(false, 19, 20, 8), Left.in_grid(false, 0, 20, 8)),
            (19, 0)
        );
        assert_eq!(
            (Down.in_grid(false, 11, 20, 8), Down.in_grid(false, 13, 20, 8)),
            (19, 13)
        );
        assert_eq!((Up.in_grid(false, 3, 20, 8), Up.in_grid(false, 13, 20, 8)), (3, 5));
        assert_eq!((Home.in_grid(false, 13, 20, 8), End.in_grid(false, 18, 20, 8)), (8, 19));
        assert_eq!((Home.in_grid(true, 13, 20, 8), End.in_grid(true, 0, 20, 8)), (0, 19));
    }
}
