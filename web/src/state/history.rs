//! Undo and redo over whole values.

/// A value with those it had before, and those that were undone.
#[derive(Debug, Clone, PartialEq)]
pub struct History<T> {
    past: Vec<T>,
    present: T,
    future: Vec<T>,
}

impl<T> History<T> {
    /// A history that begins here.
    pub fn new(present: T) -> Self {
        History {
            past: Vec::new(),
            present,
            future: Vec::new(),
        }
    }

    /// The value now.
    pub fn present(&self) -> &T {
        &self.present
    }

    /// Changes the value as a step of its own.
    pub fn push(&mut self, value: T) {
        self.past.push(std::mem::replace(&mut self.present, value));
        self.future.clear();
    }

    /// Changes the value within the step before: typing is undone by the burst, not by the letter.
    pub fn amend(&mut self, value: T) {
        self.present = value;
        self.future.clear();
    }

    /// Goes back one step, if there is one.
    pub fn undo(&mut self) {
        if let Some(value) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.present, value));
        }
    }

    /// Takes the last undone step again, if there is one.
    pub fn redo(&mut self) {
        if let Some(value) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.present, value));
        }
    }

    /// How many values there were before this one.
    pub fn depth(&self) -> usize {
        self.past.len()
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to take again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::History;

    #[test]
    fn goes_back_and_forth() {
        let mut history = History::new(0);
        history.push(1);
        history.push(2);
        history.undo();
        assert_eq!(*history.present(), 1);
        history.redo();
        assert_eq!((*history.present(), history.can_redo()), (2, false));
        history.undo();
        history.undo();
        history.undo();
        assert_eq!((*history.present(), history.can_undo()), (0, false));
    }

    #[test]
    fn a_change_ends_what_was_undone() {
        let mut history = History::new(0);
        history.push(1);
        history.undo();
        history.push(2);
        assert!(!history.can_redo());
    }

    #[test]
    fn an_amendment_is_undone_with_its_step() {
        let mut history = History::new("");
        history.push("a");
        history.amend("ab");
        history.undo();
        assert_eq!(*history.present(), "");
    }
}
