//! Lines of a text as differences from another text's.

/// One place where the texts differ, after the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hunk {
    /// Lines that both have.
    keep: usize,
    /// Lines of the old text that are left out.
    delete: usize,
    /// Lines of the new text that stand there.
    insert: usize,
}

/// Pairs of lines that are compared at most; where more would be needed, all lines between the first difference and
/// the last are replaced.
const MAX_PAIRS: usize = 1_000_000;

/// How `new` differs from `old`: always the same for the same two.
fn difference(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(new).take_while(same).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let mut hunks = Vec::new();
    let mut keep = head;
    let (mut i, mut j) = (0, 0);
    for (old_at, new_at) in kept(old, new).into_iter().chain([(old.len(), new.len())]) {
        let (delete, insert) = (old_at - i, new_at - j);
        if delete + insert > 0 {
            hunks.push(Hunk { keep, delete, insert });
            keep = 0;
        }
        keep += 1;
        (i, j) = (old_at + 1, new_at + 1);
    }
    hunks
}

/// The lines that `new` has not from `old` (`-`), and those that it has besides (`+`), in order.
pub fn changed_lines<'t>(old: &'t str, new: &'t str) -> Vec<(char, &'t str)> {
    let [old, new]: [Vec<&str>; 2] = [old, new].map(|text| text.split('\n').collect());
    let mut changed = Vec::new();
    let (mut i, mut j) = (0, 0);
    for Hunk { keep, delete, insert } in difference(&old, &new) {
        (i, j) = (i + keep, j + keep);
        changed.extend(old[i..i + delete].iter().map(|line| ('-', *line)));
        changed.extend(new[j..j + insert].iter().map(|line| ('+', *line)));
        (i, j) = (i + delete, j + insert);
    }
    changed
}

/// Places of a longest sequence of lines that both have.
fn kept(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if old.len() * new.len() > MAX_PAIRS {
        return Vec::new();
    }
    // At (i, j): how many lines the rests from old[i] and new[j] can keep.
    let mut longest = vec![0_u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut kept = Vec::new();
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}
