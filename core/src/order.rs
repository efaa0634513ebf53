//! Sorting without the thousands of instructions that the standard library's sorts bring for each type.

use alloc::vec::Vec;
use core::mem;

/// Sorts; equals keep their order. `precedes` tells whether the first item belongs before the second. It takes time in
/// proportion to the length and its logarithm.
pub fn sort<T>(items: &mut [T], precedes: impl Fn(&T, &T) -> bool) {
    let order = order(items.len(), &|a, b| precedes(&items[a], &items[b]));
    let mut places = order.clone();
    for (place, index) in order.into_iter().enumerate() {
        places[index] = place;
    }
    for at in 0..items.len() {
        while places[at] != at {
            let place = places[at];
            items.swap(at, place);
            places.swap(at, place);
        }
    }
}

/// The indices of so many items, in their order: runs of one are merged to runs of two, of four, of eight.
fn order(length: usize, precedes: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..length).collect();
    let mut merged = order.clone();
    let mut run = 1;
    while run < length {
        for (both, to) in order.chunks(2 * run).zip(merged.chunks_mut(2 * run)) {
            let (mut first, mut second) = both.split_at(run.min(both.len()));
            for place in to {
                let from = match (first, second) {
                    ([a, ..], [b, ..]) if precedes(*b, *a) => &mut second,
                    ([], _) => &mut second,
                    _ => &mut first,
                };
                let (next, rest) = from.split_first().expect("as many as there are places");
                (*place, *from) = (*next, rest);
            }
        }
        mem::swap(&mut order, &mut merged);
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::sort;
    use alloc::vec::Vec;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let mut pairs = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        sort(&mut pairs, |a, b| a.0 < b.0);
        assert_eq!(pairs, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
        sort(&mut [] as &mut [u8], |a, b| a < b);
    }

    #[test]
    fn sorts_as_the_standard_library_does() {
        for length in 0..70_u64 {
            let mut items: Vec<(u64, u64)> = (0..length).map(|n| (n * n * 7 % 23, n)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort(&mut items, |a, b| a.0 < b.0);
            assert_eq!(items, expected);
        }
    }
}
