//! Sorting without the thousands of instructions that the standard library's sorts bring for each type.

/// Sorts by insertion; equals keep their order. `precedes` tells whether the first item belongs before the second. Meant for
/// what is short or nearly in order: then the time is proportional to the length.
pub fn sort<T>(items: &mut [T], precedes: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && precedes(&items[at], &items[at - 1]) {
            items.swap(at, at - 1);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let mut pairs = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        sort(&mut pairs, |a, b| a.0 < b.0);
        assert_eq!(pairs, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
        sort(&mut [] as &mut [u8], |a, b| a < b);
    }
}
